using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Escalating;

namespace HybridBpo.Inbox.Seeding;

/// A seed that its person keeps shows what a real case kept as long would show, at their desk alone: nobody is told, for nothing waits.
internal sealed class SeedTimers(
    Database database, EscalationPolicies policies, CalendarVersions calendars, CaseDesk desk, TimeProvider time)
{
    private static readonly Access Timer = Access.System("escalation");

    public async Task RunAsync(CancellationToken ct)
    {
        var late = await database.QueryAsync<WaitingCase>(Timer, $"""
            select client_id, case_id, token, kind, opened_at, due_at, holder, lease_until, snoozed_until, escalated_why as fired,
              opened_at as free_since, 0 as bounces, null::timestamptz as bounced_at, null::timestamptz as stranded_since
            from inbox.late_seeds()
            """, ct);
        if (late.Count == 0)
        {
            return;
        }

        var (policy, now) = (await policies.InForceAsync(ct), time.GetUtcNow());
        foreach (var seed in late)
        {
            foreach (var timer in Timers.Of(seed, policy, await calendars.InForceAsync(seed.ClientId, ct)).TakeWhile(timer => timer.At <= now))
            {
                await desk.RunAsync(Timer, seed.ClientId, seed.CaseId, Ids.New(time),
                    state => EscalateCase.Decide(new(timer.Why, timer.Step, timer.By, timer.Does), state, now), null, ct);
            }
        }
    }
}
