namespace HybridBpo.Hro.Screening;

/// <summary>A text as a sequence of bare words, to ask whether another text occurs in it.</summary>
internal sealed class WordSequence
{
    private readonly string joined;
    private readonly HashSet<string> pairs = new(StringComparer.Ordinal);

    public WordSequence(IEnumerable<string> words)
    {
        var bare = words.SelectMany(Bare).ToList();
        joined = ' ' + string.Join(' ', bare) + ' ';
        for (var i = 1; i < bare.Count; i++)
            pairs.Add(bare[i - 1] + ' ' + bare[i]);
    }

    public static IReadOnlyList<string> Bare(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '+' or '#');
            if (inside && start < 0)
                start = i;
            if (!inside && start >= 0)
            {
                words.Add(text[start..i].ToLowerInvariant());
                start = -1;
            }
        }

        return words;
    }

    /// <summary>True when the text shows elsewhere: word for word, or all but its clipped ends.</summary>
    public bool Shows(string text)
    {
        var bare = Bare(text);
        if (bare.Count == 0)
            return true;
        if (joined.Contains(' ' + string.Join(' ', bare) + ' ', StringComparison.Ordinal))
            return true;
        if (bare.Count < 4)
            return false;
        var shown = Enumerable.Range(1, bare.Count - 1).Count(i => pairs.Contains(bare[i - 1] + ' ' + bare[i]));
        return shown >= 0.9 * (bare.Count - 1);
    }
}
