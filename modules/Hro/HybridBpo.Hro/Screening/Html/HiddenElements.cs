using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace HybridBpo.Hro.Screening;

/// <summary>Finds the elements of a page that a browser would not show, from attributes, inline styles and simple style rules.</summary>
internal static partial class HiddenElements
{
    private const int MostRules = 2_000;

    public static IReadOnlyDictionary<IElement, string> Find(IHtmlDocument document)
    {
        var hidden = new Dictionary<IElement, string>();
        foreach (var element in document.All)
        {
            if (element.HasAttribute("hidden") || element.LocalName is "template" or "noscript")
                hidden[element] = "ink";
            else if (Hides(element.GetAttribute("style"), element) is { } how)
                hidden[element] = how;
        }

        foreach (var (selector, body) in Rules(document))
        {
            if (Hides(body, null) is null && !White().IsMatch(body))
                continue;
            foreach (var element in Matches(document, selector))
            {
                if (Hides(body, element) is { } how)
                    hidden.TryAdd(element, how);
            }
        }

        return hidden;
    }

    private static IEnumerable<(string Selector, string Body)> Rules(IHtmlDocument document) =>
        document.QuerySelectorAll("style").SelectMany(s => Rule().Matches(s.TextContent)).Take(MostRules)
            .Select(m => (m.Groups[1].Value.Trim(), m.Groups[2].Value));

    private static IEnumerable<IElement> Matches(IHtmlDocument document, string selector)
    {
        try
        {
            return document.QuerySelectorAll(selector);
        }
        catch (DomException)
        {
            return [];
        }
    }

    private static string? Hides(string? style, IElement? element)
    {
        if (string.IsNullOrEmpty(style))
            return null;
        if (NotShown().IsMatch(style))
            return "ink";
        if (Offset().Matches(style).Any(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) >= 500))
            return "off-page";
        if (Size().Match(style) is { Success: true } size && double.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture) < 3)
            return "tiny";
        return element is not null && White().IsMatch(style) && !HasGround(element, style) ? "ink" : null;
    }

    private static bool HasGround(IElement element, string style) =>
        Ground().IsMatch(style) || element.Ancestors<IElement>().Any(a => Ground().IsMatch(a.GetAttribute("style") ?? "") || a.HasAttribute("bgcolor")
            || a.LocalName is "th" or "td" or "header" or "aside" or "nav" || a.ClassName is { Length: > 0 });

    [GeneratedRegex(@"([^{}]{1,200})\{([^{}]{0,2000})\}", RegexOptions.None, 2_000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0\d*)?\s*(?:;|!|$)", RegexOptions.IgnoreCase,
        2_000)]
    private static partial Regex NotShown();

    [GeneratedRegex(@"(?:^|[;\s])(?:left|top|right|text-indent|margin-left)\s*:\s*-(\d{1,9})", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Offset();

    [GeneratedRegex(@"font-size\s*:\s*(\d{0,3}(?:\.\d{1,3})?|\d{1,3})(?:px|pt)?\s*(?:;|!|$)", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Size();

    [GeneratedRegex(@"(?:^|[;\s])color\s*:\s*(?:white|#fff(?:fff)?\b|#f[5-f]f[5-f]f[5-f]|rgba?\(\s*255\s*,\s*255\s*,\s*255|transparent"
        + @"|rgba\([^)]*,\s*0\s*\))",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex White();

    [GeneratedRegex(@"background(?:-color|-image)?\s*:\s*(?!none|transparent|white|#fff(?:fff)?\b)", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Ground();
}
