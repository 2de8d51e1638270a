using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>A model ready to score. Thread-safe.</summary>
internal sealed class RiskModel(TreeModel trees)
{
    public Scorer Scorer { get; } = new(trees);

    public TreeModel Trees { get; } = trees;

    /// <summary>Reads a model from the bytes of its XGBoost JSON file.</summary>
    public static Result<RiskModel> FromBytes(ReadOnlyMemory<byte> json)
    {
        try
        {
            return new RiskModel(XgboostJson.Read(json));
        }
        catch (ModelFormatException e)
        {
            return new ModelUnreadable($"The model cannot be read: {e.Message}.");
        }
    }

    public byte[] ToBytes() => XgboostJson.Write(Trees);

    /// <summary>Says which columns cannot feed the model; null when all can.</summary>
    public ModelNeedsColumns? Check(IReadOnlyCollection<FeatureColumn> columns) => Trees.Schema.Compare(columns) is { } mismatch
        ? new ModelNeedsColumns(mismatch.MissingColumns, mismatch.WrongKindColumns, Capital(mismatch.Message) + ".")
        : null;

    /// <summary>Scores rows given as named columns.</summary>
    public Result<RiskScores> Score(IReadOnlyList<FeatureColumn> columns, int threads = 0)
    {
        if (Check(columns) is { } refusal)
            return refusal;
        var margins = Scorer.Margins(columns, threads);
        return new RiskScores(margins, Array.ConvertAll(margins, Scorer.Probability));
    }

    /// <summary>The strongest reasons of each row, for columns that <see cref="Check"/> accepts.</summary>
    public IReadOnlyList<IReadOnlyList<Reason>> Reasons(IReadOnlyList<FeatureColumn> columns, ReasonGroups groups, int count, int threads = 0) =>
        [.. Scorer.Contributions(columns, threads).Select(row => groups.Top(row, count))];

    internal double[] Probabilities(IReadOnlyList<FeatureColumn> columns, int threads) =>
        Scorer.Probabilities(columns, threads);

    internal float Margin(ReadOnlySpan<float> row) => Scorer.Margin(row);

    internal double Probability(float margin) => Scorer.Probability(margin);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

/// <summary>Scores of several rows.</summary>
/// <param name="Margins">Log-odds before calibration.</param>
/// <param name="Probabilities">Calibrated probabilities.</param>
internal sealed record RiskScores(float[] Margins, double[] Probabilities);
