namespace HybridBpo.Hro.Applications;

/// <summary>
/// A person mends what was read wrongly. The correction stays, also when the file is read again; an open case rests on what was read wrongly, so it
/// is asked anew.
/// </summary>
internal static class CorrectField
{
    public const int Most = 200;

    /// <returns>The run to come when an open case is asked anew, else null.</returns>
    public static Result<Decision<Again?>> Decide(string field, string now, string correctedBy, Application? state)
    {
        if (state is null)
            return new UnknownCandidate();
        if (state.IsOver)
            return new ApplicationIsOver(States.Words(state.State));
        if (Corrections.Of(state) is not { } read || FieldRows.ValueOf(read.Evidence, field) is not { } was)
            return new UnknownField(field);
        if (now.Trim() is not { Length: > 0 and <= Most } text)
            return new BadText("The corrected value", Most);
        if (was == text)
            return new Decision<Again?>(null);
        var corrected = new FieldCorrected(field, was, text, correctedBy);
        return States.Open.Contains(state.State)
            ? new Decision<Again?>(new Again(state.Runs + 1, state.Case), corrected, new ScreeningAskedAgain(correctedBy))
            : new Decision<Again?>(null, corrected);
    }
}
