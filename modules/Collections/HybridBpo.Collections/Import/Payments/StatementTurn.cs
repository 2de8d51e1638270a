using Npgsql;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>Statements and decisions about their entries take turns at a client: what one books, the next one has to see.</summary>
internal static class StatementTurn
{
    private const int Patience = 120;

    /// <summary>In the transaction of the caller, to its end. Taken before any row.</summary>
    public static async Task TakeAsync(NpgsqlConnection connection, string client, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", connection)
        {
            Parameters = { new() { Value = $"collections.statements {client}" } },
            CommandTimeout = Patience,
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
