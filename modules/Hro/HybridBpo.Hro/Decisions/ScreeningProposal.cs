using HybridBpo.Hro.Applications;

namespace HybridBpo.Hro.Decisions;

/// <summary>
/// What the rules found, for comparing with the own judgement: a verdict per criterion with its proof, and the red flags. There is no choice in it,
/// no score and no rank. Withheld by the server until the own judgement is recorded; and so is what people asked the candidate who knew the
/// findings of an earlier run.
/// </summary>
internal sealed record ScreeningProposal(
    string RuleSet,
    IReadOnlyList<ShownVerdict> Criteria,
    IReadOnlyList<ReportedFlag> Flags,
    int DroppedClaims,
    IReadOnlyList<MaskCount> Masked,
    IReadOnlyList<Unseen> Hidden,
    FlagReport Report,
    IReadOnlyList<Asked>? Asked = null);

/// <param name="Verdict">One of <c>meets</c>, <c>unclear</c>, <c>not-met</c>.</param>
/// <param name="Why">One sentence, or empty.</param>
/// <param name="Quote">Words of the resume that prove it, or null: then the verdict can only be unclear or not met.</param>
internal sealed record ShownVerdict(string Id, string Label, bool Must, string Verdict, string Why, Proof? Quote);

/// <summary>Verbatim words of the visible, masked text and where they stand.</summary>
/// <param name="Line">Number of the line that it begins in, or 0 when the words cannot be placed.</param>
internal sealed record Proof(string Text, int Page, int Line, Spot? Spot);

/// <param name="Class"><c>integrity</c> (a fact about the document) or <c>clarify</c> (a neutral question).</param>
internal sealed record ReportedFlag(
    string Rule,
    string Class,
    string Title,
    IReadOnlyList<Proof> Quotes,
    string Found,
    string InnocentExplanation,
    string Question);

internal sealed record MaskCount(string What, int Places);

/// <summary>Text that is in the file but does not show: seen by people here, by no rule that judges.</summary>
internal sealed record Unseen(string Text, int Page, string How);

/// <summary>What the red-flag report says besides the flags.</summary>
/// <param name="ChecksRun">How many checks looked at this file.</param>
/// <param name="NotCertain">What some reading of the dates only would raise.</param>
/// <param name="LookedFor">What was looked for and not found.</param>
/// <param name="Off">Checks that are off for the client.</param>
/// <param name="NotRun">Checks that need what a single file does not hold: other files, an application form.</param>
/// <param name="Never">What no client can ever have looked at.</param>
internal sealed record FlagReport(
    int ChecksRun,
    IReadOnlyList<string> NotCertain,
    IReadOnlyList<string> LookedFor,
    IReadOnlyList<string> Off,
    IReadOnlyList<string> NotRun,
    IReadOnlyList<string> Never);
