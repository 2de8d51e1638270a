using System.Text.Json;
using HybridBpo.Collections.Risk.Features;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk.Scoring;

/// <summary>A score with what explains it.</summary>
internal sealed record Score(Guid Account, double Value, string Band, IReadOnlyList<ScoreReason> Reasons, byte[] ValuesHash);

/// <param name="Text">A plain sentence about the account.</param>
/// <param name="Points">Percentage points by which it moves the chance, beside the usual one.</param>
internal sealed record ScoreReason(string Text, double Points);

/// <summary>Scores rows and says why in words. Pure.</summary>
internal static class Scorer
{
    private const int MostReasons = 5;

    // Columns that say the same thing in other words are one reason.
    private static readonly Dictionary<string, string> Groups = new()
    {
        ["days_past_due"] = "late",
        ["max_days_late_6m"] = "late",
        ["months_late30_6m"] = "late30",
        ["months_late30_12m"] = "late30",
        ["bills_late_3m"] = "bills",
        ["bills_late_6m"] = "bills",
        ["bills_late_12m"] = "bills",
        ["paid_to_billed_3m"] = "paid",
        ["paid_to_billed_6m"] = "paid",
        ["balance_to_bill"] = "balance",
        ["overdue_to_bill"] = "balance",
        ["balance_change_3m"] = "balance",
        ["delay_3m"] = "delay",
        ["delay_change"] = "delay",
        ["promises_6m"] = "promises",
        ["promises_broken_6m"] = "promises",
    };

    public static Result<IReadOnlyList<Score>> Run(RiskModel model, IReadOnlyList<(Guid Account, float[] Values)> rows, Func<double, string> bandOf)
    {
        if (rows.Count == 0) return new List<Score>();
        var columns = Portfolio.PortfolioSplit.Columns([.. rows.Select(r => r.Values)]);
        if (!model.Score(columns).Is(out var scores, out var refusal)) return refusal;
        var explained = model.Reasons(columns, new ReasonGroups(model.Trees.Schema, Groups), MostReasons);
        return (List<Score>)[.. rows.Select((r, i) => new Score(
            r.Account, scores.Probabilities[i], bandOf(scores.Probabilities[i]), [.. explained[i].Select(x => Say(x, r.Values, scores.Margins[i]))],
            System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(r.Values.AsSpan()))))];
    }

    public static string Write(IReadOnlyList<ScoreReason> reasons) => JsonSerializer.Serialize(reasons, JsonSerializerOptions.Web);

    public static IReadOnlyList<ScoreReason> Read(string json) => JsonSerializer.Deserialize<List<ScoreReason>>(json, JsonSerializerOptions.Web)
        ?? [];

    private static ScoreReason Say(Reason reason, float[] values, float margin)
    {
        var at = 0;
        while (FeatureNames.All[at].Code != reason.Column) at++;
        var with = Logistic(margin);
        return new ScoreReason(FeatureNames.All[at].Say(values[at]), Math.Round(100 * (with - Logistic(margin - reason.Contribution)), 1));
    }

    private static double Logistic(double margin) => 1 / (1 + Math.Exp(-margin));
}
