namespace HybridBpo.Trees;

/// <summary>Between probabilities and margins (log-odds).</summary>
internal static class Logistic
{
    /// <summary>The log-odds of a probability, in float arithmetic as XGBoost has it.</summary>
    public static float Margin(float probability) => -MathF.Log((1f / probability) - 1f);

    public static double Probability(double margin) => 1 / (1 + Math.Exp(-margin));

    /// <summary>Log loss of a margin against a 0/1 label, without overflow.</summary>
    public static double Loss(double margin, double label) =>
        Math.Max(margin, 0) - (margin * label) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
}
