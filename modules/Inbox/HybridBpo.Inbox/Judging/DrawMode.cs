namespace HybridBpo.Inbox.Judging;

/// Whoever gets a case into their hands draws who speaks first, once. It goes on record with the taking, so that no later code decides it anew.
internal static class DrawMode
{
    /// Nothing to draw where people always judge first, where there is no proposal, and where somebody has judged already: from then on people are
    /// blind.
    public static IReadOnlyList<object> For(string person, Case state, ModePolicy policy, DateTimeOffset now)
    {
        if (state.Among is [Modes.JudgementFirst] || state.ProposalHash is null || state.Stage != Stages.Open || state.Judgements.Count > 0
            || state.Drawn.ContainsKey(person))
        {
            return [];
        }

        return [new ModeDrawn(now, person, policy.Draw(person, state.Kind, state.Among, now), ModePolicy.WeekOf(now), policy.Version)];
    }
}
