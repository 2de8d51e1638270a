using Npgsql;

namespace HybridBpo.Events;

/// <summary>How far one client's log is sealed.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Blocks">How many blocks are closed.</param>
/// <param name="Events">How many events they cover.</param>
/// <param name="LastSeq">The last of them; 0 when none is.</param>
/// <param name="SealedAt">When the last block was closed; null when none is.</param>
/// <param name="UnsealedSince">When the oldest event that is not sealed was recorded; null when all are.</param>
/// <param name="Trouble">Kind of the error because of which its events cannot be sealed; null when they can.</param>
/// <param name="TroubleSince">Since when; null when they can, or that is not known.</param>
/// <param name="Verified">The last verification; null when there was none.</param>
/// <param name="Refused">The last checkpoint that was offered and is not this log's; null when there was none.</param>
/// <param name="RefusedCount">How many such there were: see <see cref="Sealer.RefusedAsync"/>.</param>
public sealed record SealSummary(
    string Client, long Blocks, long Events, long LastSeq, DateTimeOffset? SealedAt, DateTimeOffset? UnsealedSince, string? Trouble,
    DateTimeOffset? TroubleSince, PastVerification? Verified, RefusedCheckpoint? Refused, long RefusedCount)
{
    internal static async Task<IReadOnlyList<SealSummary>> Read(NpgsqlDataSource database, string? tenant, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            with sealed as (
                select client_id, count(*) as blocks, sum(events)::bigint as events, max(last_seq) as last_seq, max(sealed_at) as at
                from events.es_seals where $1::text is null or client_id = $1 group by client_id),
            waits as ({UnsealedEvents.Sql(UnsealedEvents.Every)}),
            waiting as (select client as tenant_id, since, error, error_since from waits where $1::text is null or client = $1)
            select coalesce(s.client_id, w.tenant_id), coalesce(s.blocks, 0), coalesce(s.events, 0), coalesce(s.last_seq, 0), s.at, w.since, w.error,
                v.done_at, v.done_by, v.ok, v.events, v.bad_seq, v.problem, w.error_since, r.offered_at, r.offered_by, r.key_id, r.why,
                (select count(*) from events.es_refused_checkpoints r where r.client_id = coalesce(s.client_id, w.tenant_id))
            from sealed s full join waiting w on w.tenant_id = s.client_id
            left join lateral (
                select * from events.es_verifications v where v.client_id = coalesce(s.client_id, w.tenant_id) order by id desc limit 1) v on true
            left join lateral (
                select * from events.es_refused_checkpoints r
                where r.client_id = coalesce(s.client_id, w.tenant_id) order by id desc limit 1) r on true
            order by 1
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)tenant ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var summaries = new List<SealSummary>();
        while (await reader.ReadAsync(ct))
        {
            summaries.Add(new SealSummary(
                reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), Instant(reader, 4), Instant(reader, 5),
                reader.IsDBNull(6) ? null : reader.GetString(6), Instant(reader, 13),
                reader.IsDBNull(7) ? null : new PastVerification(
                    reader.GetFieldValue<DateTimeOffset>(7), reader.GetString(8), reader.GetBoolean(9), reader.GetInt64(10),
                    reader.IsDBNull(11) ? null : reader.GetInt64(11), reader.IsDBNull(12) ? null : reader.GetString(12)),
                reader.IsDBNull(14) ? null : new RefusedCheckpoint(
                    reader.GetFieldValue<DateTimeOffset>(14), reader.GetString(15), reader.GetString(16), reader.GetString(17)),
                reader.GetInt64(18)));
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

/// <summary>A checkpoint that somebody offered and that is not this log's, or was changed.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who offered it.</param>
/// <param name="Key">Fingerprint of the key in the file; empty where that is none.</param>
/// <param name="Why">Why it was refused.</param>
public sealed record RefusedCheckpoint(DateTimeOffset At, string By, string Key, string Why)
{
    internal static async Task<IReadOnlyList<RefusedCheckpoint>> Read(NpgsqlDataSource database, string tenant, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select offered_at, offered_by, key_id, why from events.es_refused_checkpoints where client_id = $1 order by id desc limit $2
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant });
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var refused = new List<RefusedCheckpoint>();
        while (await reader.ReadAsync(ct))
            refused.Add(new RefusedCheckpoint(
                reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return refused;
    }
}
