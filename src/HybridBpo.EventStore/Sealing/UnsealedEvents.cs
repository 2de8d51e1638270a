namespace HybridBpo.Events;

/// <summary>A client with events that are not sealed yet.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Since">When the oldest of them was recorded.</param>
/// <param name="Error">Kind of the error because of which they cannot be sealed; null when nothing is known to hinder it.</param>
/// <param name="ErrorSince">Since when they cannot; null where nothing hinders it, or only a host of the version before knows what does.</param>
public sealed record UnsealedClient(string Client, DateTimeOffset Since, string? Error, DateTimeOffset? ErrorSince = null);

/// <summary>Which clients have events that are not sealed: each compared with its own last seal, since one that is delayed delays no other.</summary>
internal static class UnsealedEvents
{
    /// <summary>The oldest of some timestamps, within what .NET knows: whoever wrote a row by other means may have given any.</summary>
    private const string Oldest = "min(least(greatest(timestamp, timestamptz '0001-01-01 UTC'), timestamptz '9999-12-31 UTC'))";

    /// <summary>Of those beyond the seals no more are looked at where a page asks every other second.</summary>
    public const string Some = "limit 10000", Every = "";

    /// <summary>
    /// A query of <c>client</c>, <c>since</c>, <c>error</c>, <c>error_since</c> and <c>part</c>: were no more than some of the events looked at, so
    /// that other clients may wait too? What hinders a client is what the host noted whose turn it was last, of this version or the one before, which
    /// leaves the rows of es_seal_delays as they are.
    /// </summary>
    public static string Sql(string limit) =>
        $"""
        with beyond as materialized (
            select tenant_id as client, seq_id, timestamp from events.mt_events
            where tenant_id is not null and seq_id > (
                select coalesce(max(last_seq_id), 0) from events.mt_event_progression where name in ('{SealProgress.All}', '{SealProgress.Ahead}'))
            order by seq_id {limit}),
        last as materialized (
            select client, coalesce((select last_seq from events.es_seals where client_id = client order by block desc limit 1), 0) as seq
            from (select client from beyond union select client_id from events.es_seal_delays) clients),
        waiting as (
            select client, {Oldest} as since from beyond join last using (client) where seq_id > seq group by client
            union all
            select client_id, first.since from events.es_seal_delays join last on client = client_id
            cross join lateral (
                select {Oldest} as since from (
                    select timestamp from events.mt_events
                    where tenant_id = client_id and seq_id > greatest(after_seq, seq) order by seq_id limit 1) one) first
            where first.since is not null),
        noted as (
            select split_part(item, ': ', 1) as hindered, substr(item, strpos(item, ': ') + 2) as error
            from events.es_projection_leases l, unnest(string_to_array(l.error, ', ')) item where l.name = '{SealProgress.All}')
        select client, min(since) as since, (select error from noted where hindered = client limit 1) as error,
            (select d.since from events.es_seal_delays d, noted where d.client_id = client and hindered = client limit 1) as error_since,
            {(limit.Length == 0 ? "false" : "(select count(*) from beyond) >= 10000")} as part
        from waiting group by client
        """;
}
