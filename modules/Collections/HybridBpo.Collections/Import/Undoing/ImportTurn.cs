using Npgsql;

namespace HybridBpo.Collections.Import.Undoing;

/// <summary>
/// A file is loaded, repaired or undone by one at a time, over hosts and command lines. The lock belongs to the connection and not to a transaction:
/// one that stands idle while a large file is worked through would be ended by the server.
/// </summary>
internal sealed class ImportTurn : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private readonly string name;

    private ImportTurn(NpgsqlConnection connection, string name) => (this.connection, this.name) = (connection, name);

    public static async Task<ImportTurn> TakeAsync(Database database, string client, Guid import, CancellationToken ct)
    {
        var turn = new ImportTurn(await database.Source.OpenConnectionAsync(ct), $"{LoadImport.MessageKind} {client} {import:N}");
        try
        {
            await turn.RunAsync("select pg_advisory_lock(hashtextextended($1, 0))", ct);
            return turn;
        }
        catch
        {
            await turn.connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync("select pg_advisory_unlock(hashtextextended($1, 0))", CancellationToken.None);
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    // Whoever comes second waits as long as the first one works.
    private async Task RunAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } }, CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
