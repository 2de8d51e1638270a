using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>What tells of age, sex, family, origin or faith: as words in a text, and as a label with its value.</summary>
internal static partial class PersonalDetails
{
    private const int MostLabelled = 80;

    private static readonly (string Kind, Regex Label)[] Anywhere =
        [("birth", Label("labels.birth")), ("family", Label("labels.family")), ("gender", Label("labels.gender"))];

    /// <summary>Labels that mean other things beside work: "Location: Austin", "Age: …".</summary>
    private static readonly (string Kind, Regex Label)[] AtPerson =
        [.. Anywhere, ("birth", Label("labels.birth.person")),
            ("family", Label("labels.family.person")), ("address", Label("labels.address.person"))];

    private static readonly Dictionary<string, (string Kind, bool AtPerson)> Alone = new[]
        {
            ("birth", "labels.birth", false), ("family", "labels.family", false), ("gender", "labels.gender", false),
            ("birth", "labels.birth.person", true), ("family", "labels.family.person", true), ("address", "labels.address.person", true),
        }
        .SelectMany(l => Lexicon.List(l.Item2).Select(w => (Word: w, l.Item1, l.Item3))).DistinctBy(l => l.Word, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(l => l.Word, l => (l.Item2, l.Item3), StringComparer.OrdinalIgnoreCase);

    /// <summary>Covers the words that tell it wherever they stand.</summary>
    public static void Paint(string text, bool atPerson, Coverage coverage)
    {
        foreach (var (kind, label) in text.AsSpan().IndexOfAny(":：=-–—") < 0 ? [] : atPerson ? AtPerson : Anywhere)
        {
            foreach (Match m in label.Matches(text))
                coverage.Add(m.Index, ValueEnd(text, m.Index + m.Length) - m.Index, kind);
        }

        foreach (var (kind, pattern) in new[] { ("birth", Birth()), ("family", Family()), ("gender", Pronoun()), ("gender", Title()),
            ("gender", Sex()), ("affiliation", Greek()), ("affiliation", Society()) })
        {
            foreach (Match m in pattern.Matches(text))
                coverage.Add(m.Index, m.Length, kind);
        }
    }

    /// <summary>The kind of a cell that is a label alone, as in a table or above its value; otherwise null.</summary>
    public static string? LoneLabel(string text, bool atPerson) =>
        text.Length <= 40 && Alone.TryGetValue(text.Trim(' ', ':', '：', '-', '–', '•', '*'), out var label)
            && (atPerson || !label.AtPerson) ? label.Kind : null;

    /// <summary>A label and its value with nothing but a blank between, as a table becomes in running text.</summary>
    public static string? OpenLabel(string text)
    {
        if (text.Split(' ').Length > 6 || text.EndsWith('.') || OpenLabels().Match(text) is not { Success: true } m)
            return null;
        return LoneLabel(m.Value, atPerson: true);
    }

    private static int ValueEnd(string text, int from)
    {
        var end = text.IndexOfAny(['|', ';', '•', '·'], from);
        if (end < 0)
            end = text.Length;
        end = Math.Min(end, from + MostLabelled);
        foreach (var (_, label) in AtPerson)
        {
            if (label.Match(text, from) is { Success: true } next && next.Index > from && next.Index < end)
                end = next.Index;
        }

        return Math.Max(end, Math.Min(from, text.Length));
    }

    private static Regex Label(string key) => new(
        $@"(?<![\p{{L}}\d])(?:{Lexicon.Alternatives(key)})(?![\p{{L}}\d])\s*(?:\([^)]{{0,20}}\)\s*)?(?:[:：=]|\s[-–—]\s|-\s)\s*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));

    /// <summary>Labels that are followed by nothing but a value.</summary>
    [GeneratedRegex(@"^\W{0,3}(?:nationality|citizenship|religion|caste|marital status|civil status|date of birth|birth ?date|d\.?o\.?b\.?"
        + @"|place of birth|gender"
        + @"|sex|age|father[’']?s name|mother[’']?s name|spouse name|blood group|familienstand|staatsangehörigkeit|geburtsdatum|nacionalidad"
        + @"|estado civil"
        + @"|fecha de nacimiento|nationalité|date de naissance|passport (?:no|number)\.?)\s+(?=\S)", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex OpenLabels();

    [GeneratedRegex(@"\b(?:date of birth|birth ?date|birthday|d\.?o\.?b\.?|geboren(?: am)?|geburtsdatum"
        + @"|fecha de nacimiento)\b\s*[:\-–]?\s*(?-i:[\d\p{Lu}])[\w ,./'’-]{0,30}"
        + @"|\bborn(?: on| in|:)? (?-i:\d|\p{Lu}\p{L}+ \d|the \d|\p{Lu}\p{L}+(?=[,.;]|$))[\d\p{L}]*"
        + @"(?-i:[ ,./-]{1,2}(?:\d{1,4}|\p{Lu}\p{L}{2,})){0,3}(?-i:(?:,| in| at) \p{Lu}\p{L}+){0,2}|\bage\s*[:\-–]\s*\d{1,2}|\bage(?:d| of)? \d{2}\b"
        + @"|\b\d{2}[- ]?(?:years?|yrs?)[- ](?:old|of age)\b|\b\d{2} ?y/?o\b|(?<!\d)\d{1,2}岁",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Birth();

    [GeneratedRegex(@"\b(?:maternity|paternity|parental|pregnancy|adoption)[- ](?:leave|break)"
        + @"|\b(?:years?|months?|break|leave|time off|pause) (?:of|for) (?:family|child|elder)[- ]?care\b|\bmy pregnancy\b|\b(?:mother|father|mom"
        + @"|mum|dad"
        + @"|parent) (?:of|to) (?:\w+ )?(?:\w+)"
        + @"|\b(?:single|stay-at-home|full-time|working) (?:mother|father|mom|mum|dad|parent)|\b(?:happily )?(?:married|unmarried|divorced|widowed)\b"
        + @"|\bmy (?:wife|husband|spouse|children|kids|son|daughter)\b|\b(?:raising|raised|caring for|care of) my (?:\w+ )?(?:children|kids"
        + @"|family|child)\b",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Family();

    [GeneratedRegex(@"(?<![\p{L}\d])(?:[Ss]he|s/he|[Hh]e|[Hh]im|[Hh]is|[Hh]ers?|[Hh]imself|[Hh]erself)(?![\p{L}\d])(?:\s?/\s?(?:him|her|hers|his"
        + @"|they|them|theirs|she|he))*"
        + @"|(?<![\p{L}\d])(?:[Tt]hey/[Tt]hem(?:/[Tt]heirs)?|HE/HIM(?:/HIS)?|SHE/HER(?:/HERS)?|THEY/THEM)", RegexOptions.None, 2_000)]
    private static partial Regex Pronoun();

    /// <summary>"Ms." before a name; "MS in Biology" and "MS Excel" are other things.</summary>
    [GeneratedRegex(@"(?<![\p{L}\d])(?:Mr|Mrs|Ms|Mister|Miss|Mme|Mlle|Herr|Frau|Shri|Smt|Sra|Srta)\.?(?=\s+(?!(?:Office|Word|Excel|Access|Power"
        + @"|Outlook|Project|SQL|Dos"
        + @"|DOS|Visio|Windows|Teams|Exchange|Share|Dynamics|Paint|Publisher|Server|Visual|Front)\w*)\p{Lu})|(?<![\p{L}\d])(?:(?:Mr|Mrs|Ms)\."
        + @"|M(?:R|RS|S)\.(?=\s+\p{Lu}))", RegexOptions.None, 2_000)]
    private static partial Regex Title();

    [GeneratedRegex(@"(?<![\p{L}\d])(?:fe)?male(?![\p{L}\d])|(?<![\p{L}\d])(?:mother|father|husband|wife|alumn(?:a|us))(?![\p{L}\d]| tongue"
        + @"| ?board|[’']s day)"
        + @"|(?<![\p{L}\d])(?:trans(?:gender)?|non-binary) (?:man|woman|person)", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Sex();

    [GeneratedRegex(@"\b(?:(?:Alpha|Beta|Gamma|Delta|Epsilon|Zeta|Eta|Theta|Iota|Kappa|Lambda|Mu|Nu|Xi|Omicron|Pi|Rho|Sigma|Tau|Upsilon|Phi|Chi"
        + @"|Psi|Omega) ?){2,4}"
        + @"(?:[Ss]orority|[Ff]raternity)?|\b[Ss]orority\b|\b[Ff]raternity\b", RegexOptions.None, 2_000)]
    private static partial Regex Greek();

    /// <summary>Bodies whose name tells the sex, origin or faith of their members.</summary>
    [GeneratedRegex(@"\b(?:(?:National|American|International|Global) )?(?:Society|Association|Network|Club|League|Council|Alliance|Fellowship"
        + @"|Union|Organization|Organisation"
        + @"|Federation|Sisterhood|Brotherhood|Daughters|Sons|Knights) (?:of|for) (?:\p{Lu}[\p{L}-]+ ){0,2}(?:Wom[ae]n|Men|Girls|Boys|Mothers"
        + @"|Fathers|Blacks?|African|Hispanics?"
        + @"|Latin[oax]s?|Asians?|Indian|Chinese|Korean|Jewish|Jews|Muslims?|Islamic|Christians?|Catholics?|Hindus?|Sikhs?|LGBTQ?\+?|Queer"
        + @"|Columbus|the American Revolution)(?: (?:in )?\p{Lu}[\p{L}-]+){0,3}"
        + @"|\bWomen (?:Who|in) \p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?|\b(?:Girls Who Code|Black Girls Code|Girl Scouts?|Girl Guides?|Boy Scouts?|Hillel"
        + @"|B[’']nai B[’']rith|Knights of Columbus)\b"
        + @"|\b(?:National )?(?:Black|African|Hispanic|Latin[oax]|Asian|Jewish|Muslim|Islamic|Christian|Catholic|Hindu|Sikh|LGBTQ?\+?|Women[’']?s"
        + @"|Men[’']?s) (?:\p{Lu}[\p{L}-]+ ){0,2}"
        + @"(?:Society|Association|Students?|Union|Fellowship|Network|Club|League|Caucus|Alliance|Ministry|MBA Association)\b"
        + @"|\b(?:church|mosque|synagogue|gurdwara) (?:choir|youth|group|volunteer|elder|deacon|member)\w*", RegexOptions.None, 2_000)]
    private static partial Regex Society();
}
