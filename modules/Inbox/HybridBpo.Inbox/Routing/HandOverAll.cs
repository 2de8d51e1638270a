using HybridBpo.Events;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Seeding;

namespace HybridBpo.Inbox.Routing;

/// What became of one case when all of somebody's were handed over. To: who has it now; null: it is back in its queue. Why: a sentence, then.
internal sealed record HandedCase(string Client, Guid CaseId, Guid SubjectId, string Title, string From, string? To, bool Callback, string? Why);

/// Everything that people hold or have put aside goes to others in one act: each case to somebody who may judge it, has what it asks for, and can
/// begin before it is due; those about one person to one worker. What nobody can take goes back to its queue, where supervisors are told of it.
internal sealed class HandOverAll(
    Database database, CaseKinds kinds, IPeople people, StaffBook staff, CaseDesk desk, KnownSamples samples, InboxSettings settings,
    ModePolicy modes, TimeProvider time)
{
    private sealed record Kept(
        string ClientId, Guid CaseId, string Kind, string Title, Guid SubjectId, string Needs, IReadOnlyList<string> NotFor,
        IReadOnlyList<string> NotSecond, string Stage, string? DecidedBy, DateTimeOffset DueAt, string Person, bool Held, long Token,
        DateTimeOffset? SnoozedUntil);

    private sealed record Load(string Person, long Cases);

    /// From: whose. The same command again does what is left.
    public async Task<IReadOnlyList<HandedCase>> RunAsync(Access access, Guid command, IReadOnlyList<string> from, CancellationToken ct)
    {
        // One's own are handed on with what is at one's desk alone; of somebody else's nothing of that is seen, and none of it may stay behind.
        var own = from is [var one] && one == access.Actor.Id;
        var kept = await KeptAsync(access with { AtDesk = own }, from, ct);
        if (own)
        {
            kept = await WithoutThoseWhoKnowAsync(kept, ct);
        }
        else
        {
            await database.QueryAsync<string>(Access.System("hand-over"), $"""
                select inbox.take_seeds_from({from.ToArray()}, {access.Clients.ToArray()})::text
                """, ct);
        }

        var held = (await database.QueryAsync<Load>(Access.System("hand-over"), $"""
            select holder as person, count(*) as cases from inbox.cases where holder is not null and lease_until > now() group by holder
            """, ct)).ToDictionary(load => load.Person, load => (int)load.Cases);
        var now = time.GetUtcNow();
        var results = new List<HandedCase>();
        var crews = new Dictionary<(string Client, string Kind), IReadOnlyList<Worker>>();
        foreach (var subject in kept.GroupBy(row => (row.ClientId, row.SubjectId)).OrderBy(group => group.Min(row => row.DueAt)))
        {
            var to = await RecipientAsync([.. subject], from, crews, held, now, ct);
            foreach (var row in subject)
            {
                results.Add(await HandAsync(access, command, row, to, subject.Count(), now, ct));
            }

            if (to is not null)
            {
                held[to] = held.GetValueOrDefault(to) + subject.Count();
            }
        }

        return results;
    }

    private Task<IReadOnlyList<Kept>> KeptAsync(Access access, IReadOnlyList<string> from, CancellationToken ct) =>
        database.QueryAsync<Kept>(access, $"""
            select client_id, case_id, kind, coalesce(title, question) as title, subject_id, needs, not_for, not_second, stage, decided_by, due_at,
              coalesce(case when lease_until > now() then holder end, snoozed_by) as person, coalesce(lease_until > now(), false) as held, token,
              snoozed_until
            from inbox.cases
            where stage in ('open', 'waiting-second') and client_id = any ({access.Clients.ToArray()})
              and ((holder = any ({from.ToArray()}) and lease_until > now()) or (snoozed_by = any ({from.ToArray()}) and snoozed_until > now()))
            order by due_at, case_id
            """, ct);

    /// What has a known answer goes to nobody who knows it.
    private async Task<IReadOnlyList<Kept>> WithoutThoseWhoKnowAsync(IReadOnlyList<Kept> kept, CancellationToken ct)
    {
        var rows = new List<Kept>();
        foreach (var of in kept.GroupBy(row => row.ClientId))
        {
            var known = await samples.NotForAsync(of.Key, [.. of.Select(row => row.CaseId)], ct);
            rows.AddRange(of.Select(row => row with { NotFor = [.. row.NotFor, .. known[row.CaseId]] }));
        }

        return rows;
    }

    /// Who can take all of them; null when nobody can. Crews: who works on a queue, looked up once.
    private async Task<string?> RecipientAsync(
        IReadOnlyList<Kept> cases, IReadOnlyList<string> from, Dictionary<(string Client, string Kind), IReadOnlyList<Worker>> crews,
        Dictionary<string, int> held, DateTimeOffset now, CancellationToken ct)
    {
        List<string>? order = null;
        foreach (var row in cases)
        {
            if (!crews.TryGetValue((row.ClientId, row.Kind), out var crew))
            {
                var may = kinds.Find(row.Kind) is { } view ? await people.WhoMayAsync(row.ClientId, view.DecideAct, ct) : [];
                crews[(row.ClientId, row.Kind)] = crew = await staff.WorkersAsync(may.Except(from), ct);
            }

            var able = Eligibility.Order(Needs.Read(row.Needs), row.DueAt, crew.Where(worker => !row.NotFor.Contains(worker.Id)
                && (row.Stage != Stages.WaitingSecond || (worker.Id != row.DecidedBy && !row.NotSecond.Contains(worker.Id)))), held, now);
            order = order is null ? [.. able] : [.. order.Where(able.Contains)];
        }

        return order is [var first, ..] ? first : null;
    }

    private async Task<HandedCase> HandAsync(
        Access access, Guid command, Kept row, string? to, int together, DateTimeOffset now, CancellationToken ct)
    {
        var id = Ids.For(row.ClientId, "hand-over-all", $"{command}:{row.CaseId}");
        var done = await desk.RunAsync(access, row.ClientId, row.CaseId, id, state => Decide(access.Actor.Id, row, to, state, now), null, ct);
        return new HandedCase(row.ClientId, row.CaseId, row.SubjectId, row.Title, row.Person, done.Refusal is null ? to : null, !row.Held,
            done.Refusal?.Message
                ?? (to is null ? Nobody(together) : null));
    }

    private static string Nobody(int together) => (together > 1
        ? "Nobody who could take all of this person's cases in time" : "Nobody who could take it in time")
        + ": it is back in its queue. Supervisors are told within a minute if nobody there can take it.";

    private Result<Decision<Done>> Decide(string by, Kept row, string? to, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        _ when (row.Held ? state.Holder : state.SnoozedBy) != row.Person => new CaseMovedOn(),
        { Stage: Stages.WaitingSecond } when to is not null && state.IsPartyTo(state.Decision!, to) => new NotEligible(),
        _ when to is null => new Decision<Done>(Done.Yes, new CaseReleased(now, by, row.Person, ReleaseCase.HandedBack)),
        _ when row.Held => new Decision<Done>(Done.Yes,
        [
            new CaseHandedOver(now, state.SubjectId, by, to, Math.Max(state.Token, row.Token) + 1, now + settings.HandedLease, "", false),
            .. DrawMode.For(to, state, modes, now),
        ]),
        _ => new Decision<Done>(Done.Yes, new CallbackHandedOver(now, by, row.Person, to, row.SnoozedUntil!.Value)),
    };
}

internal sealed record CaseMovedOn() : Conflict("It is in other hands meanwhile.");
