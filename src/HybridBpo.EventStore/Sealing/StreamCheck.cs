using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Does every stream of a client have the events that its row says, 1, 2, 3 to its version? Shows a log whose end was cut off together with its seals
/// even without a checkpoint, as long as the streams' rows were not changed too. Marten's table also has a column for binary content, which must be
/// empty.
/// </summary>
internal static class StreamCheck
{
    public static async Task<ChainProblem?> Problem(NpgsqlDataSource database, string tenant, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select s.id, coalesce(s.version, 0), coalesce(e.n, 0), coalesce(e.top, 0), e.binary
            from events.mt_streams s
            left join (
                select stream_id, count(*) as n, max(version) as top, bool_or(type = 'tombstone') as technical,
                    min(seq_id) filter (where bdata is not null) as binary
                from events.mt_events where tenant_id = $1 group by stream_id) e on e.stream_id = s.id
            where s.tenant_id = $1 and (e.binary is not null or (e.technical is not true
                and (coalesce(s.version, 0) <> coalesce(e.n, 0) or coalesce(s.version, 0) <> coalesce(e.top, 0))))
            order by e.binary nulls last, s.id limit 1
            """);
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue(tenant);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        return reader.IsDBNull(4)
            ? new ChainProblem(
                null, $"Stream {reader.GetGuid(0)} should have {reader.GetInt64(1)} events and has {reader.GetInt64(2)}, the last of them version "
                + $"{reader.GetInt64(3)}: its row was changed, or events that were not sealed yet are gone.")
            : new ChainProblem(
                reader.GetInt64(4),
                $"Event {reader.GetInt64(4)} holds content in the column bdata, which no seal covers and nobody here writes.");
    }
}
