using HybridBpo.Events;
using HybridBpo.Inbox;
using HybridBpo.Platform;
using Npgsql;

namespace HybridBpo.Benchmarks.Inbox;

/// <summary>A database of its own on the server that was named, with the schemas that the inbox needs, dropped afterwards.</summary>
internal sealed class InboxDatabase : IAsyncDisposable
{
    private readonly string server;
    private readonly string name;

    private InboxDatabase(string server, string name)
    {
        (this.server, this.name) = (server, name);
        ConnectionString = DatabaseServer.WithDefaults(new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString);
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public static async Task<InboxDatabase> CreateAsync(string server)
    {
        var database = new InboxDatabase(server, $"inbox_bench_{Guid.CreateVersion7():N}"[..24]);
        await AdministerAsync(server, $"create database {database.name}");
        var schemas = SchemaSource.From([typeof(EventStore).Assembly, typeof(Database).Assembly, typeof(InboxModule).Assembly]);
        var migrated = await Migrator.ApplyAsync(database.ConnectionString, schemas, CancellationToken.None);
        if (migrated.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.Message);
        return database;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await AdministerAsync(server, $"drop database if exists {name} with (force)");
    }

    private static async Task AdministerAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
