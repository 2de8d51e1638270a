using System.Globalization;
using HybridBpo.Collections.Risk.Features;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <param name="Ok">Is it as it should be?</param>
internal sealed record ModelCheck(bool Ok, string Words);

/// <summary>What the figures of a model say, in sentences.</summary>
internal static class ModelVerdicts
{
    private const double FairCalibration = 0.02;

    public static string Sample(ModelResults r) => r.TestPositives == 0
        ? $"{Count(r.TestRows)} rows held out"
        : $"{Count(r.TestRows)} rows held out, {Count(r.TestPositives)} with the outcome "
            + $"({ModelWords.Percent((double)r.TestPositives / r.TestRows)})";

    /// <summary>How far it is ahead of the plain ones, as a ranking of the same rows.</summary>
    public static IEnumerable<string> Against(ModelResults r)
    {
        yield return Ahead("the plain scorecard", r.OverScorecard ?? Unknown(r.Scorecard, r));
        if (r.Plain is { } plain) yield return Ahead($"“{r.PlainName.ToLowerInvariant()}”", r.OverPlain ?? Unknown(plain, r));
    }

    public static IEnumerable<ModelCheck> Checks(ModelRow m, Refusal? obstacle)
    {
        var r = m.Results;
        if (r.Plain is { } plain)
            yield return Ranks($"“{r.PlainName.ToLowerInvariant()}”", r.OverPlain ?? Unknown(plain, r), "a model may bring nothing");
        yield return Ranks("the plain scorecard", r.OverScorecard ?? Unknown(r.Scorecard, r), "and that is easier to explain");
        if (!double.IsNaN(r.Model.Ece))
            yield return r.Model.Ece <= FairCalibration
                ? new(true, $"Says {Points(r.Model.Ece)} too much or too little, on average")
                : new(false, $"Says {Points(r.Model.Ece)} too much or too little, on average: look at the calibration");
        yield return r.AucInterval <= 0.05
            ? new(true, $"Enough rows held out to tell: AUC ±{ModelWords.Show(r.AucInterval)}")
            : new(false, $"Few rows held out: AUC ±{ModelWords.Show(r.AucInterval)}");
        yield return obstacle switch
        {
            null => new(true, $"The portfolio builds all its {m.Columns.Count} columns, none a prohibited basis"),
            ColumnsNotInPortfolio { Columns.Count: var n } => new(false, $"The portfolio cannot build {n} of its {m.Columns.Count} columns"),
            ProhibitedBasis => new(false, "It uses a prohibited basis"),
            _ => new(false, obstacle.Message),
        };
    }

    public static IEnumerable<(string Label, string Value)> Recipe(ModelRow m)
    {
        var r = m.Results;
        yield return ("Learnt from", m.SourceText);
        if (r.Recipe is not { } recipe) yield break;
        yield return ("Outcome", recipe.Label == FeatureNames.Outcome ? "30 days late within 90 days" : recipe.Outcome);
        yield return ("Rows", $"{Count(r.TrainRows)} to learn, {Count(r.TestRows)} to test");
        yield return ("Held out", ModelWords.HoldOutWords(recipe.HoldOut));
        yield return ("Left out", recipe.Dropped.Count == 0 ? "nothing" : ColumnNames.Some(recipe.Dropped));
        yield return ("Trees", $"{r.Trees}, {Param(recipe, "leaves")} leaves, rate {Param(recipe, "learningRate")}");
        yield return ("Regularisation", $"L2 {Param(recipe, "l2")}, {Param(recipe, "minLeaf")} rows a leaf");
        yield return ("Seed", Param(recipe, "seed"));
    }

    private static AucDifference Unknown(ResultLine other, ModelResults r) => new(r.Model.Auc - other.Auc, double.NaN);

    // Better is said only where the whole interval of the difference lies on one side.
    internal static ModelCheck Ranks(string of, AucDifference over, string otherwise) =>
        over.Low > 0 ? new(true, $"Ranks better than {of}{By(over)}")
        : over.High < 0 ? new(false, $"Ranks worse than {of}, {otherwise}{By(over)}")
        : new(false, $"Cannot be told from {of}, {otherwise}{By(over)}");

    private static string Ahead(string of, AucDifference over) => double.IsNaN(over.By) ? $"{of} cannot be compared"
        : (over.By >= 0 ? $"{ModelWords.Show(over.By)} ahead of {of}" : $"{ModelWords.Show(-over.By)} behind {of}")
            + (double.IsNaN(over.Half) ? "" : $" (95 %: {Signed(over.Low)} to {Signed(over.High)})");

    private static string By(AucDifference over) =>
        double.IsNaN(over.Half) ? "" : $": {Signed(over.By)} (95 %: {Signed(over.Low)} to {Signed(over.High)})";

    private static string Signed(double value) => value.ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture);

    private static string Points(double share) => $"{ModelWords.Show(100 * share, "0.0")} points";

    private static string Param(TrainingRecipe recipe, string name) =>
        recipe.Params.TryGetValue(name, out var value) ? value.ToString(CultureInfo.InvariantCulture) : "–";

    private static string Count(int n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
