using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Addresses, numbers, links and places in the spellings that resumes use.</summary>
internal static partial class ContactForms
{
    /// <summary>Covers what is a contact wherever it stands.</summary>
    public static void Paint(string text, Coverage coverage)
    {
        foreach (Match m in ContactFinder.Email().Matches(text))
            coverage.Add(m.Index, m.Length, "email");
        foreach (Match m in SpelledEmail().Matches(text))
            coverage.Add(m.Index, m.Length, "email");
        foreach (var pattern in new[] { Handle(), ContactFinder.Url(), AnyUrl() })
        {
            foreach (Match m in pattern.Matches(text))
                coverage.Add(m.Index, m.Length, "link");
        }

        foreach (var (start, length) in Phones(text, atContact: PhoneLabel().IsMatch(text)))
            coverage.Add(start, length, "phone");
        foreach (var pattern in new[] { Street(), StreetAbroad(), Zip() })
        {
            foreach (Match m in pattern.Matches(text))
                coverage.Add(m.Index, m.Length, "address");
        }
    }

    /// <summary>Numbers that can be a phone's; beside a contact, short ones as well.</summary>
    public static IEnumerable<(int Start, int Length)> Phones(string text, bool atContact)
    {
        if (text.Count(char.IsDigit) < 7)
            return [];
        var found = Digits().Matches(text).Concat(ContactFinder.PhoneForm().Matches(text)).ToList();
        var dates = found.Count == 0 ? [] : Dates.Find(text);
        return found.Where(m => IsPhone(m.Value, atContact)
            && !dates.Any(d => m.Index < d.End && d.Start < m.Index + m.Length)).Select(m => (m.Index, m.Length));
    }

    public static bool IsContact(string text) =>
        ContactFinder.Email().IsMatch(text) || SpelledEmail().IsMatch(text) || Handle().IsMatch(text) || Phones(text, atContact: false).Any();

    private static bool IsPhone(string text, bool atContact)
    {
        var number = Extension().Replace(text, "");
        var digits = number.Count(char.IsDigit);
        var groups = Groups().Matches(number).Select(g => g.Value).ToList();
        return digits <= 16 && digits >= (atContact ? 7 : 9) && Dates.Find(number).Count == 0 && !groups.All(IsYear)
            && (groups.Count > 1 || digits >= 10 || (atContact && digits >= 7));
    }

    private static bool IsYear(string digits) => digits.Length == 4 && digits[..2] is "19" or "20";

    [GeneratedRegex(@"(?<![\w.@/\-])(?:[+＋]|00)?[(\[]?[+＋]?\d[\d\s().\-/\[\]\u2010-\u2015\u2212\u00AD·]{4,26}\d(?:\s?(?:ext\.?|extension|x"
        + @"|#)\s?\d{1,6})?(?![\w@])",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\s?(?:ext\.?|extension|x|#)\s?\d{1,6}$", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Extension();

    [GeneratedRegex(@"\d+", RegexOptions.None, 2_000)]
    private static partial Regex Groups();

    [GeneratedRegex(@"\b(?:tel|phone|telephone|mobile|mob|cell|cellphone|call|fax|whatsapp|handy|telefon|teléfono|móvil|telefono|téléphone"
        + @"|telefone|celular"
        + @"|ph|contact(?: no| number)?)\b|电话|手机|電話|전화|[☎✆☏📞📱]", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex PhoneLabel();

    [GeneratedRegex(@"[\p{L}\d._%+-]{1,64}\s?[(\[{]\s?at\s?[)\]}]\s?[\p{L}\d.-]{1,63}(?:\s?(?:[(\[{]\s?dot\s?[)\]}]|\.)\s?[\p{L}\d-]{2,24}){1,3}",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex SpelledEmail();

    [GeneratedRegex(@"(?:linkedin|github|gitlab|twitter|x|facebook|instagram|orcid|mastodon|xing|indeed)\.(?:com|org|net)/\S+|(?<=(?:linkedin"
        + @"|github|twitter|gitlab|skype|telegram)\s?:\s?)(?!https?:)@?[\w/.-]{3,40}|(?<![\w@.])@[A-Za-z]\w{2,30}"
        + @"|(?<![\w/])/?in/[\w\-%]{3,60}", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Handle();

    [GeneratedRegex(@"\b(?:https?://|www\.)[^\s|,;]{3,200}", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex AnyUrl();

    [GeneratedRegex(@"(?<!\d)\d{1,5}[A-Za-z]?,? (?:[NSEW]\.? )?(?:(?-i:\p{Lu})[\p{L}.'’]{0,20},? ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Way|Lane"
        + @"|Ln|Drive"
        + @"|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Terrace|Highway|Hwy|Parkway|Pkwy|Close|Crescent|Nagar|Marg)\b\.?(?:,? (?:Apt|Apartment"
        + @"|Suite|Unit|#)\.? ?\w{1,6})?"
        + @"|\bP\.?O\.? Box \d+|\b(?:Flat|Apartment|Apt|House|H\.|Plot|Block) ?(?:No|#)\.? ?[\w/-]{1,8}[^|;]{0,60}", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Street();

    [GeneratedRegex(@"\p{Lu}[\p{L}.-]{2,30}(?:straße|strasse|str\.|weg|platz|gasse|allee|laan|straat|gatan"
        + @"|vej) ?\d{1,4}\w?(?:,? \d{4,5} \p{Lu}[\p{L}-]+)?"
        + @"|\b(?:Calle|Avenida|Avda\.?|Rua|Via|Viale|Plaza|Piazza|Carrera|Paseo) \p{Lu}[\p{L} .'’-]{1,40},? (?:n[º°.]? ?)?\d{1,4}"
        + @"|\b\d{1,4},? (?:bis |ter )?(?:rue|avenue|boulevard|allée|place|chemin) (?:d[eu] |des |de la "
        + @"|d[’'])?[\p{L} '’-]{2,40}", RegexOptions.None, 2_000)]
    private static partial Regex StreetAbroad();

    [GeneratedRegex(@"(?<=\b[A-Z]{2},? )\d{5}(?:-\d{4})?\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b", RegexOptions.None,
        2_000)]
    private static partial Regex Zip();
}
