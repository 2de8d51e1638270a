namespace HybridBpo.Hro.Applications;

/// <summary>Writes down what a run came to. It asks people; it moves nobody on or out.</summary>
internal static class CompleteScreening
{
    /// <returns>True when this run is new, so that its case is to be opened.</returns>
    public static Result<Decision<bool>> Decide(Run run, Screened screened, Application? state)
    {
        if (state is null)
            return new UnknownCandidate();
        if (state.IsOver || state.Runs >= run.Number)
            return new Decision<bool>(false);
        var evidence = HroJson.Write(screened.Evidence);
        return screened switch
        {
            Screened.Read read => new Decision<bool>(
                true,
                new ResumeRead(run.Id, read.Pages, read.Proposal.RuleSet, HroJson.Write(read.Identity)),
                new ScreeningCompleted(
                    run.Id, run.Number, run.Case, run.RubricHash, run.Rubric, read.Proposal.RuleSet, evidence,
                    HroJson.Write(read.Proposal), run.DoneAt)),
            Screened.Unreadable not => new Decision<bool>(
                true,
                new ResumeUnreadable(run.Id, run.Number, run.Case, not.Pages, not.Reason, not.Evidence.WhyUnreadable, evidence)),
            _ => throw new InvalidOperationException($"A run ends read or unreadable, not {screened.GetType().Name}."),
        };
    }
}
