namespace HybridBpo.Hro.Screening;

/// <summary>Text written in characters that have no shape.</summary>
internal static class UnicodeText
{
    /// <summary>Letters written in bits take eight zero-width characters each; layouts never need that many in a row.</summary>
    private const int BitsOfALetter = 16;

    public static HiddenText? Smuggled(Normalised text) =>
        text.TagMessage.Count(char.IsLetter) >= 3
            ? new HiddenText(text.TagMessage, 1, null, "unicode")
            : text.LongestZeroWidthRun >= BitsOfALetter
                ? new HiddenText($"{text.LongestZeroWidthRun} zero-width characters in a row", 1, null, "unicode")
                : null;
}
