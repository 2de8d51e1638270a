using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Does every stream of a client have the events that its row says, 1, 2, 3 to its version, and every event its stream? Shows a log whose end was cut
/// off together with its seals even without a checkpoint, as long as the streams' rows were not changed too. Marten's table also has a column for
/// binary content, which must be empty.
/// </summary>
internal static class StreamCheck
{
    public static async Task<ChainProblem?> Problem(NpgsqlDataSource database, string tenant, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            with s as (select id, coalesce(version, 0) as version from events.mt_streams where tenant_id = $1),
            e as (
                select stream_id, count(*) as n, max(version) as top, bool_and(type = 'tombstone') as technical, min(seq_id) as first,
                    min(seq_id) filter (where bdata is not null) as binary
                from events.mt_events where tenant_id = $1 group by stream_id)
            select coalesce(s.id, e.stream_id), s.version, coalesce(e.n, 0), coalesce(e.top, 0), e.binary, e.first
            from s full join e on e.stream_id = s.id
            where e.binary is not null or (e.technical is not true and case
                when s.id is null then e.stream_id is not null
                else s.version <> coalesce(e.n, 0) or s.version <> coalesce(e.top, 0) end)
            order by e.binary nulls last, s.id nulls first, e.first limit 1
            """);
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue(tenant);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        if (!reader.IsDBNull(4))
        {
            return new ChainProblem(
                reader.GetInt64(4),
                $"Event {reader.GetInt64(4)} holds content in the column bdata, which no seal covers and nobody here writes.");
        }

        var stream = reader.GetGuid(0);
        if (reader.IsDBNull(1))
        {
            return new ChainProblem(
                reader.GetInt64(5), $"Event {reader.GetInt64(5)} is of stream {stream}, whose row is gone: it was taken away, or changed.");
        }

        var (version, there, top) = (reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        await reader.DisposeAsync();
        return top > version && await Beyond(database, tenant, stream, version, ct) is { } added
            ? new ChainProblem(added.Seq, $"Event {added.Seq} is version {added.Version} of stream {stream}, whose row says that it ends at "
                + $"{version}: the event was added past us, or the row was changed.")
            : new ChainProblem(null, $"Stream {stream} should have {version} events and has {there}, the last of them version {top}: "
                + "its row was changed, or events that were not sealed yet are gone.");
    }

    /// <summary>The first event of a stream behind the version that its row says.</summary>
    private static async Task<(long Seq, long Version)?> Beyond(
        NpgsqlDataSource database, string tenant, Guid stream, long version, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select seq_id, version from events.mt_events where tenant_id = $1 and stream_id = $2 and version > $3 order by version, seq_id limit 1
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(stream);
        command.Parameters.AddWithValue(version);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt64(0), reader.GetInt64(1)) : null;
    }
}
