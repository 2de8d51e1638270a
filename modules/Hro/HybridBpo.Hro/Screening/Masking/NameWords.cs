using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>The words of a name, and how to find them in a text: as words, as initials beside them, and run together in addresses.</summary>
internal sealed partial class NameWords
{
    private const int MostNames = 40;

    private static readonly HashSet<string> Particles = Words("names.particles");
    private static readonly HashSet<string> Common = Words("names.common");

    private readonly HashSet<string> parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> handles = new(StringComparer.Ordinal);
    private readonly HashSet<char> initials = [];
    private readonly List<IReadOnlyList<string>> sequences = [];

    /// <summary>A name in the order in which it is written, with or without titles and degrees.</summary>
    public void AddName(string name)
    {
        var words = PartsOf(name);
        if (sequences.Count >= MostNames || sequences.Any(s => s.SequenceEqual(words)))
            return;
        foreach (var (i, word) in words.Index())
        {
            if (words.Count == 1 || i == 0 || i == words.Count - 1 || !Particles.Contains(word))
                AddPart(word);
        }

        if (words.Count < 2)
            return;
        sequences.Add(words);
        foreach (var handle in new[] { words[0] + words[^1], words[^1] + words[0], string.Concat(words) })
            AddHandle(handle);
    }

    public void AddPart(string word)
    {
        var folded = Fold(word);
        if (folded.Length > 0)
            initials.Add(folded[0]);
        if (folded.Length >= 2 || (folded.Length == 1 && !char.IsAscii(folded[0])))
            parts.Add(folded);
    }

    public void AddHandle(string handle)
    {
        var bare = Bare(handle);
        if (bare.Length >= 4 && !Common.Contains(bare))
            handles.Add(bare);
    }

    /// <summary>"jdoe" beside an address is a handle of this name, and stays one wherever it stands.</summary>
    public void LearnHandles(string text)
    {
        foreach (Match token in Token().Matches(Fold(text)))
        {
            if (sequences.Any(s => token.Value == s[0][..1] + s[^1] || token.Value == s[0] + s[^1][..1]))
                handles.Add(token.Value);
        }
    }

    /// <summary>Covers the name's words also where they are written small, as beside an address.</summary>
    public void PaintPlain(string text, Coverage coverage)
    {
        foreach (Match token in Token().Matches(Fold(text)).Where(t => parts.Contains(t.Value)))
            coverage.Add(token.Index, token.Length, "name");
    }

    /// <summary>Covers the name's words in a text.</summary>
    public void Paint(string text, Coverage coverage)
    {
        if (parts.Count == 0 && handles.Count == 0)
            return;
        var folded = Fold(text);
        var words = Token().Matches(folded).Select(m => (m.Index, m.Length, Known: parts.Contains(m.Value))).ToList();
        var dates = words.Any(w => w.Known) ? Dates.Find(text) : [];
        for (var i = 0; i < words.Count; i++)
        {
            var (at, length, known) = words[i];
            if (!known || dates.Any(d => at >= d.Start && at < d.End))
                continue;
            if (Beside(i) || (!char.IsLower(text[at]) && !IsOrdinary(text, folded, at, length)))
                coverage.Add(at, length, "name");
        }

        foreach (var whole in sequences)
        {
            for (var i = 0; i + whole.Count <= words.Count; i++)
            {
                if (whole.Index().All(w => folded.AsSpan(words[i + w.Index].Index, words[i + w.Index].Length).SequenceEqual(w.Item)
                    && (w.Index == 0 || Touch(folded, End(i + w.Index - 1), words[i + w.Index].Index))))
                    coverage.Add(words[i].Index, End(i + whole.Count - 1) - words[i].Index, "name");
            }
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Length == 1 && char.IsUpper(text[words[i].Index]) && initials.Contains(folded[words[i].Index]) && Beside(i))
                coverage.Add(words[i].Index, 1, "name");
        }

        foreach (var part in parts.Where(p => p.Length >= 2 && IsUncased(p)))
        {
            for (var at = -1; (at = folded.IndexOf(part, at + 1, StringComparison.Ordinal)) >= 0;)
                coverage.Add(at, part.Length, "name");
        }

        foreach (Match run in Run().Matches(folded))
        {
            if (Bare(run.Value) is var bare
                && handles.Any(h => bare.Contains(h, StringComparison.Ordinal) && (h.Length > 5 || bare.Length < h.Length + 5)))
                coverage.Add(run.Index, run.Length, "name");
        }

        int End(int i) => words[i].Index + words[i].Length;

