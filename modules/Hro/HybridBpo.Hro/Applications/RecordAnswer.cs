namespace HybridBpo.Hro.Applications;

/// <summary>The candidate answered the question: it is written down and the application comes back as a new case.</summary>
internal static class RecordAnswer
{
    public const int Most = 5_000;

    public static Result<Decision<int>> Decide(string answer, string recordedBy, Application? state)
    {
        if (state is null)
            return new UnknownCandidate();
        if (state.State != States.Asked)
            return new NotWaitingForAnswer();
        if (answer.Trim() is not { Length: > 0 and <= Most } text)
            return new BadText("The answer", Most);
        return new Decision<int>(state.Runs + 1, new CandidateAnswered(text, recordedBy));
    }
}
