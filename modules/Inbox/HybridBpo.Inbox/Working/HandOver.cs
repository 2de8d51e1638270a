using HybridBpo.Inbox.Judging;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Working;

/// The holder, or a supervisor, gives a case to a named person, who then holds it for some hours.
internal sealed record HandOver(
    string By,
    long? Token,
    string To,
    string Note,
    DateTimeOffset Until,
    IReadOnlyList<string> Eligible,
    bool MayRead,
    HandOver.Lease Row,
    ModePolicy Policy)
{
    /// Who holds the case at this moment, and its highest token: higher than the stream's when a reservation died before it was recorded.
    internal sealed record Lease(string? Holder, long Token);

    public static Result<Decision<Done>> Decide(HandOver ask, Case? state, DateTimeOffset now)
    {
        if (ask.Token is { } token && Holding.Refuses(state, ask.By, token) is { } refusal)
        {
            return refusal;
        }

        return state switch
        {
            null => new CaseNotFound(),
            { IsOver: true } => new CaseIsOver(Holding.Over(state)),
            { Stage: Stages.Decided or Stages.Sent } => new AlreadyDecided(),
            _ when !ask.Eligible.Contains(ask.To) || state.NotFor.Contains(ask.To) || ask.To == ask.Row.Holder => new NotEligible(),
            { Stage: Stages.WaitingSecond } when state.IsPartyTo(state.Decision!, ask.To) || state.SawFirst.Contains(ask.To) => new NotEligible(),
            _ when ask.Note.Length > AddNote.Limit => new NoteTooLong(AddNote.Limit),
            _ => new Decision<Done>(Done.Yes,
            [
                new CaseHandedOver(now, state.SubjectId, ask.By, ask.To, Math.Max(state.Token, ask.Row.Token) + 1, ask.Until, ask.Note.Trim(),
                    ask.MayRead || state.Knows(ask.By)),
                .. DrawMode.For(ask.To, state, ask.Policy, now),
            ]),
        };
    }

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("hand-over", async (act, ct) =>
    {
        var desk = act.Get<CaseDesk>();
        if (await act.Get<CaseRows>().FindAsync(act.Access, act.Client, act.CaseId, ct) is not { } row
            || act.Get<CaseKinds>().Find(row.Kind) is not { } view)
        {
            return new CaseNotFound();
        }

        if (act.Token is null && !act.Access.May(Act.AssignCases))
        {
            return new OnlySupervisors();
        }

        var eligible = await act.Get<IPeople>().WhoMayAsync(act.Client, view.DecideAct, ct);
        var open = await act.Get<VerdictGate>().MayReadAsync(act.Access, act.Client, [act.CaseId], ct);
        var now = act.Get<TimeProvider>().GetUtcNow();
        var ask = new HandOver(act.Me, act.Token, act.Text("to"), act.Text("note"), now + act.Get<InboxSettings>().HandedLease, eligible,
            open.Contains(act.CaseId), new(row.Held ? row.Holder : null, row.Token), act.Get<ModePolicy>());
        var elsewhere = await act.Get<CaseLeases>().PersonIsElsewhereAsync(act.Access, act.Client, act.CaseId, ask.To, ct);
        return (await desk.RunAsync(act.Access, act.Client, act.CaseId, act.Command, state =>
            Decide(ask, state, now) is { Refusal: null } && elsewhere ? new SubjectHeldBySomeoneElse() : Decide(ask, state, now), null, ct)).Refusal;
    }, Paths.Inbox, "The case is handed over.");
}
