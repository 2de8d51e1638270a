namespace HybridBpo.Events.Tests;

/// <summary>
/// One round of a host of the version before: it knows only up to where everybody is sealed, and notes by name with its lease whom it could not seal.
/// </summary>
internal static class OlderSealDaemon
{
    public static async Task<long> Seal(EventDatabase database, CancellationToken ct)
    {
        var (store, leases) = (database.Store(), new ProjectionLeases(database.Database, $"older:{Guid.NewGuid():N}", TimeSpan.FromMinutes(2)));
        if (await leases.Take("Seals:All", live: true, force: false, ct) is not { } lease)
            return 0;
        var (mark, _) = await new HighWater(database.Database).Advance(ct);
        await database.Execute($"insert into events.mt_event_progression (name, last_seq_id) values ('Seals:All', 0) on conflict (name) do nothing");
        var at = await database.Scalar<long>($"select last_seq_id from events.mt_event_progression where name = 'Seals:All'");
        var tenants = await database.Scalar<string[]>(
            $"select coalesce(array_agg(distinct tenant_id), array[]::varchar[]) from events.mt_events where seq_id > {at} and seq_id <= {mark}");
        var (events, hindered) = (0L, new SortedDictionary<string, string>(StringComparer.Ordinal));
        foreach (var tenant in tenants)
        {
            try
            {
                events += await new Sealer(store).SealAsync(tenant, at, mark, ct);
            }
            catch (Exception e) when (!Refusals.IsPassing(e))
            {
                hindered[tenant] = Refusals.Kind(e);
            }
        }

        await using (var batch = database.Database.CreateBatch())
        {
            batch.BatchCommands.Add(leases.Advance("Seals:All", lease.Token, at, hindered.Count == 0 ? mark : at));
            Assert.Equal(1, await batch.ExecuteNonQueryAsync(ct));
        }

        await leases.Note("Seals:All", lease.Token, hindered.Count == 0 ? null : string.Join(", ", hindered.Select(h => $"{h.Key}: {h.Value}")), ct);
        await leases.Release("Seals:All", ct);
        return events;
    }
}
