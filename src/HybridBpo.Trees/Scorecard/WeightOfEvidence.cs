namespace HybridBpo.Trees;

internal static class WeightOfEvidence
{
    /// <summary>Rows of average risk that every bin is mixed with, so that small bins stay near 0.</summary>
    private const double Prior = 20;

    public static double[] Compute(byte[] bins, int count, TrainingSet set)
    {
        var positive = new double[count];
        var total = new double[count];
        for (var i = 0; i < bins.Length; i++)
        {
            var weight = set.Weights?[i] ?? 1;
            positive[bins[i]] += weight * set.Labels[i];
            total[bins[i]] += weight;
        }

        var share = positive.Sum() / total.Sum();
        if (!(share > 0 && share < 1))
            throw new TrainingDataException($"Every row's label is {share}; both outcomes must occur.");
        var odds = Math.Log(share / (1 - share));
        return [.. positive.Select((p, b) =>
        {
            var mixed = (p + (Prior * share)) / (total[b] + Prior);
            return Math.Log(mixed / (1 - mixed)) - odds;
        })];
    }
}
