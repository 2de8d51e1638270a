namespace HybridBpo.Hro.Screening;

/// <summary>All that one run says about one file under one rubric; what is stored as the run's snapshot. It holds no score and no rank.</summary>
/// <param name="File">The file's name as received.</param>
/// <param name="Sha256">Of the file's bytes.</param>
/// <param name="Kind">pdf | docx | text | html.</param>
/// <param name="Pages">How many pages it has.</param>
/// <param name="TextQuality">ok | needs-human. Speaks of the parse, never of the person.</param>
/// <param name="QualityReason">Why a person must read the file, or empty.</param>
/// <param name="AsOf">The day that "present" means.</param>
/// <param name="RubricVersion">Which yardstick was used.</param>
/// <param name="Resume">Fields with their places.</param>
/// <param name="Criteria">One verdict per criterion, in the rubric's order.</param>
/// <param name="Flags">Questions about the document; without effect on the verdicts.</param>
/// <param name="Hidden">Text that does not show.</param>
/// <param name="VisibleText">What every statement above was checked against.</param>
/// <param name="Masked">The text for the first review, and what was covered in it.</param>
/// <param name="NotCertain">What could be read as a flag under some reading of the dates only.</param>
/// <param name="DroppedClaims">Statements that could not be verified and were left out.</param>
/// <param name="ChecksRun">The checks that were on.</param>
internal sealed record ScreeningResult(
    string File,
    string Sha256,
    string Kind,
    int Pages,
    string TextQuality,
    string QualityReason,
    DateOnly AsOf,
    string RubricVersion,
    Resume Resume,
    IReadOnlyList<CriterionVerdict> Criteria,
    IReadOnlyList<Flag> Flags,
    IReadOnlyList<HiddenText> Hidden,
    string VisibleText,
    MaskedText Masked,
    IReadOnlyList<string> NotCertain,
    int DroppedClaims,
    IReadOnlyList<string> ChecksRun)
{
    public const string Ok = "ok";
    public const string NeedsHuman = "needs-human";

    /// <summary>The visible lines with their places, for showing the page.</summary>
    public IReadOnlyList<Line> Lines { get; init; } = [];
}

/// <summary>What a run needs besides the file and the rubric.</summary>
/// <param name="AsOf">Today, by the caller's clock.</param>
/// <param name="ChecksOn">Checks off by default that the client has shown a need for.</param>
/// <param name="Form">Contact from the application form, if there was one.</param>
internal sealed record ScreeningOptions(DateOnly AsOf, IReadOnlyList<string>? ChecksOn = null, FormContact? Form = null);
