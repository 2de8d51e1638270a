namespace HybridBpo.Hro.Screening;

/// <summary>Text that is in the file but does not show.</summary>
/// <param name="How">ink | off-page | tiny | actual-text | docx-hidden | unicode | metadata.</param>
internal sealed record HiddenText(string Text, int Page, Box? Box, string How);

/// <summary>Text beside the page: metadata, replacement text, alternative text of pictures, comments. Only an instruction in it matters.</summary>
internal sealed record AsideText(string Text, int Page, string Where);

/// <summary>What a reader took out of a file, whatever its type.</summary>
internal sealed record Extracted(
    FileKind Kind,
    int Pages,
    IReadOnlyList<Line> Lines,
    string? SecondReading,
    IReadOnlyList<HiddenText> Hidden,
    IReadOnlyList<AsideText> Aside,
    IReadOnlyList<string> SplitWords,
    bool HasPicture);
