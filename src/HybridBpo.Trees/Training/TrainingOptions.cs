namespace HybridBpo.Trees;

/// <summary>How to train; the defaults suit credit-like data of thousands to millions of rows.</summary>
public sealed record TrainingOptions
{
    /// <summary>No tree has more levels, whatever is asked for.</summary>
    internal const int DeepestTree = 512;

    private const int CellsPerThread = 16_384;

    /// <summary>How many trees at most (1 … 100,000).</summary>
    public int Trees { get; init; } = 200;

    /// <summary>Leaves per tree at most (2 … 65,536).</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Which leaf is split next.</summary>
    public TreeGrowth Growth { get; init; } = TreeGrowth.LeafWise;

    /// <summary>
    /// Numeric columns that the margin may only rise with (1) or only fall with (−1), whatever the others hold; by name, 0 = free. Missing values are
    /// outside the order.
    /// </summary>
    /// <remarks>Each leaf keeps within bounds set by the splits above it, halfway between the two sides (as XGBoost does since 0.7).</remarks>
    public IReadOnlyDictionary<string, int> Monotone { get; init; } = new Dictionary<string, int>();

    /// <summary>Levels per tree at most; 0 = no limit but that of 512.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Shrinkage of every tree's output (above 0, at most 1).</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Rows per leaf at least (1 or more).</summary>
    public int MinLeafRows { get; init; } = 20;

    /// <summary>Sum of hessians (p·(1−p)·weight) per leaf at least.</summary>
    public double MinChildHessian { get; init; } = 1;

    /// <summary>L2 penalty on leaf values (0 or more).</summary>
    public double L2 { get; init; } = 1;

    /// <summary>Gain a split must bring at least (0 or more).</summary>
    public double MinGain { get; init; }

    /// <summary>Share of rows drawn per tree, without replacement (above 0, at most 1).</summary>
    public double RowSample { get; init; } = 1;

    /// <summary>Share of columns drawn per tree (above 0, at most 1; at least one column is kept).</summary>
    public double ColumnSample { get; init; } = 1;

    /// <summary>Value bins per numeric column (2 … 255; one more is kept for missing values).</summary>
    public int MaxBins { get; init; } = 255;

    /// <summary>Categories with at most this many levels are split one against the rest; others by sorted sets.</summary>
    public int OneHotLevels { get; init; } = 4;

    /// <summary>Extra L2 penalty on sorted-set category splits, which overfit more easily.</summary>
    public double CategoryL2 { get; init; } = 10;

    /// <summary>Levels seen in fewer rows are treated like unseen ones.</summary>
    public int MinCategoryRows { get; init; } = 5;

    /// <summary>
    /// With a validation part: stop when its log loss has not improved for this many trees, and keep the trees up to the best; 0 = keep all.
    /// </summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>Seed of every random choice. The same seed and data give the same model at any thread count.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads at most; 0 = one per processor. Small data uses fewer.</summary>
    public int Threads { get; init; }

    /// <summary>Threads that pay for a set: handing out work costs more than it saves on small data.</summary>
    internal int ThreadsFor(TrainingSet set)
    {
        var allowed = Threads > 0 ? Math.Min(Threads, 256) : Environment.ProcessorCount;
        return (int)Math.Clamp((long)set.Count * set.Columns.Count / CellsPerThread, 1, allowed);
    }

    internal void Validate()
    {
        Require(Trees is >= 1 and <= 100_000, nameof(Trees), "1 to 100,000");
        Require(Leaves is >= 2 and <= 65_536, nameof(Leaves), "2 to 65,536");
        Require(MaxDepth >= 0, nameof(MaxDepth), "0 or more");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), "above 0, at most 1");
        Require(MinLeafRows >= 1, nameof(MinLeafRows), "1 or more");
        Require(MinChildHessian is >= 0 and <= double.MaxValue, nameof(MinChildHessian), "0 or more");
        Require(L2 is >= 0 and <= double.MaxValue, nameof(L2), "0 or more");
        Require(MinGain is >= 0 and <= double.MaxValue, nameof(MinGain), "0 or more");
        Require(RowSample is > 0 and <= 1, nameof(RowSample), "above 0, at most 1");
        Require(ColumnSample is > 0 and <= 1, nameof(ColumnSample), "above 0, at most 1");
        Require(MaxBins is >= 2 and <= 255, nameof(MaxBins), "2 to 255");
        Require(OneHotLevels >= 0, nameof(OneHotLevels), "0 or more");
        Require(CategoryL2 is >= 0 and <= double.MaxValue, nameof(CategoryL2), "0 or more");
        Require(EarlyStoppingRounds >= 0, nameof(EarlyStoppingRounds), "0 or more");
        Require(Threads >= 0, nameof(Threads), "0 or more");
        Require(Enum.IsDefined(Growth), nameof(Growth), "one that there is");
        Require(Monotone is not null && Monotone.Values.All(d => d is >= -1 and <= 1), nameof(Monotone), "-1, 0 or 1 for each column");
    }

    private static void Require(bool holds, string name, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, $"{name} must be {range}.");
    }
}

/// <summary>The order in which a tree's leaves are split.</summary>
public enum TreeGrowth
{
    /// <summary>The leaf that gains most (Shi 2007; as LightGBM grows).</summary>
    LeafWise,

    /// <summary>Level by level, within a level the leaf that gains most (as XGBoost grows by default).</summary>
    DepthWise,
}
