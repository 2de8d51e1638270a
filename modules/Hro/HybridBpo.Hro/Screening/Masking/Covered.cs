using System.Globalization;

namespace HybridBpo.Hro.Screening;

/// <summary>A stretch of a text that is covered, and what stood there: name | email | phone | contact | identity | …</summary>
internal readonly record struct Covered(int Start, int Length, string Kind)
{
    public int End => Start + Length;
}

/// <summary>Collects what is covered in one text. Whole words only, and each letter once: the rule that comes first names it.</summary>
internal sealed class Coverage(string text)
{
    private readonly string?[] kinds = new string?[text.Length];

    public bool IsCovered(int at) => kinds[at] is not null;

    /// <summary>Covers a stretch, and the whole of the words that it begins and ends in.</summary>
    public void Add(int start, int length, string kind)
    {
        if (length <= 0)
            return;
        var end = start + length;
        while (start > 0 && IsInWord(start))
            start--;
        while (end < text.Length && IsInWord(end))
            end++;
        for (var i = start; i < end; i++)
            kinds[i] ??= kind;
    }

    /// <summary>What is covered from left to right; blanks and commas between two stretches of one kind are covered with them.</summary>
    public IReadOnlyList<Covered> Stretches()
    {
        var found = new List<Covered>();
        for (var i = 0; i < text.Length; i++)
        {
            if (kinds[i] is not { } kind)
                continue;
            var start = i;
            while (i < text.Length && kinds[i] == kind)
                i++;
            if (found.Count > 0 && found[^1] is var last && last.Kind == kind && text[last.End..start].All(c => c is ' ' or ',' or '.' or '-'))
                found[^1] = last with { Length = i - last.Start };
            else if (Trimmed(start, i) is { Length: > 0 } stretch)
                found.Add(stretch with { Kind = kind });
            i--;
        }

        return found;
    }

    private Covered Trimmed(int start, int end)
    {
        while (start < end && text[start] is ' ' or ',' or ';')
            start++;
        while (end > start && text[end - 1] is ' ' or ',' or ';')
            end--;
        return new Covered(start, end - start, "");
    }

    private bool IsInWord(int at) => IsWord(text[at - 1]) && IsWord(text[at]);

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;
}
