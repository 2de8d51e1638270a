using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>A part of a line at the head between its bars, dots and commas.</summary>
internal sealed partial record HeadPiece(string Text, int Start, int Length)
{
    private const int MostWords = 6;

    /// <summary>Known to be something else than who it is: a role, a skill, a language, a sentence, a label.</summary>
    public bool IsHarmless => !Bare.Any(char.IsLetterOrDigit) || Words > MostWords || Label().IsMatch(Text) || Titles.LooksLikeTitle(Bare)
        || SkillTable.Current.Find(Bare).Count > 0 || Degrees.Find(Bare) is not null || Terms().IsMatch(Text) || YearsClaims.Find(Text).Count > 0
        || Sections.KindOf(Text) is not null || Languages.Contains(Text.Split(' ')[0]);

    /// <summary>Words without digits that are no place and no firm.</summary>
    public bool CouldBeName => !Text.Any(char.IsDigit) && !Text.Contains('@') && !Places.IsPlace(Text) && !Places.IsRegion(Text)
        && !Titles.LooksLikeEmployer(Text) && !ContactForms.IsContact(Text) && !ContactFinder.Url().IsMatch(Text);

    private string Bare => NameWords.WithoutTitles(Text) is var (start, length) ? Text.Substring(start, length) : Text;

    private int Words => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static readonly HashSet<string> Languages = new(Lexicon.List("languages"), StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<HeadPiece> Of(string text)
    {
        var start = 0;
        foreach (Match cut in Cut().Matches(text))
        {
            yield return Trimmed(text, start, cut.Index);
            start = cut.Index + cut.Length;
        }

        yield return Trimmed(text, start, text.Length);
    }

    private static HeadPiece Trimmed(string text, int start, int end)
    {
        while (start < end && !char.IsLetterOrDigit(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        if (LabelBefore().Match(text[start..end]) is { Success: true } label)
            start += label.Length;
        return new HeadPiece(text[start..end], start, end - start);
    }

    [GeneratedRegex(@"\s*[|•·⋄⬩;,\uE000-\uF8FF]\s*|\s[-–—]\s|\s{2,}", RegexOptions.None, 2_000)]
    private static partial Regex Cut();

    private const string Names = @"(?:e-?mail|mail|phone|telephone|tel|mobile|mob|cell|call|address|location|linkedin|github|gitlab|website|web|homepage|portfolio"
        + @"|twitter|skype|contact|contact no|fax|home|work|orcid|mastodon|mailaddress|url|whatsapp|blog|profile|links?|telefon|teléfono|correo|adresse|dirección)";

    [GeneratedRegex("^" + Names + @"[\W_]*$", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Label();

    [GeneratedRegex("^" + Names + @"\s*:\s*", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex LabelBefore();

    [GeneratedRegex(@"\b(?:relocat\w+|travel|shifts?|remote|hybrid|notice period|available|availability|authori[sz]ed|sponsorship|permit|visa|clearance|experience"
        + @"|driving licen[cs]e|full[- ]time|part[- ]time|resum[eé]|curriculum|vitae|cv|page|updated)\b", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Terms();
}
