namespace HybridBpo.Platform.Tracing;

/// <summary>A full name in any order of its words, in any case, with or without accents and what stands between them.</summary>
internal sealed class NameNeedle
{
    private const int Around = 60;
    private readonly IReadOnlyList<string>[] others;

    private NameNeedle(IReadOnlyList<string> anchor, IReadOnlyList<string>[] others) => (Anchor, this.others) = (anchor, others);

    /// <summary>The same for every way of writing that is searched for alike.</summary>
    public string Normal => string.Join(' ', others.Append(Anchor).Select(spellings => string.Join('|', spellings)).Order(StringComparer.Ordinal));

    /// <summary>Spellings of the longest word: it is looked for first.</summary>
    public IReadOnlyList<string> Anchor { get; }

    /// <summary>
    /// Null when there is no word in it. Of more than two words the first and the last count: middle names come and go. What stands before a comma is
    /// the surname, wherever it is written.
    /// </summary>
    public static NameNeedle? Of(string name)
    {
        var words = Words(name);
        if (words.Count == 0) return null;
        string[] kept = words.Count == 1 ? [words[0]] : [words[0], words[^1]];
        var ordered = kept.OrderByDescending(word => word.Length).Select(Folding.Spellings).ToList();
        return new NameNeedle(ordered[0], [.. ordered.Skip(1)]);
    }

    /// <summary>
    /// As what a version before may have known it: there the surname counted as the first word where it was written first, and with it the last of
    /// the middle names. Where a comma stands that is one pair of words; without one nobody can tell where the surname begins, and each pair may be.
    /// Not needed once no erasure is unproven that was begun before 22 November 2026.
    /// </summary>
    public static IEnumerable<string> Before(string name)
    {
        if (Words(name) is not { Count: > 2 } words)
            return [];
        var pairs = words.Zip(words.Skip(1), (word, next) => $"{word} {next}");
        var given = name.IndexOf(',') is >= 0 and var comma ? Words(name[(comma + 1)..]).Count : 0;
        return given > 0 && given < words.Count ? pairs.Skip(given - 1).Take(1) : pairs;
    }

    /// <summary>Does the name stand here?</summary>
    /// <param name="text">Folded.</param>
    /// <param name="at">Where the anchor begins.</param>
    public bool Stands(ReadOnlySpan<char> text, int at)
    {
        foreach (var spelling in Anchor)
        {
            if (!text[at..].StartsWith(spelling, StringComparison.OrdinalIgnoreCase) || !IsWord(text, at, spelling.Length)) continue;
            var from = Math.Max(0, at - Around);
            var near = text[from..Math.Min(text.Length, at + spelling.Length + Around)];
            var all = true;
            foreach (var other in others) all &= HasWord(near, other, at - from);
            if (all) return true;
        }

        return false;
    }

    // The surname last.
    private static List<string> Words(string name)
    {
        if (name.IndexOf(',') is >= 0 and var comma) name = $"{name[(comma + 1)..]} {name[..comma]}";
        return [.. name.Split([' ', ',', '.', ';', '\t', '\u00a0'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(word => word.Count(char.IsLetter) > 1)];
    }

    // Not the anchor itself: somebody may be called Lee Lee.
    private static bool HasWord(ReadOnlySpan<char> text, IReadOnlyList<string> spellings, int anchor)
    {
        foreach (var word in spellings)
            for (var from = 0; text[from..].IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var found; from += found + 1)
                if (from + found != anchor && IsWord(text, from + found, word.Length)) return true;
        return false;
    }

    private static bool IsWord(ReadOnlySpan<char> text, int at, int length) =>
        (at == 0 || !char.IsLetter(text[at - 1])) && (at + length >= text.Length || !char.IsLetter(text[at + length]));
}
