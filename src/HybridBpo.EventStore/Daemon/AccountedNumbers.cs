using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Up to which number hosts of ours have accounted for every one. Follows where somebody else moved the mark: Marten's own daemon, which passes gaps
/// by the clock and need not record them, a host of the version before, or somebody by hand. What is missing there was missing before any of us
/// looked, so that nobody knows what it was.
/// </summary>
internal static class AccountedNumbers
{
    public const string Row = "Accounted:All";

    /// <summary>
    /// A common table <c>accounted</c>: the number as it stands (<c>own</c>), as it is believed (<c>at</c>), the mark, and the last number there can
    /// be (<c>handed</c>). It never comes to less than the last look reached, nor to more than was handed out: where it stands there all the same,
    /// somebody wrote it by hand, and the last look tells.
    /// </summary>
    // A sequence is read as it is now, and so never behind what the statement sees otherwise. Where it was set back, the events still tell.
    public const string Believed =
        $"""
        accounted as materialized (
            select own, mark, handed, case when own >= looked and own <= handed then own else looked end as at
            from (
                select own, mark, handed, least(looked, handed) as looked
                from (
                    select (select last_seq_id from events.mt_event_progression where name = '{Row}') as own,
                        coalesce((select last_seq_id from events.mt_event_progression where name = 'HighWaterMark'), 0) as mark,
                        coalesce((select up_to from events.es_lost_numbers), 0) as looked,
                        greatest((select case when is_called then last_value else 0 end from events.mt_events_sequence),
                            (select max(seq_id) from events.mt_events), 0) as handed) stands) capped)
        """;

    /// <summary>What stands there and is not believed, -1 where the row is gone; null when it is as a host wrote it.</summary>
    public const string Changed = $"with {Believed} select case when own is distinct from at then coalesce(own, -1) end from accounted";

    // A row that is gone is made with -1, which is not believed either.
    private const string Make =
        $"insert into events.mt_event_progression (name, last_seq_id) values ('{Row}', -1) on conflict (name) do nothing";

    // Numbers noted as not known that turned out to be events, of a transaction that was under way: whoever takes those away later is seen.
    private const string Trim =
        """
        with seen as (
            delete from events.es_unknown_numbers u
            where starting_sequence >= 0 and starting_sequence < ending_sequence and ending_sequence < 9223372036854775807
            and exists (select from events.mt_events e where e.seq_id > u.starting_sequence and e.seq_id <= u.ending_sequence)
            returning starting_sequence, ending_sequence, noted_at)
        insert into events.es_unknown_numbers (ending_sequence, starting_sequence, noted_at)
        select upper(r) - 1, lower(r) - 1, s.noted_at from seen s, unnest(int8multirange(int8range(starting_sequence, ending_sequence, '(]')) - (
            select range_agg(int8range(seq_id, seq_id, '[]')) from events.mt_events e
            where e.seq_id > s.starting_sequence and e.seq_id <= s.ending_sequence)) r
        on conflict (ending_sequence) do nothing
        """;

    private static readonly string Note =
        $"""
        with {Believed}, {MissingNumbers.Sql("select at from accounted", "select least(mark, handed) from accounted")},
        told as (
            insert into events.es_projection_acts (done_by, act, projection, seq_id, reason)
            select 'log', '{SealProgress.SetBackAct}', '{Row}', nullif(own, -1), case when own = -1 then 'somebody had taken this row away'
                else 'somebody had put this number there by hand' end || '; numbers are accounted for up to ' || at || ', as the last look found'
            from accounted where own is distinct from at),
        noted as (
            insert into events.es_unknown_numbers (ending_sequence, starting_sequence)
            select upper(r) - 1, lower(r) - 1 from missing, unnest(numbers) r, edge where edge.at > after on conflict (ending_sequence) do nothing)
        update events.mt_event_progression p set last_seq_id = greatest(edge.at, after), last_updated = now() from edge
        where name = '{Row}' and last_seq_id <> greatest(edge.at, after)
        """;

    private const string IsBehind = $"with {Believed} select own is distinct from greatest(at, least(mark, handed)) from accounted";

    /// <summary>
    /// First without holding up the mark, which may take seconds; then holding it, for the little that came meanwhile. Holds nothing where there is
    /// nothing to do: whoever moves the mark writes the same row.
    /// </summary>
    public static async Task CatchUp(NpgsqlDataSource database, CancellationToken ct)
    {
        await using (var trim = database.CreateCommand(Trim))
            await trim.ExecuteNonQueryAsync(ct);
        foreach (var holding in new[] { $"'{Row}'", $"'{Row}', 'HighWaterMark'" })
        {
            await using var command = database.CreateCommand(IsBehind);
            if (await command.ExecuteScalarAsync(ct) is true)
                await CatchUp(database, holding, ct);
        }
    }

    // The rows are locked before anything is read, the mark's first, as by whoever moves it.
    private static async Task CatchUp(NpgsqlDataSource database, string holding, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.Timeout = 0;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(MissingNumbers.Unhurried));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('lock_timeout', '5s', true)"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Make));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"select from events.mt_event_progression where name in ({holding}) order by name desc for update"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Note));
        await batch.ExecuteNonQueryAsync(ct);
    }
}
