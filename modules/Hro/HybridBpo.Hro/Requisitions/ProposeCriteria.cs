using System.Globalization;
using System.Text.RegularExpressions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Requisitions;

/// <summary>Proposes criteria from the text of a job. A person edits and approves them; the proposal decides nothing.</summary>
internal static partial class ProposeCriteria
{
    private const int Most = 40;

    /// <summary>Under such a heading a line is a must only when it says so itself.</summary>
    private const string Asked = "asked";

    public static (string Title, IReadOnlyList<Criterion> Criteria) From(string jobText)
    {
        var title = "";
        var need = (string?)null;
        var criteria = new List<Criterion>();
        foreach (var raw in Normaliser.Clean(jobText).Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length is 0 or > 600)
                continue;
            if (IsHeading(line))
            {
                title = title.Length == 0 ? Mark().Replace(line, "").Trim('#', ' ', ':', '*') : title;
                need = NeedOf(line);
                continue;
            }

            var text = Mark().Replace(line, "").Trim();
            var own = need is null or Asked && MustWords().IsMatch(text) ? "must" : need == Asked ? "nice" : need;
            if (title.Length == 0)
                title = text;
            else if (own is not null && criteria.Count < Most)
                criteria.AddRange(Read(text, NiceWords().IsMatch(text) || IsWish(text) ? "nice" : own));
        }

