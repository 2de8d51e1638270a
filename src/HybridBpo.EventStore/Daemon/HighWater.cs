using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// The high-water mark: below it every event that will ever be there is there. A run of numbers without a gap is passed at once. A gap is passed only
/// when it is provably dead. Whoever draws a number holds a lock on the sequence from before the draw until after its transaction has ended, its
/// commit being visible by then; so once none of those is left that held the lock when the gap was noticed, a later snapshot shows every event of the
/// gap that there will ever be. Sessions that drew nothing hold nothing back, however long they sleep or work, and writers need no transaction id
/// before they draw. No clock decides; any number of hosts may do this.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="reached">Told of each new mark as soon as it is known, before it is written down.</param>
internal sealed class HighWater(NpgsqlDataSource database, Action<long>? reached = null)
{
    private const int Step = 10_000;

    private const string Handed = "select case when is_called then last_value else 0 end from events.mt_events_sequence";
    private const string Cached = "select seqcache from pg_sequence where seqrelid = 'events.mt_events_sequence'::regclass";

    // The mark is a scalar subquery on purpose: joined, the planner may walk the whole log from its beginning (20 ms became 200 at 200,000 events).
    private const string Seen =
        """
        with mark as (select coalesce(last_seq_id, 0) as at from events.mt_event_progression where name = 'HighWaterMark'),
        next as (select seq_id from events.mt_events where seq_id > (select at from mark) order by seq_id limit 10000),
        numbered as (select seq_id, row_number() over (order by seq_id) as n from next)
        select mark.at, coalesce((select max(seq_id) from numbered where seq_id = mark.at + n), mark.at),
            mark.at > greatest((select last_value from events.mt_events_sequence), (select max(seq_id) from events.mt_events)) from mark
        """;

    // Nobody moves the mark beyond what was handed out but by hand. What followed it would pass over the events to come.
    private const string SetBack =
        $"""
        with {AccountedNumbers.Believed},
        moved as (
            update events.mt_event_progression p set last_seq_id = a.at, last_updated = now() from accounted a
            where p.name = 'HighWaterMark' and p.last_seq_id > a.handed returning a.mark, a.at)
        insert into events.es_projection_acts (done_by, act, projection, seq_id, reason)
        select 'log', '{SealProgress.SetBackAct}', 'HighWaterMark', mark,
            'somebody had put this number there by hand, beyond every number there is; the mark goes on from ' || at
        from moved
        """;

    /// <summary>A prepared transaction has no process, and its lock another name than before it was prepared.</summary>
    public const string Locks =
        """
        from pg_locks l where l.locktype = 'relation' and l.relation = 'events.mt_events_sequence'::regclass and l.mode = 'RowExclusiveLock'
        and l.database = (select oid from pg_database where datname = current_database())
        """;

    // What is accounted for moves along only from where this mark was: whatever somebody else passed, nobody of us has seen.
    private const string Pass =
        $"""
        with moved as (
            update events.mt_event_progression set last_seq_id = $1, last_updated = now()
            where name = 'HighWaterMark' and last_seq_id = $2 returning 1)
        update events.mt_event_progression set last_seq_id = $1, last_updated = now() from moved
        where name = '{AccountedNumbers.Row}' and last_seq_id = $2
        """;

    // Sent after the proof, so that its snapshot is the younger one. Where somebody set the mark back, what was accounted for and is missing now was
    // taken away: that is no gap.
    private const string Skip =
        $"""
        with {AccountedNumbers.Believed},
        seen as (
            select e.seq_id, lag(e.seq_id, 1, $1) over (order by e.seq_id) as before
            from events.mt_events e where e.seq_id > $1 and e.seq_id <= $2),
        gaps as (
            select before as starting, seq_id - 1 as ending from seen where seq_id > before + 1
            union all
            select coalesce(max(seq_id), $1), $2 from seen having coalesce(max(seq_id), $1) < $2),
        moved as (
            update events.mt_event_progression set last_seq_id = $2, last_updated = now()
            where name = 'HighWaterMark' and last_seq_id = $1 returning 1),
        along as (
            update events.mt_event_progression set last_seq_id = $2, last_updated = now() from moved
            where name = '{AccountedNumbers.Row}' and last_seq_id = $1)
        insert into events.mt_high_water_skips (ending_sequence, starting_sequence, timestamp)
        select g.ending, greatest(g.starting, accounted.at), now() from gaps g, moved, accounted where g.ending > accounted.at
        on conflict (ending_sequence) do nothing
        """;

