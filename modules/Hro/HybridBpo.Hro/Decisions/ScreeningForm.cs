namespace HybridBpo.Hro.Decisions;

/// <summary>What a person is asked about a candidate: one question per criterion, then what shall happen.</summary>
internal static class ScreeningForm
{
    public const string Kind = "hro.screening";

    public const string Advance = "advance", Decline = "decline", Ask = "ask", Keep = "keep";

    public const string QuestionField = "question";

    public static CaseForm For(IReadOnlyList<EvidenceCriterion> criteria) => new(
        [.. criteria.Select(c => new CaseQuestion(c.Id, $"{c.Label} ({(c.Must ? "must" : "nice to have")})", Verdicts))],
        [
            new(Advance, "Goes on", "Let the candidate go on", Adverse: false, NeedsSecondPerson: false, "To the hiring team, for an interview", []),
            new(Ask, "Ask a question first", "Ask the candidate", Adverse: false, NeedsSecondPerson: false,
                "Comes back as a new case with the answer",
                [new(QuestionField, "Question to the candidate", "text", "", 1, 2_000, Required: true)]),
            new(Keep, "Keep for later", "Keep for later", Adverse: false, NeedsSecondPerson: false, "Nothing is decided; can be looked at again", []),
            new(Decline, "Decline", "Decline this candidate", Adverse: true, NeedsSecondPerson: false,
                "A reason is needed; the candidate may ask for it", []),
        ],
        Reasons);

    public static IReadOnlyList<CaseOption> Verdicts { get; } = [new("meets", "Meets"), new("unclear", "Unclear"), new("not-met", "Not met")];

    public static IReadOnlyList<CaseOption> Reasons { get; } =
    [
        new("musts-met", "Meets the musts"),
        new("must-not-met", "A must is not met"),
        new("unclear-must", "A must is unclear"),
        new("strong-on-nice", "Strong on what is nice to have"),
        new("better-for-other-role", "Fits another role better"),
        new("document-question", "Something in the document needs an answer"),
        new("timing", "Timing"),
        new("other", "Other, see note", NeedsNote: true),
    ];
}
