using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>Options that say how trees are grown.</summary>
internal sealed class TreeOptions
{
    private static readonly TrainingOptions Standard = new();
    private readonly Option<int> trees = DataOptions.Whole("--trees", "Number of trees", Standard.Trees, 1, 100_000);
    private readonly Option<int> leaves = DataOptions.Whole("--leaves", "Leaves per tree", Standard.Leaves, 2, 65_536);
    private readonly Option<double> rate = Share("--learning-rate", "Shrinkage per tree", Standard.LearningRate);
    private readonly Option<int> minLeaf = DataOptions.Whole("--min-leaf", "Rows per leaf at least", Standard.MinLeafRows, 1, int.MaxValue);
    private readonly Option<int> depth = DataOptions.Whole("--max-depth", "Levels per tree at most; 0 = no limit but 512", Standard.MaxDepth, 0, 512);
    private readonly Option<int> bins = DataOptions.Whole("--bins", "Value bins per column", Standard.MaxBins, 2, 255);
    private readonly Option<double> rows = Share("--row-sample", "Share of rows drawn for each tree", Standard.RowSample);
    private readonly Option<double> columns = Share("--column-sample", "Share of columns drawn for each tree", Standard.ColumnSample);
    private readonly Option<int> seed = DataOptions.Whole("--seed", "Seed of every random choice", Standard.Seed, 0, int.MaxValue);
    private readonly Option<string[]> rising = DataOptions.Names("--monotone-up", "Columns of numbers with which the risk may only rise");
    private readonly Option<string[]> falling = DataOptions.Names("--monotone-down", "Columns of numbers with which the risk may only fall");

    private readonly Option<double> penalty = new("--l2")
    {
        Description = "L2 penalty on leaf values, 0 or more",
        DefaultValueFactory = _ => Standard.L2,
        CustomParser = Penalty,
    };

    private readonly Option<string> growth = new("--growth")
    {
        Description = "How trees grow: leaf, what gains most is split next, or depth, level by level",
        DefaultValueFactory = _ => "leaf",
        CustomParser = Growth,
    };

    private readonly Option<int> patience = DataOptions.Whole(
        "--early-stopping", "Stop when so many trees did not help on a fifth of the training rows, then learn from all; 0 = never", 0, 0, 100_000);

    public Option<int> Patience => patience;

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[trees, leaves, rate, minLeaf, depth, growth, penalty, rows, columns, bins, rising, falling, patience, seed])
            command.Options.Add(option);
        command.Validators.Add(typed =>
        {
            if (typed.GetValue(rising)!.Intersect(typed.GetValue(falling)!).FirstOrDefault() is { } both)
                typed.AddError($"The risk cannot both rise and fall with '{both}': --monotone-up or --monotone-down.");
        });
    }

    public TrainingOptions Of(ParseResult parsed, int threads) => Standard with
    {
        Trees = parsed.GetValue(trees),
        Leaves = parsed.GetValue(leaves),
        LearningRate = parsed.GetValue(rate),
        MinLeafRows = parsed.GetValue(minLeaf),
        MaxDepth = parsed.GetValue(depth),
        Growth = parsed.GetValue(growth) == "depth" ? TreeGrowth.DepthWise : TreeGrowth.LeafWise,
        L2 = parsed.GetValue(penalty),
        RowSample = parsed.GetValue(rows),
        ColumnSample = parsed.GetValue(columns),
        MaxBins = parsed.GetValue(bins),
        EarlyStoppingRounds = parsed.GetValue(patience),
        Monotone = Order(parsed.GetValue(rising)!, parsed.GetValue(falling)!),
        Seed = parsed.GetValue(seed),
        Threads = threads,
    };

    private static Dictionary<string, int> Order(string[] up, string[] down) =>
        up.Distinct().Select(name => (name, 1)).Concat(down.Distinct().Select(name => (name, -1))).ToDictionary(p => p.name, p => p.Item2);

    private static Option<double> Share(string name, string description, double standard) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = DataOptions.Share,
    };

    private static double Penalty(ArgumentResult result)
    {
        var text = DataOptions.Only(result);
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 1e9)
            return value;
        result.AddError($"--l2: '{text}' is not a number from 0 to 1000000000, such as 10.");
        return 0;
    }

    private static string Growth(ArgumentResult result)
    {
        var text = DataOptions.Only(result);
        if (text is not ("leaf" or "depth"))
            result.AddError($"--growth: '{text}' is neither leaf nor depth.");
        return text;
    }
}
