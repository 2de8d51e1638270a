using HybridBpo.Inbox.Judging;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Working;

/// Whoever was asked takes the case over, and acts on behalf of its owner from then on. Above: the row's token, which may be
/// higher than the stream's.
internal sealed record AcceptDelegation(string By, DateTimeOffset Until, long Above, ModePolicy Policy)
{
    public static Result<Decision<Done>> Decide(AcceptDelegation ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        { Stage: Stages.Decided or Stages.Sent } => new AlreadyDecided(),
        _ when state.Delegation?.To != ask.By => new NothingAsked(),
        _ when state.NotFor.Contains(ask.By) => new NotForYou(),
        // Also on behalf of somebody who decided it: that would be their own approval.
        { Stage: Stages.WaitingSecond } when state.IsPartyTo(state.Decision!, ask.By)
            || state.IsPartyTo(state.Decision!, state.Delegation.From) => new SamePerson(),
        { Stage: Stages.WaitingSecond } when state.SawFirst.Contains(ask.By) => new SawItFirst(),
        _ => new Decision<Done>(Done.Yes,
        [
            new DelegationAccepted(now, ask.By, state.Delegation.From, Math.Max(state.Token, ask.Above) + 1, ask.Until),
            .. DrawMode.For(ask.By, state, ask.Policy, now),
        ]),
    };

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("accept", async (act, ct) =>
    {
        var row = await act.Get<CaseRows>().FindAsync(act.Access, act.Client, act.CaseId, ct);
        var ask = new AcceptDelegation(
            act.Me, act.Get<TimeProvider>().GetUtcNow() + act.Get<InboxSettings>().Lease, row?.Token ?? 0, act.Get<ModePolicy>());
        var elsewhere = await act.Get<CaseLeases>().PersonIsElsewhereAsync(act.Access, act.Client, act.CaseId, act.Me, ct);
        return await act.DoAsync((state, now) =>
            Decide(ask, state, now) is { Refusal: null } && elsewhere ? new SubjectHeldBySomeoneElse() : Decide(ask, state, now), ct);
    });
}

/// Whoever was asked says no, or the owner keeps the case after all.
internal sealed record ReturnDelegation(string By, string Note, DateTimeOffset Until, bool MayRead)
{
    public static Result<Decision<Done>> Decide(ReturnDelegation ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        _ when state.Delegation is not { } asked || (asked.To != ask.By && asked.From != ask.By) => new NothingAsked(),
        _ when ask.Note.Length > AddNote.Limit => new NoteTooLong(AddNote.Limit),
        _ => new Decision<Done>(Done.Yes, new DelegationReturned(now, state.SubjectId, ask.By, state.Delegation.From, ask.Until, ask.Note.Trim(),
            ask.MayRead || state.Knows(ask.By))),
    };

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("return", async (act, ct) =>
    {
        var open = await act.Get<VerdictGate>().MayReadAsync(act.Access, act.Client, [act.CaseId], ct);
        var ask = new ReturnDelegation(act.Me, act.Text("note"), act.Get<TimeProvider>().GetUtcNow() + act.Get<InboxSettings>().Lease,
            open.Contains(act.CaseId));
        return await act.DoAsync((state, now) => Decide(ask, state, now), ct);
    });
}

internal sealed record NothingAsked() : Conflict("Nobody asks you to take this case over, or it was answered or moved on meanwhile.");
