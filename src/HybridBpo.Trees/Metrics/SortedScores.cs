namespace HybridBpo.Trees;

/// <summary>Scores in ascending order with their labels.</summary>
internal sealed class SortedScores
{
    private readonly double[] scores;
    private readonly float[] labels;

    public SortedScores(double[] scores, float[] labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        if (scores.Length != labels.Length || scores.Length == 0)
            throw new ArgumentException($"There are {scores.Length} scores and {labels.Length} labels; there must be equally many, at least one.");
        if (Array.Exists(scores, s => !double.IsFinite(s)))
            throw new ArgumentException("A score is not a finite number.", nameof(scores));
        this.scores = (double[])scores.Clone();
        this.labels = (float[])labels.Clone();
        Array.Sort(this.scores, this.labels);
        Positives = labels.Count(y => y > 0);
    }

    public int Positives { get; }

    private int Negatives => scores.Length - Positives;

    public (double Auc, double Ks) Ranking()
    {
        if (Positives == 0 || Negatives == 0)
            return (double.NaN, double.NaN);
        double negativesBelow = 0, positivesBelow = 0, pairs = 0, ks = 0;
        for (var i = 0; i < scores.Length;)
        {
            var (end, positives) = Tie(i);
            double negatives = end - i - positives;
            pairs += positives * (negativesBelow + (negatives / 2));
            negativesBelow += negatives;
            positivesBelow += positives;
            ks = Math.Max(ks, Math.Abs((negativesBelow / Negatives) - (positivesBelow / Positives)));
            i = end;
        }

        return (pairs / ((double)Positives * Negatives), ks);
    }

    public List<CalibrationGroup> Groups(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var groups = new List<CalibrationGroup>(count);
        for (var g = 0; g < count; g++)
        {
            var start = (int)((long)scores.Length * g / count);
            var end = (int)((long)scores.Length * (g + 1) / count);
            if (end == start)
                continue;
            double sum = 0, positive = 0;
            for (var i = start; i < end; i++)
            {
                sum += scores[i];
                positive += labels[i];
            }

            groups.Add(new CalibrationGroup(end - start, scores[start], scores[end - 1], sum / (end - start), positive / (end - start)));
        }

        return groups;
    }

    public List<RocPoint> Roc(int points)
    {
        var curve = new List<RocPoint>();
        if (Positives == 0 || Negatives == 0)
            return curve;
        var step = 1.0 / (points - 1);
        curve.Add(new RocPoint(0, 0, double.PositiveInfinity));
        double flaggedNegatives = 0, flaggedPositives = 0;
        for (var end = scores.Length; end > 0;)
        {
            var start = end - 1;
            while (start > 0 && scores[start - 1] == scores[start])
                start--;
            for (var i = start; i < end; i++)
            {
                flaggedPositives += labels[i];
                flaggedNegatives += 1 - labels[i];
            }

            end = start;
            var point = new RocPoint(flaggedNegatives / Negatives, flaggedPositives / Positives, scores[start]);
            var moved = Math.Max(point.FalsePositiveRate - curve[^1].FalsePositiveRate, point.TruePositiveRate - curve[^1].TruePositiveRate);
            if (moved >= step || end == 0)
                curve.Add(point);
        }

        return curve;
    }

    private (int End, double Positives) Tie(int start)
    {
        double positives = 0;
        var end = start;
        for (; end < scores.Length && scores[end] == scores[start]; end++)
            positives += labels[end];
        return (end, positives);
    }
}