        return (title, [.. criteria.DistinctBy(c => (c.Kind, c.Label)).Select((c, i) =>
            c with { Id = string.Create(CultureInfo.InvariantCulture, $"c{i + 1}") })]);
    }

    /// <summary>One line of a job as criteria. A line with two languages asks for two things.</summary>
    public static IEnumerable<Criterion> Read(string text, string need)
    {
        var one = new Criterion
        {
            Id = "",
            Label = text.TrimEnd('.', ';'),
            Need = need,
            Kind = CriterionKind.Statement,
            AnyOf = Alternatives().IsMatch(text)
        };
        var years = YearsClaims.Find(text).Select(c => (double?)c.Years).FirstOrDefault();
        var languages = LanguageContext().IsMatch(text)
            || Lexicon.List("languages").Contains(text.TrimEnd('.', ';'), StringComparer.OrdinalIgnoreCase)
            ? Lexicon.List("languages").Where(l => Regex.IsMatch(text, $@"\b{l}\b", RegexOptions.CultureInvariant)).ToList()
            : [];
        if (languages.Count > 0)
            return languages.Select(l => one with
            {
                Kind = CriterionKind.Language,
                Label = languages.Count == 1 ? one.Label : $"{l}: {one.Label}",
                Terms = [l],
                AnyOf = false
            });
        if (DegreeContext().IsMatch(text) && Degrees.LevelOf(text) is var level)
            return [one with { Kind = CriterionKind.Degree, DegreeLevel = level > 0 ? Lowest(text, level) : 3,
                OrEquivalent = Equivalent().IsMatch(text), Terms = Fields(text) }];
        if (Certificate().Match(text) is { Success: true } certificate)
            return [one with { Kind = CriterionKind.Certificate, Terms = [Named(text, certificate)] }];
        if (Permit().IsMatch(text))
            return [one with { Kind = CriterionKind.Permit }];
        if (Shift().IsMatch(text))
            return [one with { Kind = CriterionKind.Shift }];
        if (Place().IsMatch(text))
            return [one with { Kind = CriterionKind.Location, Terms = Town(text) }];
        var skills = SkillTable.Current.Find(text).Select(f => f.Skill.Name).Distinct().ToList();
        if (skills.Count > 0)
            return [one with { Kind = CriterionKind.Skill, Terms = WithOthers(skills, Phrases.Of(text)), Years = years }];
        if (years is null || !General().IsMatch(text))
            return [one with { Kind = CriterionKind.Statement, Years = years }];
        return [one with { Kind = CriterionKind.Experience, Years = years, Terms = AnyWork().IsMatch(text) ? [] : Phrases.Of(text) }];
    }

    /// <summary>"Excel and Dentrix" asks for both, though the table knows only one.</summary>
    private static IReadOnlyList<string> WithOthers(IReadOnlyList<string> skills, IReadOnlyList<string> parts) => parts.Count < 2
        ? skills
        : [.. parts.SelectMany(p => SkillTable.Current.Find(p) is { Count: > 0 } known ? known.Select(k => k.Skill.Name) : [p]).Distinct()];

    /// <summary>Nights and weekends are a condition of the work, however they are asked for; and what "must" be is no wish.</summary>
    private static bool IsWish(string text) => Wishes().IsMatch(text) && !Shift().IsMatch(text) && !MustWords().IsMatch(text);

    private static bool IsHeading(string line) =>
        line.StartsWith('#') || (line.Length < 70 && line.EndsWith(':') && !line.StartsWith('-') && !line.StartsWith('*'))
        || (line.StartsWith("**", StringComparison.Ordinal) && line.EndsWith("**", StringComparison.Ordinal))
        || (line.Length < 50 && KnownHeading().IsMatch(line));

    private static string? NeedOf(string heading) =>
        NiceHeading().IsMatch(heading) ? "nice" : MustHeading().IsMatch(heading) ? "must" : AskingHeading().IsMatch(heading) ? Asked : null;

    /// <summary>"Master's degree or PhD" is met by the lower one.</summary>
    private static int Lowest(string text, int first)
    {
        var levels = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(Degrees.LevelOf).Where(l => l >= 2).Append(first).ToList();
        return Alternatives().IsMatch(text) ? levels.Min() : first;
    }

    private static IReadOnlyList<string> Fields(string text) =>
        FieldOf().Match(text) is { Success: true } m
            ? [.. m.Groups[1].Value.Split([",", " or ", " and ", "/"],
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(f => !Equivalent().IsMatch(f))]
            : [];

    private static string Named(string text, Match certificate) =>
        Acronym().Match(text) is { Success: true } a ? a.Value : certificate.Groups["what"].Success ? certificate.Groups["what"].Value.Trim() : text;

    private static IReadOnlyList<string> Town(string text) => Places.Inside(text) is var (start, length) ? [text.Substring(start, length)] : [];

    [GeneratedRegex(@"^\s*(?:[-*•▪●]|\d{1,2}[.)])\s+|\*\*", RegexOptions.None, 1_000)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\b(?:required|mandatory|minimum|must|requirements?|basic|essential)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex MustHeading();

    /// <summary>It asks for something, and does not say that it must be.</summary>
    [GeneratedRegex(@"\b(?:qualifications?|you have|you bring|what you need|who you are|experience profile|skills|expertise|technologies|profile)\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex AskingHeading();

    /// <summary>What no resume can prove; it is for the talk with the candidate.</summary>
    [GeneratedRegex(@"\b(?:willing(?:ness)?\b|comfort(?:able)?\b|passion\w*|enthusias\w+|eager\w*|curio\w+|self[- ](?:starter|motivated)|team player"
        + @"|positive attitude|can-do|sense of humou?r|ability to (?:thrive|adapt|learn|work (?:under|well|independently|in a fast)))",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Wishes();

    [GeneratedRegex(@"\b(?:preferred|desir\w+|optional|nice|bonus|plus|advantage\w*|ideal\w*|pluses)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex NiceHeading();

    [GeneratedRegex(@"^(?:requirements?|qualifications?|required qualifications|preferred qualifications|nice to have|must have|responsibilities"
        + @"|about (?:us|the role|you)|benefits|what we offer|what you(?:'ll| will) do|duties)$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex KnownHeading();

    [GeneratedRegex(@"\b(?:must|required|at least|minimum(?: of)?)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex MustWords();

    [GeneratedRegex(@"\b(?:is a plus|a plus\b|nice to have|preferred|preferably|desirable|advantage|bonus)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex NiceWords();

    [GeneratedRegex(@"\bor\b|\bsuch as\b|\be\.g\.|\blike\b|\(|/", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Alternatives();

    [GeneratedRegex(@"\b(?:fluen\w+|speak\w*|languages?|bilingual|native|written|verbal|spoken|proficien\w+|communicat\w+|command of"
        + @"|mother tongue)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex LanguageContext();

    [GeneratedRegex(@"\b(?:degrees?|bachelor\w*|master[’']?s|ph\.?d|diploma|b\.?sc|m\.?sc|mba|ged|university education)\b", RegexOptions.IgnoreCase,
        1_000)]
    private static partial Regex DegreeContext();

    [GeneratedRegex(@"\bequivalent|comparable|practical experience|or similar|relevant experience", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Equivalent();

    [GeneratedRegex(@"\b(?:in|of)\s+([a-z][\w ,/&-]{3,120})", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex FieldOf();

    [GeneratedRegex(@"(?<what>(?:[\p{Lu}][\w+-]*\s+){1,4})?\b(?:certifi(?:ed|cates?|cations?)|licen[sc]e[ds]?)\b", RegexOptions.None, 1_000)]
    private static partial Regex Certificate();

    [GeneratedRegex(@"\b(?:CPA|CFA|PMP|CISSP|CCNA|CCNP|ITIL|CSM|CISA|CISM|ACCA|CMA|SHRM|PHR|OSCP|CKA|CKAD|AIC|CPCU)\b", RegexOptions.None, 1_000)]
    private static partial Regex Acronym();

    [GeneratedRegex(@"\b(?:work permit|right to work|authori[sz]ed to work|work authori[sz]ation|visa(?! (?:process|applic|docu|card))"
        + @"|sponsorship(?! (?:sales|deal|manag))|eligible to work)\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Permit();

    [GeneratedRegex(@"\b(?:shifts?|weekends?|nights?(?! audit)|overtime|on[- ]call|24/7|evenings?|holidays)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Shift();

    [GeneratedRegex(@"\b(?:on[- ]?site(?! (?:support|service|repair|train|inspect))|remote(?:ly)?(?! (?:support|desktop|sens|monitor|access|admin))"
        + @"|hybrid(?! (?:cloud|app|mobile|infra|vehic|integra))|relocat\w+|willing(?:ness)? to travel"
        + @"|(?<!air |business )travel(?! (?:agen|book|plan|arrang|industr|coordin|manag|desk|expens))|commut\w+|based in|located in|reside)\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Place();

    /// <summary>The years may have been spent on any work.</summary>
    [GeneratedRegex(@"years?\W+(?:of\W+)?(?:(?:professional|work|working|relevant|related|similar|overall|total|industry|full-time|paid|prior"
        + @"|previous|hands-on|practical|job)\W+){0,3}experience\W*$"
        + @"|^\W*\d[\d–+ -]*years?\W+(?:of\W+)?(?:professional|work\w*|relevant|overall|total)",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex AnyWork();

    [GeneratedRegex(@"years?\W+(?:of\W+)?(?:\w+\W+){0,2}experience\W*$|^\W*\d[\d–+ -]*years?\W+(?:of\W+)?(?:professional|work\w*|relevant|overall"
        + @"|total)", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex General();
}
