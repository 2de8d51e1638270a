namespace HybridBpo.Hro.Screening;

/// <summary>Finds words that are in the text layer but that nobody can see on the page.</summary>
internal static class InkTest
{
    /// <summary>Two greys nearer than this (of 255) cannot be told apart on paper.</summary>
    public const int LeastContrast = 24;

    /// <summary>Lower than this many points cannot be read.</summary>
    public const double LeastHeight = 4;

    /// <summary>Letters squeezed to less than this many points cannot be read either.</summary>
    private const double LeastLetter = 0.35;

    /// <summary>How far a word's own colour must be from everything drawn in its box for it to be covered.</summary>
    private const int NotInOwnColour = 70;

    /// <summary>Why the word cannot be seen (ink, tiny), or null when it can.</summary>
    public static string? Unseen(PdfWord word, PdfPage page, PageImage? image, bool beneathAnother, int? brightness)
    {
        if (!word.Text.Any(char.IsLetterOrDigit) || word.Text.All(IsPrivate))
            return null;
        if (word.Box.Height < LeastHeight || (word.Text.Length > 3 && word.Box.Width / word.Text.Length < LeastLetter))
            return "tiny";
        if (image?.Range(word.Box, page.Width, page.Height) is not { } grey)
            return null;
        if (grey.High - grey.Low < LeastContrast)
            return "ink";
        var covered = beneathAnother && brightness is { } own && (own > grey.High + NotInOwnColour || own < grey.Low - NotInOwnColour
            || OnlyBackgroundIsBright(own, grey.High, image, word.Box, page));
        return covered ? "ink" : null;
    }

    /// <summary>White words laid over dark ones: the only bright pixels are the paper itself.</summary>
    private static bool OnlyBackgroundIsBright(int own, byte high, PageImage image, Box box, PdfPage page)
    {
        if (own < 255 - LeastContrast || high < 255 - LeastContrast)
            return false;
        var around = new Box(box.X0 - 3, box.Y0 - 3, box.X1 + 3, box.Y0 - 1);
        return image.Range(around, page.Width, page.Height) is { } edge && edge.High >= 255 - LeastContrast;
    }

    private static bool IsPrivate(char c) => c is >= '\uE000' and <= '\uF8FF';
}
