using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>How a model came to be, as kept in its file and card.</summary>
internal sealed record TrainingRecipe(
    string DataName,
    string DataHash,
    string Label,
    string? Positive,
    string HoldOut,
    IReadOnlyList<string> Dropped,
    int Rows,
    int TrainRows,
    int TestRows,
    IReadOnlyDictionary<string, double> Params)
{
    public const string Attribute = "recipe";

    public string Outcome => Positive is null ? $"{Label} = 1" : $"{Label} = {Positive}";

    public static IReadOnlyDictionary<string, double> Describe(TrainingOptions options, int trees) => new Dictionary<string, double>
    {
        ["trees"] = trees,
        ["leaves"] = options.Leaves,
        ["learningRate"] = options.LearningRate,
        ["minLeaf"] = options.MinLeafRows,
        ["minChildHessian"] = options.MinChildHessian,
        ["l2"] = options.L2,
        ["rowSample"] = options.RowSample,
        ["columnSample"] = options.ColumnSample,
        ["seed"] = options.Seed,
    };
}
