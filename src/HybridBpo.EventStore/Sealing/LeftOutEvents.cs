namespace HybridBpo.Events;

/// <summary>
/// Behind the newest seal of all there is no event of a client that nothing hinders, up to where sealing is said to have come. One that is there was
/// put there later, or its seal was taken away, or the number was raised by hand: it is never sealed, since that would vouch for it, but recorded as
/// a verification would that found it.
/// </summary>
internal static class LeftOutEvents
{
    public static async Task Record(EventStore store, SealProgress progress, CancellationToken ct)
    {
        var found = new List<(string Client, long Seq)>();
        await using (var batch = store.Database.CreateBatch())
        {
            batch.BatchCommands.Add(SqlText.Bind(
                $"""
                with recursive clients as (
                    select min(client_id) as client from events.es_seals
                    union all
                    select (select min(client_id) from events.es_seals where client_id > client) from clients where client is not null),
                newest as (
                    select max((select last_seq from events.es_seals where client_id = client order by block desc limit 1)) as seq from clients),
                left_out as (
                    select tenant_id as client, min(seq_id) as seq from events.mt_events
                    where seq_id > (select coalesce(seq, 0) from newest) and seq_id <= {progress.UpTo}
                        and tenant_id <> all ({progress.Delays.Select(d => d.Client).ToArray()})
                    group by tenant_id)
                select client, seq from left_out
                where (
                    select not ok and bad_seq = seq from events.es_verifications v where v.client_id = client order by id desc limit 1) is not true
                """));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                found.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        foreach (var (client, seq) in found)
        {
            var words = LateEvents.Problem(seq, progress.UpTo).Words;
            await new LogVerifier(store).RecordAsync(client, new Verification(false, 0, 0, seq, words), "sealing", ct);
        }
    }
}
