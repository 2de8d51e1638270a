using HybridBpo.Testing;
using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>A database of its own with the store's tables alone, dropped afterwards.</summary>
public sealed class EventDatabase : IAsyncLifetime
{
    private readonly string _name = $"es_{Guid.NewGuid():N}"[..15];
    private NpgsqlDataSource? _database;
    private string _connection = "";

    public NpgsqlDataSource Database => _database!;

    public string ConnectionString => _connection;

    public static byte[] Kek { get; } = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public EventStore Store(
        Action<EventStoreOptions>? configure = null, TimeProvider? time = null, TimeSpan? keyLifetime = null, KeyRing? ring = null)
    {
        var options = new EventStoreOptions { DataSource = Database, KeyEncryptionKey = Kek, KeyRing = ring, Time = time ?? TimeProvider.System };
        options.Events.Add(typeof(AccountOpened), typeof(MoneyPaid), typeof(NoteTaken), typeof(PersonContacted), typeof(Odd));
        configure?.Invoke(options);
        return new EventStore(options, keyLifetime ?? TimeSpan.FromSeconds(60));
    }

    /// <summary>A pool of a single connection, so that what is asked is answered by the session that did the work before.</summary>
    public NpgsqlDataSource OneConnection() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connection) { MaxPoolSize = 1 });

    public async ValueTask InitializeAsync()
    {
        await Administer($"create database {_name}");
        var connection = new NpgsqlConnectionStringBuilder(EventStoreOptions.Tuned(await TestServer.ConnectionStringAsync()))
        {
            Database = _name,
            MaxPoolSize = 60,
        };
        _connection = connection.ConnectionString;
        _database = NpgsqlDataSource.Create(connection);
        await EventStoreSchema.ApplyAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Not "with (force)": only a superuser may end the autovacuum worker that may be in there; a plain drop waits for it.
                await Administer($"drop database if exists {_name}");
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse && attempt < 5)
            {
                await Task.Delay(200);
            }
        }
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
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(await TestServer.ConnectionStringAsync()) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
