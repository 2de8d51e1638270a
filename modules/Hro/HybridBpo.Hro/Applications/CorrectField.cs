using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Applications;

/// <summary>A person mends what was read wrongly. The correction stays, also when the file is read again.</summary>
internal static partial class CorrectField
{
    public const int Most = 200;

    public static Result<Decision<Done>> Decide(string field, string was, string now, string correctedBy, Application? state)
    {
        if (state is null)
            return new UnknownCandidate();
        if (state.IsOver)
            return new ApplicationIsOver(States.Words(state.State));
        if (!Known().IsMatch(field))
            return new UnknownField(field);
        if (now.Trim() is not { Length: > 0 and <= Most } text)
            return new BadText("The corrected value", Most);
        return state.Corrections.GetValueOrDefault(field, was) == text
            ? new Decision<Done>(Done.Yes)
            : new Decision<Done>(Done.Yes, new FieldCorrected(field, state.Corrections.GetValueOrDefault(field, was), text, correctedBy));
    }

    [GeneratedRegex(@"^(work\.\d{1,2}\.(position|start|end)|education\.\d{1,2}\.(degree|area)|skills\.\d{1,3})\z")]
    private static partial Regex Known();
}
