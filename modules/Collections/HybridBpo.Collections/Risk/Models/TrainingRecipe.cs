using System.Text.Encodings.Web;
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

    // XGBoost saves the text \u0022 as such, so that a name's quotation mark would end the name when the file is read again.
    private static readonly JsonSerializerOptions AsFewEscapesAsPossible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    /// <summary>As it is kept in a model's file.</summary>
    public string ToText() => JsonSerializer.Serialize(this, AsFewEscapesAsPossible);

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
