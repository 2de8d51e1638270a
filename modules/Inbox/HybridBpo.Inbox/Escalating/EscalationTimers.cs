using HybridBpo.Events;
using HybridBpo.Inbox.Calendars;

namespace HybridBpo.Inbox.Escalating;

/// Lets happen what the policy asks for, when its time has come on the database's clock. Any host may run it, several at a time: rows are claimed for
/// a minute by a token, what a killed host held comes free by itself, and the case itself takes each step once. So after a long stop nothing is lost
/// and nothing happens twice; the oldest comes first, and one run does only so much.
internal sealed class EscalationTimers(
    Database database, EscalationPolicies policies, CalendarVersions calendars, Clients clients, CaseDesk desk, TimeProvider time)
{
    public const int MostFired = 1_000;

    private const int Batch = 200, MostRenewed = 5_000;

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1), Unreadable = TimeSpan.FromHours(1);

    private static readonly Access Timer = Access.System("escalation");

    internal sealed record Claimed(string ClientId, Guid CaseId, long Token);

    private sealed record Clock(DateTimeOffset Now);

    /// When a case is looked at next.
    private sealed record Next(WaitingCase Case, DateTimeOffset At, int Plan);

    /// How many steps happened.
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await RenewAsync(time.GetTimestamp(), ct);
        // What changed is reckoned anew first, so that what happens does so in order, the oldest first.
        await EachBatchAsync(true, ct);
        return await EachBatchAsync(false, ct);
    }

    private async Task<int> EachBatchAsync(bool changed, CancellationToken ct)
    {
        var (began, fired) = (time.GetTimestamp(), 0);
        while (fired < MostFired && time.GetElapsedTime(began) < Longest && await ClaimAsync(changed, ct) is { Count: > 0 } claimed)
        {
            fired += await WorkAsync(claimed, changed, ct);
        }

        return fired;
    }

    internal Task<IReadOnlyList<Claimed>> ClaimAsync(bool changed, CancellationToken ct) => database.QueryAsync<Claimed>(Timer, $"""
        select client_id, case_id, token from inbox.claim_timers({changed}, {Batch}, {Claim})
        """, ct);

    /// A new version of policy or calendar: every open case of its clients is looked at anew.
    private async Task RenewAsync(long began, CancellationToken ct)
    {
        var policy = await policies.InForceAsync(ct);
        foreach (var client in await clients.ListAsync(Timer, ct))
        {
            var plan = policy.Version + (await calendars.InForceAsync(client.ClientId, ct)).Version;
            var renewed = MostRenewed;
            while (plan > 0 && renewed == MostRenewed && time.GetElapsedTime(began) < Longest)
            {
                renewed = await database.ExecuteAsync(Timer, $"""
                    update inbox.timers t set next_at = '-infinity', token = t.token + 1, claimed_until = null
                    from (select o.client_id, o.case_id from inbox.timers o
                      where o.client_id = {client.ClientId} and o.plan < {plan} and o.next_at > '-infinity' and o.next_at < 'infinity'
                      limit {MostRenewed} for update skip locked) as old
                    where t.client_id = old.client_id and t.case_id = old.case_id
                    """, ct);
            }
        }
    }

    /// Changed: only reckoned anew; what of them is due stands in line with all others then.
    private async Task<int> WorkAsync(IReadOnlyList<Claimed> claimed, bool changed, CancellationToken ct)
    {
        // Read after they were claimed: whatever changes a case from here on raises its token, and what is reckoned here is not kept.
        var now = (await database.SingleOrDefaultAsync<Clock>(Timer, $"select now() as now", ct))!.Now;
        var cases = await database.QueryAsync<WaitingCase>(Timer, $"""
            select t.client_id, t.case_id, n.token, c.kind, c.opened_at, c.due_at, c.holder, c.lease_until, c.snoozed_until, c.escalated_why as fired,
              t.free_since, t.bounces, t.bounced_at, t.stranded_since
            from unnest({claimed.Select(c => c.ClientId).ToArray()}, {claimed.Select(c => c.CaseId).ToArray()},
              {claimed.Select(c => c.Token).ToArray()}) as n (client_id, case_id, token)
            join inbox.timers t on t.client_id = n.client_id and t.case_id = n.case_id
            join inbox.cases c on c.client_id = n.client_id and c.case_id = n.case_id
            where c.stage in ('open', 'waiting-second')
            """, ct);
        var policy = await policies.InForceAsync(ct);
        var (due, next, fired) = (new List<(WaitingCase Case, CaseTimer Timer)>(), new Dictionary<Guid, Next>(), 0);
        foreach (var client in cases.GroupBy(c => c.ClientId))
        {
            var calendar = await calendars.InForceAsync(client.Key, ct);
            foreach (var waiting in client)
            {
                var timers = Timers.Of(waiting, policy, calendar);
                var happening = changed ? [] : timers.TakeWhile(timer => timer.At <= now).ToList();
                due.AddRange(happening.Select(timer => (waiting, timer)));
                var first = timers.Skip(happening.Count).Select(timer => timer.At).FirstOrDefault(DateTimeOffset.MaxValue);
                next[waiting.CaseId] = new Next(waiting, first, policy.Version + calendar.Version);
            }
        }

        foreach (var (waiting, timer) in due.OrderBy(pair => pair.Timer.At).ThenBy(pair => pair.Case.CaseId).ThenBy(pair => pair.Timer.Step))
        {
            switch (await FireAsync(waiting, timer, now, ct))
            {
                case true:
                    fired++;
                    break;
                case false:
                    // Somebody works on it at this moment: it is looked at again when the claim runs out.
                    next.Remove(waiting.CaseId);
                    break;
                default:
                    next[waiting.CaseId] = next[waiting.CaseId] with { At = now + Unreadable };
                    break;
            }
        }

        await KeepAsync([.. next.Values], ct);
        return fired;
    }

    /// Null when the case cannot be read: others are not held up by it.
    private async Task<bool?> FireAsync(WaitingCase waiting, CaseTimer timer, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            var done = await desk.RunAsync(Timer, waiting.ClientId, waiting.CaseId, Ids.New(time),
                state => EscalateCase.Decide(new(timer.Why, timer.Step, timer.By, timer.Does), state, now), null, ct);
            return done.Refusal is null;
        }
        catch (UnreadableEvent)
        {
            return null;
        }
    }

    private Task<int> KeepAsync(IReadOnlyList<Next> next, CancellationToken ct) => database.ExecuteAsync(Timer, $"""
        update inbox.timers t set next_at = n.next_at, plan = n.plan, claimed_until = null
        from unnest({next.Select(n => n.Case.ClientId).ToArray()}, {next.Select(n => n.Case.CaseId).ToArray()},
          {next.Select(n => n.Case.Token).ToArray()}, {next.Select(n => n.At.ToUniversalTime()).ToArray()}, {next.Select(n => n.Plan).ToArray()})
          as n (client_id, case_id, token, next_at, plan)
        where t.client_id = n.client_id and t.case_id = n.case_id and t.token = n.token
        """, ct);
}