    private readonly SemaphoreSlim _one = new(1);
    private Gap? _gap;

    /// <summary>Moves the mark as far as can be proven now.</summary>
    public async Task<(long Mark, bool Behind)> Advance(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            return await Move(ct);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<(long Mark, bool Behind)> Move(CancellationToken ct)
    {
        while (true)
        {
            var (handed, mark, run, isBeyond) = await Look(ct);
            if (isBeyond)
            {
                await Execute(SetBack, "on", ct);
                continue;
            }

            reached?.Invoke(run);
            if (run > mark)
                await Execute(Pass, "off", ct, run, mark);
            if (run - mark == Step)
                continue;
            if (run >= handed)
            {
                _gap = null;
                return (run, false);
            }

            if (_gap is not { } gap || gap.UpTo <= run)
                gap = new Gap(handed, Durable: false, (await Owners(ct)).Keys.ToHashSet());
            else
            {
                var now = await Owners(ct);
                gap.Owners.IntersectWith(now.Keys);
                gap.Owners.UnionWith(now.Where(owner => owner.Value).Select(owner => owner.Key));
            }

            _gap = gap;
            if (gap.Owners.Count == 0 && !gap.Durable)
            {
                // What was seen so far may be of a server that was killed since: then it hands these numbers out again.
                var kept = await Remember(ct) >= gap.UpTo;
                _gap = kept ? gap = gap with { Durable = true, Owners = (await Owners(ct)).Keys.ToHashSet() } : null;
                if (!kept)
                    return (run, true);
            }

            if (gap.Owners.Count > 0)
                return (run, true);
            _gap = null;
            await Execute(Skip, "on", ct, run, gap.UpTo);
        }
    }

    /// <summary>
    /// Makes every number that was handed out by now last through a crash: whatever was written before a flushed commit is flushed with it.
    /// </summary>
    /// <returns>The last number handed out.</returns>
    /// <exception cref="InvalidOperationException">Sessions keep numbers beyond their transactions: then no gap is ever proven dead.</exception>
    private async Task<long> Remember(CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('synchronous_commit', 'on', true)"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"update events.mt_event_progression set last_updated = now() where name = 'HighWaterMark' returning ({Handed}), ({Cached})"));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        var (handed, cached) = (reader.GetInt64(0), reader.GetInt64(1));
        await reader.NextResultAsync(ct);
        return cached == 1
            ? handed
            : throw new InvalidOperationException(
                $"events.mt_events_sequence hands out numbers {cached} at a time, so an event may still come at any missing number. "
                + "Run: alter sequence events.mt_events_sequence cache 1; then start every host anew.");
    }

    private async Task<(long Handed, long Mark, long Run, bool IsBeyond)> Look(CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Handed));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Seen));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var handed = reader.GetInt64(0);
        await reader.NextResultAsync(ct);
        if (!await reader.ReadAsync(ct))
            throw new InvalidDataException("events.mt_event_progression has lost its row 'HighWaterMark'.");
        return (handed, reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2));
    }

    /// <summary>Who may own a number that was handed out before now, and whether it is a prepared transaction.</summary>
    private async Task<Dictionary<string, bool>> Owners(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select l.virtualtransaction, l.pid is null {Locks}");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var owners = new Dictionary<string, bool>();
        while (await reader.ReadAsync(ct))
            owners[reader.GetString(0)] = reader.GetBoolean(1);
        return owners;
    }

    /// <summary>
    /// A mark over events needs no flush: one that a crash forgets is found again. One over a dead gap does: numbers drawn by nobody who committed
    /// may be forgotten with it, and drawn again below a mark that this host remembers.
    /// </summary>
    private async Task Execute(string sql, string flush, CancellationToken ct, params object[] parameters)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('synchronous_commit', $1, true)")
        {
            Parameters = { new NpgsqlParameter { Value = flush } },
        });
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Numbers that are missing, who may still own one, and whether a crash of the server would keep them handed out.</summary>
    private sealed record Gap(long UpTo, bool Durable, HashSet<string> Owners);
}
