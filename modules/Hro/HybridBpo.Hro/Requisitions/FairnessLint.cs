using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Requisitions;

/// <summary>Looks over criteria for what may shut people out without a need of the job.</summary>
internal static partial class FairnessLint
{
    public static IReadOnlyList<FairnessRemark> Check(IEnumerable<Criterion> criteria) => [.. criteria.SelectMany(Check)];

    private static IEnumerable<FairnessRemark> Check(Criterion criterion)
    {
        if (criterion is { Kind: CriterionKind.Degree, Need: "must", OrEquivalent: false })
            yield return new FairnessRemark(criterion.Id, criterion.Label, "A required degree shuts out people who learned on the job. Unless "
                + "the law asks for it, add “or equivalent experience”.");
        foreach (var (pattern, why) in Words)
        {
            if (pattern().Match(criterion.Label) is { Success: true } m)
                yield return new FairnessRemark(criterion.Id, m.Value, why);
        }
    }

    private static readonly (Func<Regex> Pattern, string Why)[] Words =
    [
        (Fit, "No resume can show “fit”, and the word favours people who resemble the team. Name the behaviour the work needs."),
        (Age, "Can be read as an age requirement. Say what the work needs instead."),
        (Upper, "An upper limit on years works like an age limit. Give only the minimum."),
        (Native, "Asks for origin, not ability. Name the level, such as “fluent (C1)”."),
        (Address, "An address or ZIP code can stand in for race and income. Ask whether the person can be on site at the hours needed."),
        (Body, "Describes a body, not a task. Name the task: people may do it in different ways."),
        (Gendered, "Names one gender. Use the neutral word."),
        (Gaps, "Shuts out people who cared for others, studied or were ill."),
        (School, "A school's name says little about ability. Name the knowledge the work needs."),
        (Car, "Unless the work is driving, what it needs is that people can get there. Ask for that."),
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
