using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Requisitions;

/// <summary>Looks over criteria for what may shut people out without a need of the job.</summary>
internal static partial class FairnessLint
{
    public static IReadOnlyList<FairnessRemark> Check(IEnumerable<Criterion> criteria) => [.. criteria.SelectMany(Check)];

    private static IEnumerable<FairnessRemark> Check(Criterion criterion)
    {
        if (criterion is { Kind: CriterionKind.Degree, Need: "must", OrEquivalent: false })
            yield return new FairnessRemark(criterion.Id, criterion.Label, "A degree as a must shuts out people who learned by work. If no law "
                + "asks for it, add “or equivalent experience”.");
        foreach (var (pattern, why) in Words)
        {
            if (pattern().Match(criterion.Label) is { Success: true } m)
                yield return new FairnessRemark(criterion.Id, m.Value, why);
        }
    }

    private static readonly (Func<Regex> Pattern, string Why)[] Words =
    [
        (Fit, "“Fit” cannot be shown by a resume and invites likeness. Name the behaviour that the work needs."),
        (Age, "Reads as an age. Say what the work needs instead."),
        (Upper, "An upper end of years works like an age limit. Give the least only."),
        (Native, "Asks for origin, not ability. Name the level, such as “fluent (C1)”."),
        (Address, "An address or ZIP code stands in for race and income. Ask whether the person can be on site at the hours needed."),
        (Body, "Describes a body, not a task. Name the task; people may do it in other ways."),
        (Gendered, "Names one gender. Use the neutral word."),
        (Gaps, "Shuts out people who cared for others, studied or were ill."),
        (School, "A school's name says little about ability. Name what must be known."),
        (Car, "Owning a car is seldom the need; reaching the place is."),
    ];

    [GeneratedRegex(@"\b(?:cultur(?:e|al) fit|good fit|fits? (?:in|into) (?:our|the) (?:team|culture)|right attitude|work hard,? play hard)\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Fit();

    [GeneratedRegex(@"\b(?:young|youthful|digital natives?|recent graduates?|new grads?|energetic|mature|fresh graduates?|high[- ]energy"
        + @"|under \d\d years)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Age();

    [GeneratedRegex(@"\b\d{1,2}\s?[-–]\s?\d{1,2}\+? years\b|\bno more than \d{1,2} years\b|\bmax(?:imum)?\.? (?:of )?\d{1,2} years\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Upper();

    [GeneratedRegex(@"\b(?:native (?:speaker|english|level)|mother tongue|accent[- ]free|no accent|neutral accent|without (?:an )?accent)\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Native();

    [GeneratedRegex(@"\bzip(?: code)?s?\b|\bpost(?:al)? ?codes?\b|\bneighbou?rhood\b|\blive within\b|\bwithin \d+ (?:miles|km)\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\b(?:able[- ]bodied|physically fit|well[- ]groomed|attractive|clean[- ]shaven|presentable|healthy)\b", RegexOptions.IgnoreCase,
        1_000)]
    private static partial Regex Body();

    [GeneratedRegex(@"\b(?:salesm[ae]n|salesgirl|chairm[ae]n|foreman|manpower|craftsm[ae]n|guys|waitress|stewardess|girl friday|he or she"
        + @"|housewi\w+)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Gendered();

    [GeneratedRegex(@"\b(?:no (?:employment |career )?gaps?|continuous employment|currently employed|unbroken)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Gaps();

    [GeneratedRegex(@"\b(?:ivy league|top[- ](?:tier|ranked)? ?(?:school|universit\w+|college)|elite (?:school|universit\w+)|tier[- ]?1 (?:college"
        + @"|institute|universit\w+))\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex School();

    [GeneratedRegex(@"\b(?:own (?:car|vehicle)|car owner|driver[’']?s licen[sc]e)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Car();
}
