using HybridBpo.Events;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Replay;

/// Folds a case up to one of its events. It reads and records nothing but that somebody looked; what the gate keeps from the asker today it keeps
/// here as well, whatever the moment.
internal sealed class ReplayScreens(
    CaseRows rows, CaseKinds kinds, EventStore store, Proposals proposals, IVerdictGate gate, Clients clients, IPeople people, TimeProvider time)
{
    internal sealed record Replayed(CaseRow Row, Case Then, IReadOnlyList<StoredEvent> Events, bool GateOpen, Case Now);

    /// Null as the version: the last one.
    public async Task<Result<Replayed>> FoldAsync(Access access, string client, Guid caseId, long? asked, CancellationToken ct)
    {
        if (await rows.FindAsync(access, client, caseId, ct) is not { } row)
        {
            return new CaseNotFound();
        }

        var events = await store.FetchStreamAsync(client, caseId, 0, ct);
        if (events.Count == 0 || await store.AggregateStreamAsync<Case>(client, caseId, events[^1].Version, ct: ct) is not { } now)
        {
            return new CaseNotFound();
        }

        if (!kinds.MayOpen(access, row.Kind))
        {
            return new NotYourKind();
        }

        if (!May(access, now))
        {
            return new NotYourReplay();
        }

        var version = asked ?? now.Version;
        if (version < 1 || version > events[^1].Version || await store.AggregateStreamAsync<Case>(client, caseId, version, ct: ct) is not { } then)
        {
            return new NoSuchMoment(events[^1].Version);
        }

        return new Replayed(
            row, then, [.. events.Where(e => e.Version <= version)],
            (await gate.MaySeeAsync(access, client, [caseId], ct)).Contains(caseId), now);
    }

    /// Whoever may browse, and whoever decided or confirmed it.
    public static bool May(Access access, Case now) =>
        access.May(Act.BrowseInbox) || now.Decision?.By == access.Actor.Id || now.Confirmation?.By == access.Actor.Id;

    public async Task<Result<ReplayView>> BuildAsync(Access access, string client, Guid caseId, long? asked, CancellationToken ct)
    {
        if (!(await FoldAsync(access, client, caseId, asked, ct)).Is(out var replayed, out var refusal))
        {
            return refusal;
        }

        var all = await store.FetchStreamAsync(client, caseId, 0, ct);
        var names = await people.NamesAsync(CaseFacts.PeopleIn(all).Distinct(), ct);
        // Somebody who judged and never looked at the proposal would be recorded as having seen it: a replay records nothing.
        var shows = replayed.GateOpen && (!replayed.Now.HasJudged(access.Actor.Id) || replayed.Now.Revealed.Contains(access.Actor.Id));
        var proposal = shows ? await proposals.ReadAsync(access, client, replayed.Now, ct) : null;
        var of = await clients.GetAsync(access, client, ct);
        return new ReplayPainter(replayed, all, proposal, names, access.Actor.Id, new CaseClock(of?.TimeZone ?? "UTC", time.GetUtcNow()))
            .Paint(of?.Name ?? client, kinds.Find(replayed.Row.Kind));
    }
}

internal sealed record NotYourReplay() : Forbidden("A case is replayed by those who supervise or audit it, and by whoever decided it.");

internal sealed record NoSuchMoment(long Last) : NotFound($"This case has moments from 1 to {Last}.");
