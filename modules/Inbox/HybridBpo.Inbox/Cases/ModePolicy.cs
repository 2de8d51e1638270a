namespace HybridBpo.Inbox.Cases;

/// Which of person and machine speaks first: the person, today for every kind. Pure and versioned: the event keeps mode, reason and version, so that
/// an old case can be explained.
internal static class ModePolicy
{
    public const int Version = 1;

    public const string JudgementFirst = "judgement-first";

    public const string Hiring = "hiring", Adverse = "adverse", HouseRule = "house-rule";

    /// Hiring and whatever can worsen a person's position are judgement-first by law and evidence; the rest is so by rule of the house until an
    /// experiment compares the modes.
    public static (string Mode, string Why) Choose(string kind, CaseForm form) =>
        kind.StartsWith("hro.", StringComparison.Ordinal) ? (JudgementFirst, Hiring)
        : form.Choices.Any(choice => choice.Adverse) ? (JudgementFirst, Adverse)
        : (JudgementFirst, HouseRule);
}
