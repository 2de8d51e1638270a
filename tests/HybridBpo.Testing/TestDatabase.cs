using HybridBpo.Platform;
using Npgsql;
using Xunit;

namespace HybridBpo.Testing;

/// <summary>
/// A class fixture: a database of its own with every schema in place, copied from a migrated template and dropped afterwards. The role is no
/// superuser, so row-level security is enforced as in production.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private static int count;

    /// <summary>Connects to the database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Pool of connections to the database; closed with the fixture.</summary>
    public NpgsqlDataSource DataSource { get; private set; } = null!;

    /// <summary>The database's name.</summary>
    public string Name { get; } = $"hybridbpo_test_{Environment.ProcessId}_{Interlocked.Increment(ref count)}";

    /// <summary>Makes a database outside of a fixture; dispose it.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        return database;
    }

    /// <summary>Copies a database with all that is in it, while nobody is connected to it; dispose the copy.</summary>
    public static async Task<TestDatabase> CopyAsync(TestDatabase original)
    {
        original.DataSource.Clear();
        var copy = new TestDatabase();
        await copy.MakeAsync(original.Name);
        return copy;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await MakeAsync(await TestServer.TemplateAsync());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await TestServer.DropAsync(Name);
    }

    private async Task MakeAsync(string template)
    {
        await TestServer.ExecuteAsync($"create database {Name} template {template}");
        ConnectionString = DatabaseServer.WithDefaults(TestServer.For(await TestServer.ConnectionStringAsync(), Name));
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }
}
