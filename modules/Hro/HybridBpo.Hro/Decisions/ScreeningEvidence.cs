using HybridBpo.Hro.Applications;

namespace HybridBpo.Hro.Decisions;

/// <summary>
/// What a person judges a candidate on: the masked resume, the facts read from it, and the criteria. Frozen when the case is opened, and free of
/// anything that the machine concluded.
/// </summary>
internal sealed record ScreeningEvidence(
    string Candidate,
    Guid Requisition,
    string Reference,
    string Title,
    DateTimeOffset AppliedAt,
    string Format,
    int Pages,
    bool Readable,
    string WhyUnreadable,
    IReadOnlyList<Sheet> Sheets,
    IReadOnlyList<ReadJob> Work,
    IReadOnlyList<ReadSchool> Education,
    IReadOnlyList<string> Skills,
    IReadOnlyList<EvidenceCriterion> Criteria,
    IReadOnlyList<Asked> Questions,
    IReadOnlyList<CorrectedFact>? Corrected = null)
{
    public const int Version = 1;

    /// <summary>The name was not found for certain, so all at the head that could be it is masked.</summary>
    public bool NameInDoubt { get; init; }
}

/// <summary>A value that a person corrected, as it was read and as it stands now.</summary>
internal sealed record CorrectedFact(string Label, string Was, string Now);

/// <param name="Must">Must it be met, or is it nice to have?</param>
internal sealed record EvidenceCriterion(string Id, string Label, bool Must);

/// <summary>
/// A page of the resume as a person would see it, with masks in place of who it is. Width and height in points; 0 when the file has no layout.
/// </summary>
internal sealed record Sheet(int Page, double Width, double Height, IReadOnlyList<SheetLine> Lines);

/// <param name="Gap">Does an empty line stand before it?</param>
internal sealed record SheetLine(int Number, bool Gap, bool Heading, IReadOnlyList<SheetPiece> Pieces);

/// <param name="Text">Visible words; for a mask only its length in x.</param>
/// <param name="Mask">What was masked, such as <c>name</c>; empty when nothing was.</param>
/// <param name="Spot">Where it stands on the page.</param>
internal sealed record SheetPiece(string Text, string Mask, Spot? Spot);

/// <summary>A rectangle on a page in points from the top left.</summary>
internal sealed record Spot(double X0, double Y0, double X1, double Y1);

internal sealed record ReadJob(string Position, string Employer, string Start, string End);

/// <summary>School and years stay masked.</summary>
internal sealed record ReadSchool(string Degree, string Area);
