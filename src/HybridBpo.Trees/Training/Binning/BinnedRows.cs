namespace HybridBpo.Trees;

/// <summary>
/// Binned rows. Up to four neighbouring features share one 32-bit word per row, so that a histogram pass loads a row's bins of a group at once.
/// </summary>
internal sealed class BinnedRows
{
    private const int Block = 8192;

    private BinnedRows(FeatureBins[] features, FeatureGroup[] groups, uint[][] words, int rows)
    {
        Features = features;
        Groups = groups;
        Words = words;
        Rows = rows;
        GroupOf = new int[features.Length];
        Offset = new int[features.Length];
        for (var g = 0; g < groups.Length; g++)
        {
            for (var f = groups[g].First; f < groups[g].First + groups[g].Width; f++)
                GroupOf[f] = g;
        }

        for (var f = 0; f < features.Length; f++)
        {
            Offset[f] = TotalBins;
            TotalBins += features[f].Count;
        }
    }

    public FeatureBins[] Features { get; }

    public FeatureGroup[] Groups { get; }

    public int Rows { get; }

    /// <summary>Per group: one word per row.</summary>
    public uint[][] Words { get; }

    public int[] GroupOf { get; }

    /// <summary>Where a feature's bins begin in a histogram of <see cref="TotalBins"/>.</summary>
    public int[] Offset { get; }

    public int TotalBins { get; }

    public static BinnedRows Fit(TrainingSet set, TrainingOptions options, WorkerTeam team)
    {
        var features = new FeatureBins[set.Columns.Count];
        var groups = FeatureGroup.Divide(features.Length, team.Size);
        var words = NewWords(groups, set.Count);
        var others = new uint[]?[team.Size];
        team.Run(groups.Length, (g, worker) =>
        {
            // Columns are sorted where their words will be.
            var room = new SortRoom(words[g], ref others[worker]);
            for (var f = groups[g].First; f < groups[g].First + groups[g].Width; f++)
            {
                features[f] = set.Columns[f] switch
                {
                    NumericColumn numeric => NumericBins.Fit(numeric, options.MaxBins, room),
                    CategoryColumn category => CategoryBins.Fit(category, options.MinCategoryRows),
                    _ => throw new InvalidOperationException("Unknown kind of column."),
                };
            }
        });
        var rows = new BinnedRows(features, groups, words, set.Count);
        rows.Fill(set.Columns, team);
        return rows;
    }

    /// <summary>Bins other rows by the same cuts.</summary>
    public BinnedRows Bin(TrainingSet set, WorkerTeam team)
    {
        var rows = new BinnedRows(Features, Groups, NewWords(Groups, set.Count), set.Count);
        rows.Fill(Features.Select(f => set.Columns.First(c => c.Name == f.Feature.Name)).ToArray(), team);
        return rows;
    }

    public int BinOf(int row, int feature)
    {
        var g = GroupOf[feature];
        return (byte)(Words[g][row] >> (8 * (feature - Groups[g].First)));
    }

    private static uint[][] NewWords(FeatureGroup[] groups, int rows) =>
        Array.ConvertAll(groups, _ => GC.AllocateUninitializedArray<uint>(rows, pinned: true));

    private void Fill(IReadOnlyList<FeatureColumn> columns, WorkerTeam team)
    {
        var blocks = (Rows + Block - 1) / Block;
        team.Run(blocks * Groups.Length, (item, _) =>
        {
            var group = Groups[item / blocks];
            var start = item % blocks * Block;
            var words = Words[item / blocks].AsSpan(start, Math.Min(Block, Rows - start));
            words.Clear();
            Span<byte> bins = stackalloc byte[words.Length];
            for (var k = 0; k < group.Width; k++)
            {
                Features[group.First + k].Assign(columns[group.First + k], start, bins);
                for (var i = 0; i < words.Length; i++)
                    words[i] |= (uint)bins[i] << (8 * k);
            }
        });
    }
}

/// <summary>Neighbouring features that are worked on together.</summary>
internal readonly record struct FeatureGroup(int First, int Width)
{
    /// <summary>Groups of at most four, so many that every thread has one where possible.</summary>
    public static FeatureGroup[] Divide(int features, int threads)
    {
        var count = Math.Max((features + 3) / 4, Math.Min(features, threads));
        var groups = new FeatureGroup[count];
        for (var g = 0; g < count; g++)
        {
            var first = (int)((long)features * g / count);
            groups[g] = new FeatureGroup(first, (int)((long)features * (g + 1) / count) - first);
        }

        return groups;
    }
}
