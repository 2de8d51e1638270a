using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Benchmarks.Store;

/// <summary>A database of its own on the server that was named, dropped afterwards.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private BenchDatabase(string server, string name)
    {
        _server = server;
        _name = name;
        var connection = new NpgsqlConnectionStringBuilder(EventStoreOptions.Tuned(server)) { Database = name, MaxPoolSize = 40 };
        ConnectionString = connection.ConnectionString;
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public static async Task<BenchDatabase> CreateAsync(string server)
    {
        var name = $"es_bench_{Guid.CreateVersion7():N}"[..24];
        await Administer(server, $"create database {name}");
        var database = new BenchDatabase(server, name);
        await EventStoreSchema.ApplyAsync(database.Source);
        await database.Execute(
            """
            create table public.balances (client_id text, account uuid, balance bigint, primary key (client_id, account));
            create table public.counts (client_id text, account uuid, events bigint, primary key (client_id, account));
            """);
        return database;
    }

    public EventStore Open(bool inline = false)
    {
        var options = new EventStoreOptions { DataSource = Source };
        options.Events.Add(typeof(AccountOpened), typeof(MoneyPaid));
        if (inline)
            options.Inline.Add(new Balances());
        return new EventStore(options);
    }

    public async Task Execute(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Not "with (force)": only a superuser may end the autovacuum worker that may be in there; a plain drop waits for it.
                await Administer(_server, $"drop database if exists {_name}");
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse && attempt < 5)
            {
                await Task.Delay(200);
            }
        }
    }

    private static async Task Administer(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
