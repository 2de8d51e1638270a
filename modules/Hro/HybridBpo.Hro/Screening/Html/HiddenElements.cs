using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace HybridBpo.Hro.Screening;

/// <summary>How the text that stands directly in an element is kept from view, and which element began it.</summary>
/// <param name="How">As in <see cref="HiddenText"/>; <see cref="HiddenElements.Aside"/> for what other programs read, such as screen readers.</param>
/// <param name="Root">Text of one root is one finding.</param>
internal sealed record Concealed(string How, IElement Root);

/// <summary>
/// Finds the elements of a page that a browser would not show. Only what is certain counts: where a script, a medium, a later rule or some ground
/// behind the text may show it, it is taken as seen.
/// </summary>
internal static partial class HiddenElements
{
    public const string Aside = "aside";

    private const int ReaderWords = 12;

    /// <summary>Null when the style sheets cost too much to apply.</summary>
    public static IReadOnlyDictionary<IElement, Concealed>? Find(IHtmlDocument document)
    {
        var rules = Rules(document);
        var scripted = document.Scripts.Any(s => s.Source is not null || Runs(s.Type) && !string.IsNullOrWhiteSpace(s.Text));
        var grounds = rules.Grounds || document.All.Any(e => e.HasAttribute("bgcolor") || e.HasAttribute("background")
            || e is IHtmlLinkElement { Relation: { } relation } && relation.Contains("stylesheet", StringComparison.OrdinalIgnoreCase));
        var states = new Dictionary<IElement, State>();
        long work = 0;
        foreach (var element in document.All)
        {
            if (rules.Of(element, ref work) is not { } ruled)
                return null;
            var look = Look.Of(element.GetAttribute("style")).Over(ruled);
            var above = element.ParentElement is { } parent ? states[parent] : State.Plain;
            grounds |= look.Grounded == true || (element.LocalName is "img" or "svg" or "canvas" or "video" or "object" or "iframe"
                && (look.Placed == true || above.Placed));
            states[element] = above.Inside(element, look, scripted);
        }

        return states.Select(s => (s.Key, Concealed: s.Value.Concealed(grounds))).Where(s => s.Concealed is not null)
            .ToDictionary(s => s.Key, s => s.Concealed!);
    }

    private static StyleRules Rules(IHtmlDocument document)
    {
        var rules = new StyleRules();
        foreach (var style in document.All.Where(e => e.LocalName == "style"))
            rules.Read(style.TextContent, always: style.GetAttribute("media") is null or "" or "all" or "screen");
        rules.Settle();
        return rules;
    }

    private static bool Runs(string? type) => string.IsNullOrEmpty(type) || type.Contains("script", StringComparison.OrdinalIgnoreCase)
        || type == "module";

    /// <summary>A few words for screen readers or before a jump within the page: a usual kindness, no finding.</summary>
    private static bool IsForReaders(IElement element) =>
        ((element.ClassName is { } name && ReaderClass().IsMatch(name)) || (element.Id is { } id && ReaderClass().IsMatch(id))
            || (element.LocalName == "a" && element.GetAttribute("href") is ['#', ..]))
        && WordSequence.Bare(element.TextContent).Count <= ReaderWords;

    [GeneratedRegex(@"\bsr-?only|screen-?reader|visually-?hidden|\bskip\b|\bskip-?(?:to|link|nav)|assistive|a11y|\bhidden-?accessible",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex ReaderClass();

    /// <summary>What an element hands down to those in it.</summary>
    private sealed record State(Concealed? Gone, IElement? Invisible, IElement? Tiny, IElement? White, bool Placed)
    {
        public static State Plain { get; } = new(null, null, null, null, false);

        public State Inside(IElement element, Look look, bool scripted) => new(
            Gone ?? (How(element, look, scripted) is { } how ? new Concealed(IsForReaders(element) ? Aside : how, element) : null),
            scripted ? null : look.Visible is { } visible ? (visible ? null : Invisible ?? element) : Invisible,
            look.Tiny is { } tiny ? (tiny ? Tiny ?? element : null) : Tiny,
            look.White is { } white ? (white ? White ?? element : null) : element.LocalName is "a" or "mark" or "button" ? null : White,
            look.Placed == true);

        public Concealed? Concealed(bool grounds) =>
            Gone ?? (Invisible is not null ? new Concealed("ink", Invisible) : Tiny is not null ? new Concealed("tiny", Tiny)
                : White is not null && !grounds ? new Concealed("ink", White) : null);

        private static string? How(IElement element, Look look, bool scripted)
        {
            if (element.LocalName is "noscript" or "template")
                return Aside;
            if (!scripted && (look.Displayed == false || look.Opaque == false || (look.Displayed is null && IsMarkedHidden(element))))
                return "ink";
            return (look.Away == true && look.Placed == true) || (look.Indented == true && look.Grounded != true) ? "off-page" : null;
        }

        private static bool IsMarkedHidden(IElement element) => element.GetAttribute("hidden") is { } value && value != "until-found";
    }
}
