using Npgsql;

namespace HybridBpo.Events;

/// <summary>A client whose events could not be sealed in the last round.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="After">Up to here they are sealed.</param>
/// <param name="Error">Kind of the error.</param>
/// <param name="Told">Is it told to people? What may pass by itself only when it came twice in a row.</param>
internal sealed record SealDelay(string Client, long After, string Error, bool Told);

/// <summary>How far sealing has come: of everybody, and of all but the clients that something hinders.</summary>
internal sealed class SealProgress
{
    public const string All = "Seals:All", Ahead = "Seals:Ahead", SetBackAct = "set-back";

    /// <summary>
    /// The number that somebody put there by hand, if any did: sealing never comes further than the high-water mark, and what is said of everybody is
    /// written together with the rest, or moved on alone by a host of the version before. Also the first number, and the mark.
    /// </summary>
    public const string Raised =
        $"""
        select case when greatest(p.every, p.ahead, d.last) > p.mark then greatest(p.every, p.ahead, d.last)
            when least(p.ahead, d.first) > p.every then p.ahead end, p.every, p.mark
        from (
            select max(last_seq_id) filter (where name = '{All}') as every, max(last_seq_id) filter (where name = '{Ahead}') as ahead,
                max(last_seq_id) filter (where name = 'HighWaterMark') as mark
            from events.mt_event_progression) p
        cross join (select min(after_seq) as first, max(after_seq) as last from events.es_seal_delays) d
        """;

    private readonly Dictionary<string, SealDelay> _delays;
    private long _all;
    private long _ahead;

    private SealProgress(long all, long ahead, Dictionary<string, SealDelay> delays) => (_all, _ahead, _delays) = (all, ahead, delays);

    /// <summary>What somebody had put there by hand and was not believed; recorded with the first save.</summary>
    public long? SetBackFrom { get; private set; }

    /// <summary>Up to here everybody is sealed who is not delayed.</summary>
    public long UpTo => _ahead;

    public IReadOnlyList<SealDelay> Delays => [.. _delays.Values.OrderBy(d => d.Client, StringComparer.Ordinal)];

    public static async Task<SealProgress> Read(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"insert into events.mt_event_progression (name, last_seq_id) values ({All}, 0), ({Ahead}, 0) on conflict (name) do nothing"));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select min(last_seq_id) filter (where name = {All}), max(last_seq_id) from events.mt_event_progression where name in ({All}, {Ahead})
            """));
        batch.BatchCommands.Add(SqlText.Bind($"select client_id, after_seq, error, told from events.es_seal_delays"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Raised));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (all, ahead, delays) = (reader.GetInt64(0), reader.GetInt64(1), new Dictionary<string, SealDelay>());
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            // Everybody is said to be sealed further: a host of the version before did it, which leaves these rows as they are. To begin anew from
            // there costs time alone.
            var delay = new SealDelay(reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetBoolean(3));
            if (delay.After < all)
                ahead = Math.Min(ahead, delay.After);
            else
                delays.Add(delay.Client, delay);
        }

        var progress = new SealProgress(all, ahead, delays);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        if (!reader.IsDBNull(0))
            progress.SetBack(reader.GetInt64(0), reader.GetInt64(2));
        return progress;
    }

    private void SetBack(long from, long mark)
    {
        (SetBackFrom, _ahead) = (from, Math.Min(_ahead, _all <= mark ? _all : 0));
        foreach (var delay in Delays)
            _delays[delay.Client] = delay with { After = Math.Min(delay.After, _ahead) };
    }

    /// <summary>Up to which number a client's events are sealed, whatever their own last one is; 0 as long as nobody seals as they come.</summary>
    public static async Task<long> Of(NpgsqlDataSource database, string tenant, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select coalesce(
                (select after_seq from events.es_seal_delays where client_id = {tenant}),
                (select max(last_seq_id) from events.mt_event_progression where name in ({All}, {Ahead})), 0)
            """));
        return (long)(await batch.ExecuteScalarAsync(ct))!;
    }

    public bool IsDelayed(string client) => _delays.ContainsKey(client);

    /// <summary>Something hindered a client behind a number.</summary>
    public void Delay(string client, long after, Exception why) =>
        _delays[client] = new SealDelay(client, after, Refusals.Kind(why), _delays.ContainsKey(client) || !Refusals.IsPassing(why));

    /// <summary>A delayed client is sealed up to a number.</summary>
    public void CaughtUp(SealDelay delay, long upTo) => _delays[delay.Client] = delay with { After = upTo };

    /// <summary>Nothing hinders a client any more.</summary>
    public void EndDelay(string client) => _delays.Remove(client);

    public void Reached(long upTo) => _ahead = Math.Max(_ahead, upTo);

    /// <summary>Saves all of it at once: a client left behind and not listed as such would never be sealed.</summary>
    /// <returns>False when somebody else has the lease by now; then nothing was saved.</returns>
    public async Task<bool> Save(NpgsqlDataSource database, ProjectionLeases leases, ProjectionLease lease, CancellationToken ct)
    {
        var (from, to) = (_all, _delays.Values.Select(d => d.After).Append(_ahead).Min());
        var delays = _delays.Values;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var own = new NpgsqlBatch(connection, transaction))
        {
            own.BatchCommands.Add(leases.Advance(All, lease.Token, from, to));
            if (await own.ExecuteNonQueryAsync(ct) == 0)
                return false;
        }

        await using (var rest = new NpgsqlBatch(connection, transaction))
        {
            rest.BatchCommands.Add(SqlText.Bind(
                $"update events.mt_event_progression set last_seq_id = {_ahead}, last_updated = now() where name = {Ahead}"));
            rest.BatchCommands.Add(SqlText.Bind(
                $"delete from events.es_seal_delays where client_id <> all ({delays.Select(d => d.Client).ToArray()})"));
            rest.BatchCommands.Add(SqlText.Bind(
                $"""
                insert into events.es_seal_delays (client_id, after_seq, error, told)
                select * from unnest({delays.Select(d => d.Client).ToArray()}, {delays.Select(d => d.After).ToArray()},
                    {delays.Select(d => d.Error).ToArray()}, {delays.Select(d => d.Told).ToArray()})
                on conflict (client_id) do update set after_seq = excluded.after_seq, error = excluded.error, told = excluded.told
                """));
            if (SetBackFrom is { } raised)
            {
                rest.BatchCommands.Add(SqlText.Bind(
                    $"""
                    insert into events.es_projection_acts (done_by, act, projection, seq_id, reason) values ('sealing', {SetBackAct}, {All}, {raised},
                        'somebody had put this number there by hand; sealing went on from where the events still lack seals')
                    """));
            }

            await rest.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        (_all, SetBackFrom) = (to, null);
        return true;
    }
}
