using Npgsql;

namespace HybridBpo.Platform;

/// <summary>The role and database that the product uses. The role is no superuser, so that row-level security binds it.</summary>
internal static class AppRole
{
    public const string Admin = "hybridbpo_admin", Name = "hybridbpo";
    private const string Host = "127.0.0.1";

    /// <summary>Connects as the server's superuser to its maintenance database.</summary>
    public static string AdminConnectionString(ServerFolder folder, int port) => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = port,
        Username = Admin,
        Password = ServerFolder.Password(folder.AdminPassword),
        Database = "postgres",
        Pooling = false,
        CommandTimeout = 0,
    }.ConnectionString;

    /// <summary>Makes what is missing and returns the product's connection string.</summary>
    public static async Task<string> MakeAsync(ServerFolder folder, int port, PrivatePostgresOptions options, CancellationToken ct)
    {
        var password = ServerFolder.Password(folder.AppPassword);
        await using var connection = new NpgsqlConnection(AdminConnectionString(folder, port));
        await connection.OpenAsync(ct);
        // The password is hexadecimal digits of our own making.
        await ExecuteAsync($"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{Name}') then create role {Name} login; end if;
              alter role {Name} nosuperuser {(options.MayCreateDatabases ? "createdb" : "nocreatedb")} password '{password}';
            end $$
            """);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
        exists.Parameters.Add(new NpgsqlParameter { Value = Name });
        if (await exists.ExecuteScalarAsync(ct) is null)
            await ExecuteAsync($"create database {Name} owner {Name}");
        var own = new NpgsqlConnectionStringBuilder { Host = Host, Port = port, Username = Name, Password = password, Database = Name };
        return own.ConnectionString;

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
