using Npgsql;

namespace HybridBpo.Events;

/// <summary>Reads <see cref="DaemonStatus"/> from the database alone, so that any process can ask.</summary>
internal static class StatusQuery
{
    private const string Blocking =
        $"""
        select coalesce(l.pid, 0), coalesce(a.state, case when p.gid is null then 'unknown' else 'prepared ' || p.gid end),
            coalesce(a.application_name, ''), coalesce(a.xact_start, p.prepared)
        from (select l.pid, l.virtualtransaction {HighWater.Locks}) l
        left join pg_stat_activity a on a.pid = l.pid
        left join pg_prepared_xacts p on l.pid is null and p.transaction::text = split_part(l.virtualtransaction, '/', 2)
        order by 4
        """;

    private const string Seals =
        """
        select sealed.at,
            (select holder from events.es_projection_leases where name = $1 and until > clock_timestamp())
        from (select coalesce(max(last_seq_id), 0) as at from events.mt_event_progression where name = $1) sealed
        """;

    private const string Unfit =
        """
        select client_id, done_at, coalesce(problem, '') from events.es_verifications v
        where not ok and not exists (select from events.es_verifications later where later.client_id = v.client_id and later.id > v.id)
        order by done_at, client_id
        """;

    private static readonly string Unsealed = UnsealedEvents.Sql(UnsealedEvents.Some) + " order by since, client";

    public static async Task<DaemonStatus> Read(NpgsqlDataSource database, IReadOnlyList<IAsyncProjection> projections, CancellationToken ct)
    {
        var rows = new Dictionary<string, Row>();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind($"select last_seq_id from events.mt_event_progression where name = 'HighWaterMark'"));
        batch.BatchCommands.Add(SqlText.Bind($"select case when is_called then last_value else 0 end from events.mt_events_sequence"));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select p.name, p.last_seq_id, l.stopped, l.live, l.error, l.failed_seq, case when l.until > clock_timestamp() then l.holder end,
                (select count(*) from events.es_dead_letters d where d.projection = p.name),
                (select e.type from events.mt_events e where e.seq_id = l.failed_seq), l.changed_at,
                case when l.until > clock_timestamp() and l.holder like 'rebuild:%' then l.rebuilt_to end, l.rebuilt_of
            from events.mt_event_progression p join events.es_projection_leases l on l.name = p.name
            """));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Blocking));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Seals) { Parameters = { new NpgsqlParameter { Value = SealDaemon.Progress } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Unsealed));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SealProgress.Raised));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Unfit));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select done_at, done_by, act, projection, seq_id, reason, client_id, stream_id from events.es_projection_acts order by id desc limit 20
            """));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select starting_sequence + 1, ending_sequence, coalesce(timestamp, now()) from events.mt_high_water_skips
            order by ending_sequence desc limit 20
            """));
        batch.BatchCommands.Add(LostNumbersQuery.Last);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(AccountedNumbers.Changed));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var mark = reader.GetInt64(0);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        var last = reader.GetInt64(0);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var state = reader.GetBoolean(2) ? "stopped" : reader.GetBoolean(3) ? "running" : "building";
            rows[reader.GetString(0)] = new Row(
                reader.GetInt64(1), state, Text(reader, 4), reader.IsDBNull(5) ? null : reader.GetInt64(5), Text(reader, 6), reader.GetInt64(7),
                Text(reader, 8), reader.GetFieldValue<DateTimeOffset>(9),
                reader.IsDBNull(10) ? null : new RebuildProgress(reader.GetInt64(10), reader.GetInt64(11)));
        }

        var blocking = new List<BlockingSession>();
        await reader.NextResultAsync(ct);
        while (mark < last && await reader.ReadAsync(ct))
        {
            blocking.Add(new BlockingSession(
                reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3)));
        }

        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        var (sealedUpTo, sealing, unsealed) = (reader.GetInt64(0), Text(reader, 1), new List<UnsealedClient>());
        await reader.NextResultAsync(ct);
        var more = false;
        while (await reader.ReadAsync(ct))
        {
            unsealed.Add(new UnsealedClient(
                reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), Text(reader, 2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3)));
            more = reader.GetBoolean(4);
        }

        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        long? raised = reader.IsDBNull(0) ? null : reader.GetInt64(0);
        var unfit = new List<UnfitLog>();
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            unfit.Add(new UnfitLog(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2)));
        return new DaemonStatus(
            mark, last, blocking, [.. projections.Select(p => Status(p, rows, mark))], sealedUpTo, unsealed, await Acts(reader, ct),
            await Skips(reader, ct), sealing, more, raised, unfit, await Lost(reader, ct),
            await Changed(reader, ct));
    }

    private static ProjectionStatus Status(IAsyncProjection projection, Dictionary<string, Row> rows, long mark) =>
        rows.TryGetValue(ProjectionVersions.ProgressName(projection), out var row)
            ? new ProjectionStatus(
                projection.Name, projection.Version, row.Progress, Math.Max(0, mark - row.Progress), row.State, row.Error, row.FailedSeq, row.Holder,
                row.Skipped, row.FailedKind, row.Since, row.Rebuild)
            : new ProjectionStatus(projection.Name, projection.Version, 0, mark, "new", null, null, null, 0);

    private static async Task<IReadOnlyList<ProjectionAct>> Acts(NpgsqlDataReader reader, CancellationToken ct)
    {
        var acts = new List<ProjectionAct>();
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            acts.Add(new ProjectionAct(
                reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetInt64(4), Text(reader, 5), Text(reader, 6), reader.IsDBNull(7) ? null : reader.GetGuid(7)));
        }

        return acts;
    }

    private static async Task<IReadOnlyList<SkippedNumbers>> Skips(NpgsqlDataReader reader, CancellationToken ct)
    {
        var skips = new List<SkippedNumbers>();
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            skips.Add(new SkippedNumbers(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2)));
        return skips;
    }

    private static async Task<LostNumbers?> Lost(NpgsqlDataReader reader, CancellationToken ct)
    {
        await reader.NextResultAsync(ct);
        return await LostNumbersQuery.Row(reader, ct);
    }

    private static async Task<long?> Changed(NpgsqlDataReader reader, CancellationToken ct)
    {
        await reader.NextResultAsync(ct);
        return await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? reader.GetInt64(0) : null;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private sealed record Row(long Progress, string State, string? Error, long? FailedSeq, string? Holder, long Skipped, string? FailedKind,
        DateTimeOffset Since, RebuildProgress? Rebuild);
}
