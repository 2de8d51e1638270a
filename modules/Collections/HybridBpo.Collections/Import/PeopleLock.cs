using Npgsql;

namespace HybridBpo.Collections.Import;

/// <summary>
/// Files and erasures of a client take turns: whoever writes what a file tells shares the lock to the end of its transaction and asks then who was
/// erased; an erasure has it alone. It is taken before any row, so that nobody waits crosswise.
/// </summary>
internal static class PeopleLock
{
    private const int Patience = 120;

    public static Task ShareAsync(NpgsqlConnection connection, string client, CancellationToken ct) =>
        TakeAsync(connection, "select pg_advisory_xact_lock_shared(hashtextextended($1, 0))", client, ct);

    /// <summary>Takes the lock on a connection of its own, until it is disposed.</summary>
    public static async Task<IAsyncDisposable> AloneAsync(Database database, string client, CancellationToken ct)
    {
        var connection = await database.Source.OpenConnectionAsync(ct);
        var held = new Held(connection, await connection.BeginTransactionAsync(ct));
        try
        {
            await TakeAsync(connection, "select pg_advisory_xact_lock(hashtextextended($1, 0))", client, ct);
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    private static async Task TakeAsync(NpgsqlConnection connection, string sql, string client, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { new() { Value = $"collections.people {client}" } },
            CommandTimeout = Patience,
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed class Held(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
