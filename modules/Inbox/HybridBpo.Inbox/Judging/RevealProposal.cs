using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Judging;

/// The server is about to show the proposal to one who judges. Recorded once per person. Token: of the holder who sees it before judging, as their
/// mode allows; null: they have judged.
internal sealed record RevealProposal(string By, long? Token = null)
{
    public static Result<Decision<Done>> Decide(RevealProposal ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        _ when !state.HasJudged(ask.By) && MayNotYet(ask, state) is { } refusal => refusal,
        { ProposalHash: null } => new Decision<Done>(Done.Yes),
        _ when state.Revealed.Contains(ask.By) => new Decision<Done>(Done.Yes),
        _ => new Decision<Done>(Done.Yes, new RecommendationRevealed(now, ask.By, state.ProposalModel ?? "", state.ProposalHash)),
    };

    private static Refusal? MayNotYet(RevealProposal ask, Case state) =>
        ask.Token is not { } token || state.ModeOf(ask.By) == Modes.JudgementFirst || state.Judgements.Count > 0 ? new JudgeFirst()
        : Holding.Refuses(state, ask.By, token);

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("reveal", async (act, ct) =>
    {
        var ask = new RevealProposal(act.Me, act.Token ?? 0);
        var blocked = await act.Get<VerdictGate>().MayShowAsync(act.Access, act.Client, act.CaseId, ct) ? null : new OthersJudgeFirst();
        return await act.AsHolderAsync((state, now) => Decide(ask, state, now), blocked, null, ct);
    });
}
