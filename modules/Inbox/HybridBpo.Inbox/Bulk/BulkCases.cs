using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Judging;

namespace HybridBpo.Inbox.Bulk;

internal sealed record CaseKey(string Client, Guid CaseId)
{
    public override string ToString() => $"{Client}:{CaseId}";

    public static CaseKey? Read(string? text) =>
        text is { Length: < 200 } && text.Split(':') is [{ Length: > 0 } client, var id] && Guid.TryParse(id, out var caseId)
            ? new(client, caseId) : null;
}

/// What was chosen for all of them.
internal sealed record BulkAnswer(string Choice, IReadOnlyList<string> Weights, string Sureness, IReadOnlyList<string> Reasons, string Note);

/// What became of one of them; Why: null when it was done.
internal sealed record BulkResult(CaseKey Key, Refusal? Why);

/// Does the same with many cases, each by itself: an event of its own, its own refusal, and none is left half. The same command again comes to the
/// same end, so that a page may send it in parts and ask for the whole at last.
internal sealed class BulkCases(
    CaseRows rows, CaseKinds kinds, CaseDesk desk, CaseLeases leases, Taking taking, AnswerChecks checks, InboxSettings settings, TimeProvider time)
{
    public const int Most = 100;

    public Task<IReadOnlyList<BulkResult>> SnoozeAsync(
        Access access, Guid batch, IReadOnlyList<CaseKey> keys, DateTimeOffset until, CancellationToken ct) => EachAsync(keys, key =>
            HeldAsync(access, batch, key, "snooze", (token, state, now) => SnoozeCase.Decide(new(access.Actor.Id, token, until), state, now), ct));

    public Task<IReadOnlyList<BulkResult>> ReleaseAsync(Access access, Guid batch, IReadOnlyList<CaseKey> keys, CancellationToken ct) =>
        EachAsync(keys, key => HeldAsync(access, batch, key, "release",
            (token, state, now) => ReleaseCase.Decide(new(access.Actor.Id, token), state, now), ct));

    public Task<IReadOnlyList<BulkResult>> DecideAsync(
        Access access, Guid batch, IReadOnlyList<CaseKey> keys, BulkAnswer answer, CancellationToken ct) =>
        EachAsync(keys, key => DecideAsync(access, batch, key, answer, ct));

    /// What was decided comes back undecided; what was put aside or given back is taken again.
    public Task<IReadOnlyList<BulkResult>> UndoAsync(Access access, Guid batch, string act, IReadOnlyList<CaseKey> keys, CancellationToken ct) =>
        EachAsync(keys, async key => act == "decide"
            ? await UndecideAsync(access, batch, key, ct)
            : (await taking.PickAsync(access, key.Client, key.CaseId, ct)).Refusal);

    private static async Task<IReadOnlyList<BulkResult>> EachAsync(IReadOnlyList<CaseKey> keys, Func<CaseKey, Task<Refusal?>> act)
    {
        var results = new List<BulkResult>(keys.Count);
        foreach (var key in keys)
        {
            results.Add(new BulkResult(key, await act(key)));
        }

        return results;
    }

    private async Task<Refusal?> HeldAsync(
        Access access, Guid batch, CaseKey key, string act, Func<long, Case, DateTimeOffset, Result<Decision<Done>>> decide, CancellationToken ct)
    {
        if (await rows.FindAsync(access, key.Client, key.CaseId, ct) is not { } row)
        {
            return new CaseNotFound();
        }

        var mine = row.Held && row.Holder == access.Actor.Id;
        var done = await desk.ActAsync(access, key.Client, key.CaseId, IdOf(batch, key, act, access), (state, now) =>
            mine || state.IsOver ? decide(row.Token, state, now) : new NotInYourHands(), null, ct);
        // A form that was sent before and taken back since is answered as it was then: it changes nothing any more.
        return done.Refusal
            ?? ((await desk.LoadAsync(access, key.Client, key.CaseId, ct))?.Holder == access.Actor.Id ? new TakenBackMeanwhile() : null);
    }

    private async Task<Refusal?> DecideAsync(Access access, Guid batch, CaseKey key, BulkAnswer answer, CancellationToken ct)
    {
        if (await rows.FindAsync(access, key.Client, key.CaseId, ct) is not { } row
            || await desk.LoadAsync(access, key.Client, key.CaseId, ct) is not { } state)
        {
            return new CaseNotFound();
        }

        var decision = DecisionOf(batch, key, access);
        if (state.Decision?.Id == decision)
        {
            return null;
        }

        var declared = kinds.Find(row.Kind)?.DecidedInBulk ?? [];
        if (!kinds.MayJudge(access, row.Kind) || DecideInBulk.Refuses(state, declared, answer.Choice) is not null)
        {
            return kinds.MayJudge(access, row.Kind) ? DecideInBulk.Refuses(state, declared, answer.Choice) : new NotYourKind();
        }

        var mine = row.Held && row.Holder == access.Actor.Id;
        var token = row.Token;
        if (!mine)
        {
            if (!(await taking.PickAsync(access, key.Client, key.CaseId, ct)).Is(out var taken, out var refusal))
            {
                return refusal;
            }

            token = taken.Token;
        }

        var none = new Dictionary<string, string>();
        var ask = new DecideInBulk(
            new(access.Actor.Id, token, answer.Choice, none, none, answer.Weights, answer.Sureness, ""),
            new(decision, access.Actor.Id, token, Taken.Own, answer.Choice, none, answer.Reasons, answer.Note, settings.UndoWindow), batch, declared);
        Refusal? lost = await leases.RenewAsync(access, key.Client, key.CaseId, token, ct) is null ? new SubjectHeldBySomeoneElse()
            : await checks.AskAsync(key.Client, state, answer.Choice, none, ct);
        var done = await desk.ActAsync(access, key.Client, key.CaseId, IdOf(batch, key, "decide", access), (fresh, now) =>
            DecideInBulk.Decide(ask, fresh, now) is { Refusal: null } decided && lost is null ? decided
                : DecideInBulk.Decide(ask, fresh, now).Refusal ?? lost!,
            (session, _) => SendDecisionHandler.Plan(session, key.CaseId, decision, false, settings.UndoWindow), ct);
        var why = done.Refusal ?? ((await desk.LoadAsync(access, key.Client, key.CaseId, ct))?.Decision?.Id == decision ? null
            : new TakenBackMeanwhile());
        if (why is not null && !mine)
        {
            // Taken for this alone: nobody finds in their hands what they did not open.
            await desk.ActAsync(access, key.Client, key.CaseId, Ids.New(time),
                (fresh, now) => ReleaseCase.Decide(new(access.Actor.Id, token), fresh, now), null, ct);
        }

        return why;
    }

    private async Task<Refusal?> UndecideAsync(Access access, Guid batch, CaseKey key, CancellationToken ct)
    {
        if (await rows.FindAsync(access, key.Client, key.CaseId, ct) is not { } row)
        {
            return new CaseNotFound();
        }

        var ask = new UndoDecision(DecisionOf(batch, key, access), access.Actor.Id, time.GetUtcNow() + settings.Lease, row.Token);
        return (await desk.ActAsync(access, key.Client, key.CaseId, IdOf(batch, key, "undo", access),
            (state, now) => UndoDecision.Decide(ask, state, now), null, ct)).Refusal;
    }

    private static Guid DecisionOf(Guid batch, CaseKey key, Access access) =>
        Ids.For(key.Client, "decision", IdOf(batch, key, "decide", access).ToString());

    private static Guid IdOf(Guid batch, CaseKey key, string act, Access access) =>
        Ids.For(key.Client, $"inbox.bulk-{act}", $"{batch}:{key.CaseId}:{access.Actor.Id}");
}

internal sealed record TakenBackMeanwhile() : Conflict("You took this back since. Select it again to do it anew.");

internal sealed record NotInYourHands() : Conflict("You do not hold it. Take it first.");
