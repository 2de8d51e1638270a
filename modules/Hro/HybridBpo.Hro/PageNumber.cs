using System.Globalization;

namespace HybridBpo.Hro;

/// <summary>The page of a list that an address asks for; anything odd is the first.</summary>
internal static class PageNumber
{
    private const int Most = 100_000;

    public static int Of(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? Math.Clamp(page, 1, Most) : 1;
}
