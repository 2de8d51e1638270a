namespace HybridBpo.Inbox.Working;

/// What somebody holds, or has put aside, and may judge no longer goes back to the others: at once when their rights change, and every minute
/// what was missed then (a host that died, a case taken at that very moment).
internal sealed class LostRights(Database database, CaseKinds kinds, IPeople people, CaseDesk desk, TimeProvider time) : IUserObserver
{
    private sealed record Kept(string ClientId, Guid CaseId, string Kind, string Person);

    public Task RightsChangedAsync(string userId, Actor by, CancellationToken ct) =>
        ReleaseAsync(new Access(by, [Access.EveryClient], []), userId, ct);

    /// Who: one person, or everybody when null.
    public async Task ReleaseAsync(Access by, string? who, CancellationToken ct)
    {
        var kept = await database.QueryAsync<Kept>(by, $"""
            select client_id, case_id, kind, holder as person from inbox.cases
            where holder is not null and lease_until > now() and stage in ('open', 'waiting-second') and ({who}::text is null or holder = {who})
            union all
            select client_id, case_id, kind, snoozed_by from inbox.cases
            where snoozed_by is not null and snoozed_until > now() and stage in ('open', 'waiting-second')
              and ({who}::text is null or snoozed_by = {who})
            """, ct);
        foreach (var queue in kept.GroupBy(row => (row.ClientId, row.Kind)))
        {
            var may = kinds.Find(queue.Key.Kind) is { } view ? await people.WhoMayAsync(queue.Key.ClientId, view.DecideAct, ct) : [];
            foreach (var row in queue.Where(row => !may.Contains(row.Person)))
            {
                await desk.RunAsync(by, row.ClientId, row.CaseId, Ids.New(time),
                    state => ReleaseCase.TakeAway(row.Person, by.Actor.Id, state, time.GetUtcNow()), null, ct);
            }
        }
    }
}
