using Npgsql;

namespace HybridBpo.Events;

/// <summary>Looks for <see cref="LostNumbers"/> over the whole log, about a second for each two million events.</summary>
internal static class LostNumbersQuery
{
    private const string Noted = "(select max(noted_at) from events.es_unknown_numbers)";
    private const string Columns = $"lost, first_lost, last_lost, up_to, unknown, last_unknown, looked_at, found_at, {Noted}";

    // A look takes no more than a hundredth of the time, whatever the log's length.
    private const string IsDue =
        """
        select not exists (
            select from events.es_lost_numbers where looked_at <= clock_timestamp()
                and looked_at > clock_timestamp() - greatest(took_ms / 10 * interval '1 second', interval '30 seconds'))
        """;

    private static readonly string Found =
        $"""
        with {AccountedNumbers.Believed}, {MissingNumbers.Sql("0", "select at from accounted")},
        parted as materialized (
            select edge.at, missing.numbers - unknown.numbers as lost, missing.numbers * unknown.numbers as unknown
            from edge, missing, ({MissingNumbers.Noted("es_unknown_numbers")}) unknown (numbers)),
        found as materialized (
            select at as up_to, (select coalesce(sum(upper(r) - lower(r)), 0)::bigint from unnest(lost) r) as lost,
                array(select lower(r) from unnest(lost) r limit 5) as first_lost, array(select upper(r) - 1 from unnest(lost) r limit 5) as last_lost,
                (select coalesce(sum(upper(r) - lower(r)), 0)::bigint from unnest(unknown) r) as unknown,
                coalesce(upper(unknown) - 1, 0) as last_unknown
            from parted)
        """;

    private static readonly string Only =
        $"""
        {Found} select f.lost, f.first_lost, f.last_lost, f.up_to, f.unknown, f.last_unknown, clock_timestamp(),
            case when f.lost > 0 then (select found_at from events.es_lost_numbers) end, {Noted}
        from found f
        """;

    private static readonly string Kept =
        $"""
        {Found}
        insert into events.es_lost_numbers as was
            (looked_at, took_ms, up_to, lost, first_lost, last_lost, unknown, last_unknown, found_at)
        select clock_timestamp(), extract(epoch from clock_timestamp() - statement_timestamp()) * 1000, f.up_to, f.lost, f.first_lost, f.last_lost,
            f.unknown, f.last_unknown, case when f.lost > 0 then clock_timestamp() end
        from found f
        on conflict (one) do update set looked_at = excluded.looked_at, took_ms = excluded.took_ms, up_to = excluded.up_to, lost = excluded.lost,
            first_lost = excluded.first_lost, last_lost = excluded.last_lost, unknown = excluded.unknown, last_unknown = excluded.last_unknown,
            found_at = case when excluded.lost > 0 then coalesce(was.found_at, excluded.found_at) end
        returning {Columns}
        """;

    /// <summary>Looks, and changes nothing.</summary>
    public static async Task<LostNumbers> Look(NpgsqlDataSource database, CancellationToken ct) => (await Read(database, Only, ct))!;

    /// <summary>Looks, and keeps what was found for whoever asks without looking.</summary>
    public static async Task<LostNumbers> Keep(NpgsqlDataSource database, CancellationToken ct) => (await Read(database, Kept, ct))!;

    /// <summary>Does that when the last look is long enough ago.</summary>
    /// <returns>What was found; null when it was not the time.</returns>
    public static async Task<LostNumbers?> KeepWhenDue(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(IsDue);
        return (bool)(await command.ExecuteScalarAsync(ct))! ? await Keep(database, ct) : null;
    }

    /// <summary>What the last look found that was kept.</summary>
    public static NpgsqlBatchCommand Last => new($"select {Columns} from events.es_lost_numbers");

    /// <summary>The row of a reader; null where there is none.</summary>
    public static async Task<LostNumbers?> Row(NpgsqlDataReader reader, CancellationToken ct)
    {
        if (!await reader.ReadAsync(ct))
            return null;
        var (first, last) = (reader.GetFieldValue<long[]>(1), reader.GetFieldValue<long[]>(2));
        return new LostNumbers(
            reader.GetInt64(0), [.. first.Zip(last, (from, to) => new NumberRange(from, to))], reader.GetInt64(3), reader.GetInt64(4),
            reader.GetInt64(5), reader.GetFieldValue<DateTimeOffset>(6),
            reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8));
    }

    private static async Task<LostNumbers?> Read(NpgsqlDataSource database, string sql, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.Timeout = 0;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(MissingNumbers.Unhurried));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await Row(reader, ct);
    }
}
