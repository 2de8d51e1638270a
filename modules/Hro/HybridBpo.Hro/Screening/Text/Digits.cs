namespace HybridBpo.Hro.Screening;

internal static class Digits
{
    /// <summary>The digits of a text alone, so that two ways to write a phone number compare as equal.</summary>
    public static string Of(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
