using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>A part of a line at the head between its bars, dots and commas.</summary>
internal sealed partial record HeadPiece(string Text, int Start, int Length)
{
    private const int MostWords = 6;
    private const int Most = 400;

    /// <summary>Known to be something else than who it is: a role, a skill, a language, a sentence, a label.</summary>
    public bool IsHarmless => IsMark || Words > MostWords || IsTitle || Label().IsMatch(Text)
        || PersonalDetails.LoneLabel(Text, atPerson: true) is not null
        || SkillTable.Current.Find(Bare).Count > 0 || Degrees.Find(Bare) is not null || Sections.KindOf(Text) is not null
        || Terms().IsMatch(Text) || YearsClaims.Find(Text).Count > 0 || Dates.Find(Text).Any(d => d.Range.Start is not null)
        || Languages.Contains(Text.Split(' ')[0]);

    /// <summary>Words without digits that are no place and no firm.</summary>
    public bool CouldBeName => !Text.Any(char.IsDigit) && !Text.Contains('@') && !Places.IsPlace(Text) && !Places.IsRegion(Text)
        && !Titles.LooksLikeEmployer(Text) && !ContactForms.IsContact(Text) && !ContactFinder.Url().IsMatch(Text);

    /// <summary>Two to four words, each with a capital.</summary>
    public bool LooksLikeName => Words is >= 2 and <= 4 && Bare.Split(' ').All(w => w.Length > 0 && !char.IsLower(w[0]));

    public bool IsTitle => Titles.LooksLikeTitle(Bare);

    public bool StartsSmall => Text.Length > 0 && char.IsLower(Text[0]);

    private bool IsMark => !Bare.Any(char.IsLetter) && Bare.Count(char.IsDigit) < 3;

    private string Bare => NameWords.WithoutTitles(Text) is var (start, length) ? Text.Substring(start, length) : Text;

    private int Words => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static readonly HashSet<string> Languages = new(Lexicon.List("languages"), StringComparer.OrdinalIgnoreCase);

    /// <summary>The parts of a cell; a sentence, whatever its commas, is none.</summary>
    public static IEnumerable<HeadPiece> Of(string text)
    {
        foreach (var bar in Between(text, 0, Math.Min(text.Length, Most), Bar()).Where(b => !IsSentence(text[b.Start..b.End])))
        {
            foreach (var (start, end) in Between(text, bar.Start, bar.End, Comma()))
                yield return Trimmed(text, start, end);
        }
    }

    private static IEnumerable<(int Start, int End)> Between(string text, int start, int end, Regex at)
    {
        foreach (Match cut in at.Matches(text[..end]).Where(m => m.Index >= start))
        {
            yield return (start, cut.Index);
            start = cut.Index + cut.Length;
        }

        yield return (start, end);
    }

    public static bool IsSentence(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (words.Length > MostWords || (words.Length > 3 && text.TrimEnd().EndsWith('.')))
            && words.Count(w => char.IsLower(w[0])) * 2 >= words.Length;
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

    [GeneratedRegex(@"\s*[|•·⋄⬩;\uE000-\uF8FF]\s*|\s[-–—]{1,2}\s|\s{2,}", RegexOptions.None, 2_000)]
    private static partial Regex Bar();

    [GeneratedRegex(@"\s*,\s*", RegexOptions.None, 2_000)]
    private static partial Regex Comma();

    private const string Names = @"(?:e-?mail|mail|phone|telephone|tel|mobile|mob|cell|call|address|location|linkedin|github|gitlab|website|web"
        + @"|homepage|portfolio"
        + @"|twitter|skype|contact|contact no|fax|home|work|orcid|mastodon|mailaddress|url|whatsapp|blog|profile|links?|telefon|teléfono|correo"
        + @"|adresse|dirección)";

    [GeneratedRegex("^" + Names + @"[\W_]*$", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Label();

    [GeneratedRegex("^" + Names + @"\s*:\s*", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex LabelBefore();

    [GeneratedRegex(@"\b(?:relocat\w+|travel|shifts?|remote|hybrid|notice period|available|availability|authori[sz]ed|sponsorship|permit|visa"
        + @"|clearance|experience"
        + @"|driving licen[cs]e|email me|full[- ]time|part[- ]time|resum[eé]|curriculum|vitae|cv|page|updated)\b", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Terms();
}
