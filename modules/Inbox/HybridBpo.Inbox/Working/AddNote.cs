using HybridBpo.Inbox.Judging;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Working;

/// A note for the next person. Written by one who may know the proposal, it stays withheld from those who have not judged.
internal sealed record AddNote(string By, string Text, bool MayRead)
{
    public const int Limit = 2_000;

    public static Result<Decision<Done>> Decide(AddNote ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        _ when ask.Text.Trim().Length == 0 => new NoteEmpty(),
        _ when ask.Text.Length > Limit => new NoteTooLong(Limit),
        _ => new Decision<Done>(Done.Yes, new CaseNoteAdded(
            now, state.SubjectId, ask.By, ask.Text.Trim(), ask.MayRead || state.Knows(ask.By))),
    };

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("note", async (act, ct) =>
    {
        var open = await act.Get<VerdictGate>().MayReadAsync(act.Access, act.Client, [act.CaseId], ct);
        var ask = new AddNote(act.Me, act.Text("text"), open.Contains(act.CaseId));
        return await act.DoAsync((state, now) => Decide(ask, state, now), ct);
    });
}

internal sealed record NoteEmpty() : Invalid("Write the note first.");
