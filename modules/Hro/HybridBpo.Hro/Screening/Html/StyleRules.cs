using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace HybridBpo.Hro.Screening;

/// <summary>
/// The rules of a page that can be understood for certain: no condition around them, selectors of tag, class and id alone. Rules that are not
/// understood hide nothing, but what they show or colour counts in favour of the page.
/// </summary>
internal sealed partial class StyleRules
{
    private readonly Dictionary<string, List<Rule>> byKey = new(StringComparer.Ordinal);
    private readonly HashSet<string> shown = new(StringComparer.Ordinal);
    private int order;

    /// <summary>Some rule, understood or not, colours a ground.</summary>
    public bool Grounds { get; private set; }

    public int Count => order;

    public void Read(string css, bool always)
    {
        foreach (var (selectors, body, certain) in CssBlocks.Of(css))
        {
            var look = Look.Of(body);
            Grounds |= look.Grounded == true;
            if (!look.Matters)
                continue;
            foreach (var selector in selectors.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                Add(selector, look, always && certain);
        }
    }

    /// <summary>What the rules say together of an element, or null when applying them costs too much.</summary>
    public Look? Of(IElement element, ref long work)
    {
        var keys = element.ClassList.Select(c => '.' + c).Prepend(element.LocalName).Prepend("*");
        if (element.Id is { Length: > 0 } id)
            keys = keys.Append('#' + id);
        var found = new List<Rule>();
        foreach (var key in keys.Distinct(StringComparer.Ordinal))
        {
            foreach (var rule in byKey.GetValueOrDefault(key) ?? [])
            {
                if (++work > Limits.HtmlWork)
                    return null;
                if (rule.Parts.All(p => Has(element, p)))
                    found.Add(rule);
            }
        }

        return found.OrderBy(r => r.Weight).ThenBy(r => r.Order).Aggregate(Look.None, (sum, rule) => rule.Look.Over(sum));
    }

    /// <summary>Rules that can hide, without those that another rule takes back, such as a tab that is opened.</summary>
    public void Settle()
    {
        foreach (var rule in byKey.Values.SelectMany(r => r).Where(r => r.Parts.Any(shown.Contains) || r.Look.Moves == true))
            rule.Look = rule.Look with { Displayed = null, Visible = null, Opaque = null, Away = null, Indented = null, Tiny = null };
    }

    private void Add(string selector, Look look, bool certain)
    {
        order++;
        var last = selector[(selector.LastIndexOfAny([' ', '>', '+', '~']) + 1)..];
        var parts = Part().Matches(last).Select(m => m.Value is ['.' or '#', ..] ? m.Value : m.Value.ToLowerInvariant()).ToArray();
        var simple = certain && last.Length == selector.Length && parts.Length > 0 && parts.Sum(p => p.Length) == last.Length;
        if (look.Shows)
            shown.UnionWith(simple && parts.Length == 1 ? [] : parts.Where(p => p[0] is '.' or '#'));
        if (!simple)
            return;
        var key = parts.FirstOrDefault(p => p[0] == '#') ?? parts.FirstOrDefault(p => p[0] == '.') ?? parts[0];
        if (!byKey.TryGetValue(key, out var rules))
            byKey[key] = rules = [];
        rules.Add(new Rule(parts, look, order));
    }

    private static bool Has(IElement element, string part) => part[0] switch
    {
        '*' => true,
        '.' => element.ClassList.Contains(part[1..]),
        '#' => element.Id == part[1..],
        _ => element.LocalName == part,
    };

    [GeneratedRegex(@"[.#]?[A-Za-z_][\w-]*|\*", RegexOptions.None, 2_000)]
    private static partial Regex Part();

    private sealed class Rule(string[] parts, Look look, int order)
    {
        public string[] Parts => parts;

        public Look Look { get; set; } = look;

        public int Order => order;

        public int Weight { get; } = parts.Sum(p => p[0] switch { '#' => 10_000, '.' => 100, '*' => 0, _ => 1 });
    }
}
