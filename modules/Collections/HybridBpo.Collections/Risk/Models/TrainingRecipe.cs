using System.Text.Json;
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
    IReadOnlyDictionary<string, double> Params,
    IReadOnlyList<string>? Notes = null)
{
    public const string Attribute = "recipe";

    public string Outcome => Positive is null ? $"{Label} = 1" : $"{Label} = {Positive}";

    /// <summary>The recipe kept in a model's file; models trained elsewhere have none.</summary>
    public static TrainingRecipe? Of(TreeModel model)
    {
        if (!model.Attributes.TryGetValue(Attribute, out var text))
            return null;
        try
        {
            // Whatever a file claims to be made by: half a recipe is none.
            return JsonSerializer.Deserialize<TrainingRecipe>(text) is { DataHash: not null, Params: not null } recipe
                && recipe.Params.Values.All(double.IsFinite) ? recipe : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IReadOnlyDictionary<string, double> Describe(TrainingOptions options, int trees, int models = 1) => new Dictionary<string, double>
    {
        ["trees"] = trees,
        ["leaves"] = options.Leaves,
        ["learningRate"] = options.LearningRate,
        ["minLeaf"] = options.MinLeafRows,
        ["minChildHessian"] = options.MinChildHessian,
        ["l2"] = options.L2,
        ["minGain"] = options.MinGain,
        ["rowSample"] = options.RowSample,
        ["columnSample"] = options.ColumnSample,
        ["bins"] = options.MaxBins,
        ["maxDepth"] = options.MaxDepth,
        ["seed"] = options.Seed,
        ["models"] = models,
    };
}