        bool Beside(int i) => (i > 0 && words[i - 1].Known && Touch(folded, End(i - 1), words[i].Index))
            || (i + 1 < words.Count && words[i + 1].Known && Touch(folded, End(i), words[i + 1].Index));
    }

    /// <summary>Do the letters before the @ of an address, or a profile's handle, tell of this name?</summary>
    public static bool Agree(string name, string handle)
    {
        var words = PartsOf(name);
        var bare = Bare(handle);
        if (words.Count == 0 || bare.Length < 2)
            return false;
        if (words.Any(w => w.Length >= 3 && bare.Contains(w, StringComparison.Ordinal)))
            return true;
        var tokens = Token().Matches(Fold(handle)).Select(m => m.Value).ToList();
        var initials = string.Concat(words.Select(w => w[0]));
        return words.Count >= 2 && (words.All(w => tokens.Contains(w)) || bare == string.Concat(words)
            || initials.StartsWith(bare, StringComparison.Ordinal)
            || (words[0].Length > 0 && words[^1].Length > 1 && bare.StartsWith(words[0][..1] + words[^1], StringComparison.Ordinal)));
    }

    /// <summary>The words of a name without titles, degrees and marks, folded.</summary>
    public static IReadOnlyList<string> PartsOf(string name)
    {
        var bare = name.Trim();
        var (start, length) = WithoutTitles(bare);
        return [.. Token().Matches(Fold(bare.Substring(start, length))).Select(m => m.Value)];
    }

    /// <summary>The stretch of a text that is left without "Prof. Dr." before it and ", PhD" after it.</summary>
    public static (int Start, int Length) WithoutTitles(string text)
    {
        var start = Before().Match(text).Length;
        var after = After().Match(text, start);
        return (start, (after.Success ? after.Index : text.Length) - start);
    }

    public static bool IsCommon(string folded) => Common.Contains(folded) || Particles.Contains(folded);

    public static string Fold(string text) => Compatibility.WithoutAccents(text).ToLowerInvariant();

    private static string Bare(string handle) => string.Concat(Fold(handle).Where(char.IsLetter));

    /// <summary>
    /// A word of a name that is also a skill, a role, a month or a small word counts as the name only where it is used like one: after a title, as
    /// owner, or as who does something.
    /// </summary>
    private static bool IsOrdinary(string text, string folded, int at, int length)
    {
        var word = folded.Substring(at, length);
        if (!Common.Contains(word) && SkillTable.Current.Named(word) is null && !Titles.LooksLikeTitle(word))
            return false;
        var (before, after) = (text[..at], text[(at + length)..]);
        return !TitleBefore().IsMatch(before) && !Owner().IsMatch(after) && !(SentenceBefore().IsMatch(before) && Does().IsMatch(after));
    }

    private static bool IsUncased(string word) => word.All(c => char.IsLetter(c) && !char.IsUpper(c) && !char.IsLower(c));

    private static bool Touch(string text, int end, int start) =>
        start - end <= 3 && start >= end
        && text[end..start].All(c => c is ' ' or '.' or ',' or '-' or '–' or '’' or '\'' or '_' or '\u2010' or '\u2011');

    private static HashSet<string> Words(string key) => new(Lexicon.List(key).Select(Fold), StringComparer.Ordinal);

    [GeneratedRegex(@"[\p{L}\p{M}]+", RegexOptions.None, 2_000)]
    private static partial Regex Token();

    [GeneratedRegex(@"[\p{L}\d][\p{L}\d._\-]{2,80}", RegexOptions.None, 2_000)]
    private static partial Regex Run();

    [GeneratedRegex(@"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|eng|engr|ing|dipl|ir|sr|sra|srta|herr|frau|rev|hon|sir|dame|capt|col|lt|sgt|shri|smt"
        + @"|km|mme|mlle)\b\.?(?:-ing\.?)?,?\s+)+", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Before();

    [GeneratedRegex(@"(?:,?\s+(?:ph\.?\s?d|m\.?d|mba|m\.?sc|b\.?sc|m\.?s|b\.?s|m\.?a|b\.?a|b\.?tech|m\.?tech|cpa|pmp|cfa|acca|esq|jr|sr|ii|iii|iv"
        + @"|rn|bsn|msn"
        + @"|pe|cissp|csm|shrm-cp|shrm-scp|phr|sphr|edd|jd|llm)\b\.?)+\s*$", RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex After();

    [GeneratedRegex(@"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.?\s+$", RegexOptions.None, 2_000)]
    private static partial Regex TitleBefore();

    [GeneratedRegex(@"^[’']s?\s", RegexOptions.None, 2_000)]
    private static partial Regex Owner();

    [GeneratedRegex(@"(?:^|[.!?:•]\s|^\W+)$", RegexOptions.None, 2_000)]
    private static partial Regex SentenceBefore();

    [GeneratedRegex(@"^\s+(?:has|had|is|was|can|also|and I\b|\p{Ll}{3,}(?:ed|ts|ds|gs|ks|ns|rs|ps|es))\b", RegexOptions.None, 2_000)]
    private static partial Regex Does();
}
