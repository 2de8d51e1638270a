namespace HybridBpo.Inbox.Judging;

/// The server is about to show the proposal to one who judges. Recorded once per person.
internal sealed record RevealProposal(string By)
{
    public static Result<Decision<Done>> Decide(RevealProposal ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        _ when !state.HasJudged(ask.By) => new JudgeFirst(),
        { ProposalHash: null } => new Decision<Done>(Done.Yes),
        _ when state.Revealed.Contains(ask.By) => new Decision<Done>(Done.Yes),
        _ => new Decision<Done>(Done.Yes, new RecommendationRevealed(now, ask.By, state.ProposalModel ?? "", state.ProposalHash)),
    };
}
