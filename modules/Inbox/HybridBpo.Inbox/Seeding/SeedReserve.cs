using HybridBpo.Events;
using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Routing;
using HybridBpo.Inbox.Stopping;

namespace HybridBpo.Inbox.Seeding;

/// Runs now and then: whoever may decide a kind has one seed in reserve, opened as real cases are, some time before it comes to their desk. Each
/// person gets a sample once.
internal sealed class SeedReserve(
    EventStore store, Database database, CaseKinds kinds, IPeople people, KnownSamples samples, SeedTimers timers, SampleEnds ends,
    RoutingPolicies routing, EscalationPolicies escalation, CalendarVersions calendars, ModePolicy modes, ModelStops stops, SeedSettings settings,
    TimeProvider time) : IScan
{
    private static readonly Access Reserve = Access.System("inbox");

    private static readonly TimeSpan Late = TimeSpan.FromMinutes(30);

    public async Task RunAsync(CancellationToken ct)
    {
        await ends.RunAsync(ct);
        if (settings.Share == 0)
        {
            return;
        }

        // What would come late never comes.
        await database.QueryAsync<string>(Reserve, $"select inbox.spoil_seeds({Late})::text", ct);
        await timers.RunAsync(ct);
        var kept = await database.QueryAsync<Sample>(Reserve, $"""
            select {SampleBook.Columns} from inbox.samples p
            where p.purpose = {Purposes.Seed} and p.ended_at is null order by p.made_at, p.sample_id
            """, ct);
        foreach (var client in kept.GroupBy(sample => sample.ClientId))
        {
            var may = new Dictionary<string, IReadOnlyList<string>>();
            foreach (var act in client.Select(sample => kinds.Find(sample.Kind)?.DecideAct).OfType<string>().Distinct())
            {
                may[act] = await people.WhoMayAsync(client.Key, act, ct);
            }

            var known = await samples.ByAsync(client.Key, waiting: true, ct);
            var waiting = (await database.QueryAsync<string>(Reserve,
                $"select user_id from inbox.seeds where client_id = {client.Key} and dealt_at is null and spoiled_at is null", ct)).ToHashSet();
            var makers = await samples.MakersAsync(client.Key, ct);
            foreach (var person in may.Values.SelectMany(ids => ids).Distinct().Except(waiting).Except(makers))
            {
                var fresh = client.FirstOrDefault(sample => kinds.Find(sample.Kind) is { } view && may[view.DecideAct].Contains(person)
                    && !known[sample.SampleId].Contains(person));
                if (fresh is not null)
                {
                    await OpenAsync(fresh, person, ct);
                }
            }
        }
    }

    private async Task OpenAsync(Sample sample, string person, CancellationToken ct)
    {
        var client = sample.ClientId;
        var inForce = await stops.InForceAsync(Reserve, client, ct);
        if (inForce.Any(stop => stop.Covers(sample.Model)))
        {
            return;
        }

        if (await AskAsync(sample, ct) is not var (ask, at))
        {
            return;
        }

        var rules = new OpeningRules(await routing.InForceAsync(ct), await escalation.InForceAsync(ct), await calendars.InForceAsync(client, ct),
            modes, inForce);
        if (!OpenTheCase.Decide(ask, null, rules, at).Is(out var decided, out var refusal))
        {
            throw new InvalidOperationException($"Sample {sample.SampleId} of {client} opens no case: {refusal.Message}");
        }

        var opened = decided.Events.OfType<CaseOpened>().Single();
        var stale = StaleAt(client, opened, rules);
        if (stale <= time.GetUtcNow() + Late)
        {
            return;
        }

        // The marker first: the case is never there without it.
        await database.ExecuteAsync(Reserve, $"""
            insert into inbox.seeds (client_id, case_id, sample_id, user_id, kind, stale_at)
            values ({client}, {ask.CaseId}, {sample.SampleId}, {person}, {sample.Kind}, {stale}::timestamptz)
            """, ct);
        var session = store.OpenSession(client, Reserve);
        session.StartStream<Case>(ask.CaseId, decided.Events);
        Proposals.Keep(session, client, ask.CaseId, ask.Proposal!);
        if (await session.SaveChangesAsync(ct) is not SaveOutcome.Saved)
        {
            throw new InvalidOperationException($"Sample {sample.SampleId} of {client} could not be opened.");
        }
    }

    /// When a real case that nobody takes would be escalated first.
    private static DateTimeOffset? StaleAt(string client, CaseOpened opened, OpeningRules rules) => Timers.Of(
        new WaitingCase(client, opened.CaseId, 0, opened.Kind, opened.At, opened.DueAt, null, null, null, [], opened.At, 0, null, null),
        rules.Escalation, rules.Calendar).Select(timer => (DateTimeOffset?)timer.At).FirstOrDefault();

    /// What modules open comes in batches at their own hours: a seed says it was opened with the newest real one that is open. Null: there is none
    /// among which it would not stand out, or it would come late.
    private async Task<(OpenCase Ask, DateTimeOffset At)?> AskAsync(Sample sample, CancellationToken ct)
    {
        var (now, id) = (time.GetUtcNow(), Ids.For(sample.ClientId, "api-case", Ids.New(time).ToString()));
        if (sample.MadeCase is not { } made)
        {
            return (sample.Ask(id, now), now);
        }

        if (kinds.SampleOf(sample.Kind) is not { } module || await database.SingleOrDefaultAsync<DateTimeOffset?>(Reserve, $"""
            select max(opened_at) from inbox.cases
            where client_id = {sample.ClientId} and kind = {sample.Kind} and only_for is null and stage = {Stages.Open} and opened_at <= {now}
            """, ct) is not { } at)
        {
            return null;
        }

        // On the day of the decided case it would have that one's very days.
        if (!module.FromFile && (at - sample.OpenedAt).Duration() < TimeSpan.FromDays(2))
        {
            return null;
        }

        if (!(await module.StandAsync(sample.ClientId, made, ct)).Opens)
        {
            return null;
        }

        var ask = sample.AskAs(module.On(made, at), id, at);
        return ask.DueAt <= now + Late ? null : (ask, at);
    }
}
