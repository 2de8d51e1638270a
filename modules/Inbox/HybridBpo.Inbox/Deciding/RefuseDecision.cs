using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Deciding;

/// The second person does not agree: the decision is void, the case is open again, and both judgements stay on record.
internal sealed record RefuseDecision(Guid DecisionId, string By, long Token, string Note)
{
    public static Result<Decision<Done>> Decide(RefuseDecision ask, Case? state, DateTimeOffset now) =>
        SecondPerson.Refuses(state, ask.DecisionId, ask.By, ask.Token, ask.Note) is { } refusal ? refusal
        : ask.Note.Trim().Length == 0 ? new NoteMissing()
        : new Decision<Done>(Done.Yes, new DecisionRefused(now, ask.DecisionId, state!.SubjectId, ask.By, ask.Note.Trim()));

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("refuse", async (act, ct) =>
    {
        var ask = new RefuseDecision(Guid.TryParse(act.Text("decision"), out var id) ? id : Guid.Empty, act.Me, act.Token ?? 0, act.Text("note"));
        return await act.AsHolderAsync((state, now) => Decide(ask, state, now), null, null, ct);
    });
}
