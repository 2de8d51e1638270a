namespace HybridBpo.Trees;

/// <summary>
/// Bins of a category column: one per kept level, most frequent first, and, when levels were left out, a last bin for those. What is left out
/// always goes left, as an unseen level does when scoring.
/// </summary>
internal sealed class CategoryBins : FeatureBins
{
    private const int MaxLevels = 254;
    private readonly bool hasOthers;

    private CategoryBins(string name, string[] levels, bool hasOthers)
    {
        Feature = new Feature(name, isCategory: true, levels);
        this.hasOthers = hasOthers;
    }

    public override Feature Feature { get; }

    /// <summary>Levels that may be sent right.</summary>
    public int Levels => Feature.Levels.Count;

    public override int ValueBins => Levels + (hasOthers ? 1 : 0);

    public static CategoryBins Fit(CategoryColumn column, int minRows)
    {
        var counts = new int[column.Levels.Count];
        foreach (var code in column.Codes)
        {
            if (code >= 0)
                counts[code]++;
        }

        var seen = Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).ToArray();
        var kept = seen.Where(i => counts[i] >= minRows)
            .OrderByDescending(i => counts[i]).ThenBy(i => column.Levels[i], StringComparer.Ordinal)
            .Take(MaxLevels).Select(i => column.Levels[i]).ToArray();
        return new CategoryBins(column.Name, kept, kept.Length < seen.Length);
    }

    public override void Assign(FeatureColumn column, int start, Span<byte> bins)
    {
        var category = (CategoryColumn)column;
        var others = (byte)(hasOthers ? Levels + 1 : 0);
        var binOf = category.Levels.Select(level => (int)Feature.CodeOf(level) is var code && code < Levels ? (byte)(code + 1) : others).ToArray();
        for (var i = 0; i < bins.Length; i++)
        {
            var code = category.Codes[start + i];
            bins[i] = code < 0 ? (byte)0 : binOf[code];
        }
    }
}
