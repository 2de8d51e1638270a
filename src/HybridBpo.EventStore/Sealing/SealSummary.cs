using Npgsql;

namespace HybridBpo.Events;

/// <summary>How far one client's log is sealed.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Blocks">How many blocks are closed.</param>
/// <param name="Events">How many events they cover.</param>
/// <param name="LastSeq">The last of them; 0 when none is.</param>
/// <param name="SealedAt">When the last block was closed; null when none is.</param>
/// <param name="UnsealedSince">When the oldest event that is not sealed was recorded; null when all are.</param>
/// <param name="Verified">The last verification; null when there was none.</param>
public sealed record SealSummary(
    string Client, long Blocks, long Events, long LastSeq, DateTimeOffset? SealedAt, DateTimeOffset? UnsealedSince, PastVerification? Verified)
{
    internal static async Task<IReadOnlyList<SealSummary>> Read(NpgsqlDataSource database, string? tenant, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            with sealed as (
                select client_id, count(*) as blocks, sum(events)::bigint as events, max(last_seq) as last_seq, max(sealed_at) as at
                from events.es_seals where $2::text is null or client_id = $2 group by client_id),
            mark as (select coalesce(max(last_seq_id), 0) as at from events.mt_event_progression where name = $1),
            waiting as (
                select tenant_id, {StatusQuery.Oldest} as since from events.mt_events
                where seq_id > (select at from mark) and tenant_id is not null and ($2::text is null or tenant_id = $2) group by tenant_id)
            select coalesce(s.client_id, w.tenant_id), coalesce(s.blocks, 0), coalesce(s.events, 0), coalesce(s.last_seq, 0), s.at, w.since,
                v.done_at, v.done_by, v.ok, v.events, v.bad_seq, v.problem
            from sealed s full join waiting w on w.tenant_id = s.client_id
            left join lateral (
                select * from events.es_verifications v where v.client_id = coalesce(s.client_id, w.tenant_id) order by id desc limit 1) v on true
            order by 1
            """);
        command.Parameters.AddWithValue(SealDaemon.Progress);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)tenant ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var summaries = new List<SealSummary>();
        while (await reader.ReadAsync(ct))
        {
            summaries.Add(new SealSummary(
                reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), Instant(reader, 4), Instant(reader, 5),
                reader.IsDBNull(6) ? null : new PastVerification(
                    reader.GetFieldValue<DateTimeOffset>(6), reader.GetString(7), reader.GetBoolean(8), reader.GetInt64(9),
                    reader.IsDBNull(10) ? null : reader.GetInt64(10), reader.IsDBNull(11) ? null : reader.GetString(11))));
        }

        return summaries;
    }

    private static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>What a verification found.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Ok">Was everything sealed as it was?</param>
/// <param name="Events">How many events were found in order.</param>
/// <param name="BadSeq">The first that was not.</param>
/// <param name="Problem">What was wrong.</param>
public sealed record PastVerification(DateTimeOffset At, string By, bool Ok, long Events, long? BadSeq, string? Problem);
