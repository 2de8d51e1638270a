using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Follows where somebody else moved the mark: Marten's own daemon, which passes gaps by the clock and need not record them, a host of the version
/// before, or somebody by hand. What is missing there was missing before any of us looked, so that nobody knows what it was.
/// </summary>
internal static class AccountedNumbers
{
    private const int Tries = 5;

    private static readonly string Note =
        $"""
        with {MissingNumbers.Sql(Row(MissingNumbers.Accounted), Row("HighWaterMark"))},
        noted as (
            insert into events.es_unknown_numbers (ending_sequence, starting_sequence)
            select upper(r) - 1, lower(r) - 1 from missing, unnest(numbers) r, edge where at > after on conflict (ending_sequence) do nothing)
        update events.mt_event_progression set last_seq_id = at, last_updated = now() from edge
        where name = '{MissingNumbers.Accounted}' and last_seq_id = after and at > after
        """;

    /// <summary>
    /// The first time without holding anybody up, which may take seconds; then holding the mark, for the little that came meanwhile.
    /// </summary>
    public static async Task CatchUp(NpgsqlDataSource database, CancellationToken ct)
    {
        for (var i = 0; i < Tries; i++)
        {
            await using var batch = database.CreateBatch();
            batch.Timeout = 0;
            batch.BatchCommands.Add(SqlText.Bind(
                $"""
                insert into events.mt_event_progression (name, last_seq_id) values ({MissingNumbers.Accounted}, 0) on conflict (name) do nothing
                """));
            if (i > 0)
                batch.BatchCommands.Add(SqlText.Bind($"select from events.mt_event_progression where name = 'HighWaterMark' for update"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Note));
            await batch.ExecuteNonQueryAsync(ct);
            if (batch.BatchCommands[^1].RecordsAffected == 0)
                return;
        }
    }

    private static string Row(string name) => $"select last_seq_id from events.mt_event_progression where name = '{name}'";
}
