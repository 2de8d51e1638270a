using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>A database of its own with the store's tables alone, dropped afterwards.</summary>
public sealed class EventDatabase : IAsyncLifetime
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("HYBRIDBPO_TEST_PG");
    private readonly string _name = $"es_{Guid.NewGuid():N}"[..15];
    private NpgsqlDataSource? _database;

    public NpgsqlDataSource Database => _database ?? throw new InvalidOperationException("HYBRIDBPO_TEST_PG names no PostgreSQL server.");

    public static byte[] Kek { get; } = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public EventStore Store(Action<EventStoreOptions>? configure = null, TimeProvider? time = null, TimeSpan? keyLifetime = null)
    {
        var options = new EventStoreOptions { DataSource = Database, KeyEncryptionKey = Kek, Time = time ?? TimeProvider.System };
        options.Events.Add(typeof(AccountOpened), typeof(MoneyPaid), typeof(NoteTaken), typeof(PersonContacted), typeof(Odd));
        configure?.Invoke(options);
        return new EventStore(options, keyLifetime ?? TimeSpan.FromSeconds(60));
    }

    public async ValueTask InitializeAsync()
    {
        if (Server is null)
            return;
        await Administer($"create database {_name}");
        var connection = new NpgsqlConnectionStringBuilder(EventStoreOptions.Tuned(Server)) { Database = _name, MaxPoolSize = 60 };
        _database = NpgsqlDataSource.Create(connection);
        await EventStoreSchema.ApplyAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is null)
            return;
        await _database.DisposeAsync();
        await Administer($"drop database {_name} with (force)");
    }

    public async Task<T> Scalar<T>(FormattableString sql)
    {
        await using var batch = Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(sql));
        return (T)(await batch.ExecuteScalarAsync())!;
    }

    public async Task Execute(FormattableString sql)
    {
        await using var batch = Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(sql));
        await batch.ExecuteNonQueryAsync();
    }

    private static async Task Administer(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Server) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
