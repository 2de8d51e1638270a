namespace HybridBpo.Trees;

/// <summary>Rows that are only watched: their log loss after each tree.</summary>
internal sealed class ValidationPart
{
    private readonly TrainingSet set;
    private readonly BinnedRows rows;
    private readonly float[] margin;
    private readonly int[] all;
    private readonly WorkerTeam team;

    public ValidationPart(TrainingSet set, BinnedRows trainingRows, float[]? margins, float baseMargin, WorkerTeam team)
    {
        this.set = set;
        this.team = team;
        rows = trainingRows.Bin(set, team);
        margin = margins ?? new float[set.Count];
        if (margins is null)
            Array.Fill(margin, baseMargin);
        all = [.. Enumerable.Range(0, set.Count)];
    }

    public void Add(GrownTree tree, float[] values) => LeafValues.AddTo(margin, all, rows, tree, values, team);

    public double LogLoss()
    {
        double loss = 0, total = 0;
        for (var i = 0; i < margin.Length; i++)
        {
            var weight = set.Weights?[i] ?? 1;
            loss += weight * Logistic.Loss(margin[i], set.Labels[i]);
            total += weight;
        }

        return loss / total;
    }
}
