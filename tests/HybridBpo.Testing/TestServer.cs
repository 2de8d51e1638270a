using System.Reflection;
using HybridBpo.Platform;
using Npgsql;

namespace HybridBpo.Testing;

/// <summary>
/// The PostgreSQL that tests use: the one named by <c>HYBRIDBPO_TEST_PG</c>, else a private one under <c>artifacts/testdb</c> that all test processes
/// share and that stops with the last of them.
/// </summary>
public static class TestServer
{
    /// <summary>The variable that names an outside server; its role must be no superuser and must be able to create databases.</summary>
    public const string Variable = "HYBRIDBPO_TEST_PG";

    private static readonly Lazy<Task<string>> Server = new(OpenAsync);
    private static readonly Lazy<Task<string>> Migrated = new(MakeTemplateAsync);
    private static PrivatePostgres? owned;

    /// <summary>Connects to the server's maintenance database.</summary>
    public static Task<string> ConnectionStringAsync() => Server.Value;

    /// <summary>Name of the database to copy: all scripts of the assemblies beside the test are applied in it.</summary>
    internal static Task<string> TemplateAsync() => Migrated.Value;

    /// <summary>The schemas of all assemblies of the product that the test project can load.</summary>
    public static IReadOnlyList<SchemaSource> Schemas { get; } = SchemaSource.From(
        Directory.GetFiles(AppContext.BaseDirectory, "HybridBpo.*.dll")
            .Where(file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(file => Assembly.Load(Path.GetFileNameWithoutExtension(file))));

    /// <summary>Runs one statement on the maintenance database.</summary>
    internal static async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Drops a database. The server's own cleaning may be at work in it, and only the server ends that: then it waits.</summary>
    internal static async Task DropAsync(string name)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                await ExecuteAsync($"drop database if exists {name} with (force)");
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.InsufficientPrivilege && attempt < 20)
            {
                await Task.Delay(250);
            }
    }

    internal static string For(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database, ApplicationName = "hybridbpo-tests" }.ConnectionString;

    private static async Task<string> OpenAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return named;
        var options = new PrivatePostgresOptions(Path.Combine(Repository.Root, "artifacts", "testdb"))
        {
            Binaries = Environment.GetEnvironmentVariable(PostgresBinaries.Key),
            MayCreateDatabases = true,
            // The data is thrown away, and the tests end processes, never the machine.
            Settings = new Dictionary<string, string> { ["fsync"] = "off", ["max_connections"] = "400" },
        };
        var started = await PrivatePostgres.StartAsync(options, CancellationToken.None);
        owned = started.Is(out var server, out var refusal) ? server : throw new InvalidOperationException(refusal.Message);
        return For(owned.ConnectionString, "postgres");
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var template = $"hybridbpo_template_{SchemaSource.Fingerprint(Schemas)[..16]}";
        await using var connection = await ConnectAsync();
        await RunAsync("select pg_advisory_lock(hashtext($1))", template);
        await DropLeftOversAsync(connection);
        if (await RunAsync("select 1 from pg_database where datname = $1", template) is not null)
            return template;
        // Made under another name and renamed when complete: a test process that dies here leaves no half-made template.
        var unfinished = $"{template}_new";
        await RunAsync($"drop database if exists {unfinished} with (force)");
        await RunAsync($"create database {unfinished} template template0 encoding 'UTF8' locale 'C.UTF-8'");
        var applied = await Migrator.ApplyAsync(For(await ConnectionStringAsync(), unfinished), Schemas, CancellationToken.None);
        if (!applied.Is(out _, out var refusal))
            throw new InvalidOperationException(refusal.Message);
        await RunAsync($"alter database {unfinished} rename to {template}");
        return template;

        async Task<object?> RunAsync(string sql, params string[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            return await command.ExecuteScalarAsync();
        }
    }

    // Databases are named for the process that made them; one whose process is gone was left behind by a crash.
    private static async Task DropLeftOversAsync(NpgsqlConnection connection)
    {
        var names = new List<string>();
        await using (var command = new NpgsqlCommand("select datname from pg_database where datname like 'hybridbpo\\_test\\_%'", connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                names.Add(reader.GetString(0));
        }
        foreach (var name in names.Where(name => int.TryParse(name.Split('_')[2], out var pid) && !Directory.Exists($"/proc/{pid}")))
        {
            await using var drop = new NpgsqlCommand($"drop database if exists {name} with (force)", connection);
            await drop.ExecuteNonQueryAsync();
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync()
    {
        var alone = new NpgsqlConnectionStringBuilder(await ConnectionStringAsync()) { Pooling = false, CommandTimeout = 120 };
        var connection = new NpgsqlConnection(alone.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
