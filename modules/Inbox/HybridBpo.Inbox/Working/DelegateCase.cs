using HybridBpo.Inbox.Judging;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Working;

/// The holder asks a colleague, with a note; nothing moves before the colleague says yes.
internal sealed record DelegateCase(
    string By, long Token, string To, string Note, DateTimeOffset Until, IReadOnlyList<string> Eligible, bool MayRead)
{
    public static Result<Decision<Done>> Decide(DelegateCase ask, Case? state, DateTimeOffset now) =>
        Holding.Refuses(state, ask.By, ask.Token) is { } lost ? lost
        : state!.Delegation is not null ? new AskedAlready()
        : !ask.Eligible.Contains(ask.To) || state.NotFor.Contains(ask.To) || ask.To == ask.By ? new NotEligible()
        : state.Stage == Stages.WaitingSecond && state.IsPartyTo(state.Decision!, ask.To) ? new NotEligible()
        : ask.Note.Trim().Length == 0 ? new NoteEmpty()
        : ask.Note.Length > AddNote.Limit ? new NoteTooLong(AddNote.Limit)
        : new Decision<Done>(Done.Yes, new CaseDelegated(now, state.SubjectId, ask.By, ask.To, ask.Token, ask.Until, ask.Note.Trim(),
            ask.MayRead || state.Knows(ask.By)));

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("delegate", async (act, ct) =>
    {
        if (await act.Get<CaseRows>().FindAsync(act.Access, act.Client, act.CaseId, ct) is not { } row
            || act.Get<CaseKinds>().Find(row.Kind) is not { } view)
        {
            return new CaseNotFound();
        }

        var eligible = await act.Get<IPeople>().WhoMayAsync(act.Client, view.DecideAct, ct);
        var open = await act.Get<VerdictGate>().MayReadAsync(act.Access, act.Client, [act.CaseId], ct);
        var until = act.Get<TimeProvider>().GetUtcNow() + act.Get<InboxSettings>().HandedLease;
        var ask = new DelegateCase(act.Me, act.Token ?? 0, act.Text("to"), act.Text("note"), until, eligible, open.Contains(act.CaseId));
        return await act.AsHolderAsync((state, now) => Decide(ask, state, now), null, null, ct);
    }, said: "You asked. It stays yours until they take it over.");
}

internal sealed record AskedAlready() : Conflict("Somebody is asked already. Keep it after all before you ask somebody else.");
