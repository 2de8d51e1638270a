using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Something that was covered for the first review.</summary>
/// <param name="Kind">name | email | phone | address | photo | link | birth | gender | family.</param>
/// <param name="Text">What stood there.</param>
/// <param name="Count">How often.</param>
internal sealed record Masked(string Kind, string Text, int Count);

/// <summary>The resume's text with identity covered, line by line as in the visible text.</summary>
internal sealed record MaskedText(string Text, IReadOnlyList<Masked> What);

/// <summary>Covers what tells who somebody is and what must not matter: the first review sees work, not the person.</summary>
internal static partial class Masker
{
    public static MaskedText Mask(VisibleText text, Basics basics, bool hasPicture)
    {
        var rules = Rules(basics);
        var town = basics.Location is { Value.Length: > 2 } lives ? Literal(lives.Value, wholeWord: false) : null;
        var top = Sections.Find(text.Lines).FirstOrDefault(s => s.Kind is SectionKind.Work or SectionKind.Education or SectionKind.Skills)?.First
            ?? 12;
        var counts = new Dictionary<(string Kind, string Text), int>();
        var lines = text.Lines.Select((l, i) => string.Join("  ", l.Cells.Select(c =>
            MaskCell(c.Text, rules, town is not null && IsContact(l, i, top) ? town : null, counts)))).ToList();
        var what = counts.Select(c => new Masked(c.Key.Kind, c.Key.Text, c.Value)).OrderBy(m => m.Kind, StringComparer.Ordinal).ThenBy(m =>
            m.Text, StringComparer.Ordinal).ToList();
        if (hasPicture)
            what.Add(new Masked("photo", "", 1));
        return new MaskedText(string.Join('\n', lines), what);
    }

    private static List<(string Kind, Regex Pattern)> Rules(Basics basics)
    {
        var rules = new List<(string, Regex)> { ("email", ContactFinder.Email()), ("link", Handle()), ("link", ContactFinder.Url()),
            ("phone", ContactFinder.PhoneForm()) };
        var literal = new List<(string Kind, string? Text)> { ("email", basics.Email?.Value), ("phone", basics.Phone?.Quote.Text),
            ("link", basics.Url?.Value) };
        rules.InsertRange(0, literal.Where(l => l.Text is { Length: > 2 }).Select(l => (l.Kind, Literal(l.Text!, wholeWord: false))));
        if (basics.Name is { } name)
        {
            rules.Add(("name", Literal(name.Value, wholeWord: true)));
            rules.AddRange(name.Value.Split(' ').Where(p => p.Trim('.').Length > 2).Select(p => ("name", Literal(p, wholeWord: true))));
        }

        rules.AddRange([("birth", Birth()), ("family", Family()), ("address", Street()), ("address", Zip()), ("gender", Gender())]);
        return rules;
    }

    /// <summary>Where the person lives is covered beside the contact; the place of an employer stays.</summary>
    private static bool IsContact(Line line, int index, int top) => index < top - 1 || ContactFinder.Email().IsMatch(line.Text);

    private static string MaskCell(string text, List<(string Kind, Regex Pattern)> rules, Regex? town, Dictionary<(string, string), int> counts)
    {
        var covered = new List<(int Start, int Length, string Kind)>();
        foreach (var (kind, pattern) in town is null ? rules : [.. rules, ("address", town)])
        {
            foreach (Match m in pattern.Matches(text))
            {
                if (m.Length == 0 || covered.Any(c => m.Index < c.Start + c.Length && c.Start < m.Index + m.Length)
                    || (kind == "phone" && !IsPhone(m.Value)))
                    continue;
                covered.Add((m.Index, m.Length, kind));
                counts[(kind, m.Value.Trim())] = counts.GetValueOrDefault((kind, m.Value.Trim())) + 1;
            }
        }

        foreach (var (start, length, kind) in covered.OrderByDescending(c => c.Start))
            text = $"{text[..start]}[{kind}]{text[(start + length)..]}";
        return text;
    }

    private static bool IsPhone(string text) => text.Count(char.IsAsciiDigit) >= 9 && Dates.Find(text).Count == 0;

    private static Regex Literal(string text, bool wholeWord)
    {
        var words = string.Join(@"\s+", text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape));
        return new Regex(wholeWord ? $@"(?<!\p{{L}}){words}(?!\p{{L}})" : words, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(2));
    }

    [GeneratedRegex(@"(?:linkedin|github|gitlab|twitter|x|facebook|instagram|orcid|mastodon|xing|indeed)\.(?:com|org|net)/\S+|(?<=(?:linkedin"
        + @"|github|twitter|gitlab|skype|telegram)\s?:\s?)(?!https?:)@?[\w/.-]{3,40}|(?<![\w@.])@[A-Za-z]\w{2,30}", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Handle();

    [GeneratedRegex(@"\b(?:date of birth|birth ?date|birthday|d\.?o\.?b\.?|born(?: on| in)?|geboren(?: am)?|geburtsdatum"
        + @"|fecha de nacimiento)\b\s*[:\-–]?\s*[\w ,./'’-]{0,40}|\bage\s*[:\-–]\s*\d{1,2}|\baged? \d{2}\b|\b\d{2}[- ]years?[- ]old\b",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Birth();

    [GeneratedRegex(@"\b(?:marital status|nationality|citizenship|religion|caste|father[’']?s name|mother[’']?s name|husband[’']?s name|spouse"
        + @"|children|familienstand|estado civil|nacionalidad)\b\s*[:\-–]\s*[^|;]{0,60}", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Family();

    [GeneratedRegex(@"(?<!\d)\d{1,5}[A-Za-z]?,? (?:[NSEW]\.? )?(?:(?-i:\p{Lu})[\p{L}.'’]{0,20},? ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Way|Lane|Ln"
        + @"|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Terrace|Highway|Hwy|Parkway|Pkwy)\b\.?(?:,? (?:Apt|Apartment|Suite|Unit|#)\.? ?\w{1,6})?"
        + @"|\bP\.?O\.? Box \d+", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Street();

    [GeneratedRegex(@"(?<=\b[A-Z]{2},? )\d{5}(?:-\d{4})?\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b", RegexOptions.None,
        2_000)]
    private static partial Regex Zip();

    [GeneratedRegex(@"\b(?:gender|sex)\s*[:\-–]\s*\w+|\b(?:he|she|him|his|her|hers|himself|herself|mister|male|female|mother|father"
        + @"|husband|wife)\b\.?(?:/(?:him|her|hers|his|they|them))*"
        + @"|(?-i:\b(?:Mr|Mrs|Ms|Miss)\b\.?(?=\s+(?!(?:Office|Word|Excel|Access|Power|Outlook|Project|SQL|Dos|DOS|Visio|Windows|Teams|Exchange|Share"
        + @"|Dynamics|Paint|Publisher|Server|Visual|Front)\w*)\p{Lu})|\bM(?:R|RS|S)\.(?=\s+\p{Lu}))", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Gender();
}
