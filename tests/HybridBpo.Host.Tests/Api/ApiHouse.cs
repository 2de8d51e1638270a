namespace HybridBpo.Host.Tests.Api;

/// <summary>A host whose decisions leave at once, so that programs see them.</summary>
public sealed class ApiHouse : IAsyncLifetime
{
    public TestHost Host { get; } = new() { Settings = [("Inbox:UndoSeconds", "0"), ("Inbox:WebhooksToLoopback", "true")] };

    internal async Task<SampleClient> ProgramAsync(params string[] clients) =>
        new(Host.Staff, await Host.KeyAsync([.. Platform.ApiScopes.All], clients.Length == 0 ? ["fernbrook"] : clients));

    internal async Task<long> CountAsync(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(Host.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("set app.clients = '*'; " + sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask InitializeAsync() => Host.InitializeAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
