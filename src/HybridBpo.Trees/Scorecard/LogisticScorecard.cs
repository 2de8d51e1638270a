namespace HybridBpo.Trees;

/// <summary>
/// The plain comparison beside every tree model: each column cut into about ten bins, each bin replaced by its weight of evidence (the log of how
/// over-represented positives are in it), and a ridge logistic regression over those, at most the 200 columns that tell most.
/// </summary>
/// <remarks>Siddiqi, "Credit Risk Scorecards" (2006); fitted by Newton's method.</remarks>
public sealed class LogisticScorecard
{
    private const int Bins = 10;

    /// <summary>Newton's steps take the square of the columns: of wide sets those that tell most are taken.</summary>
    private const int MostColumns = 200;
    private readonly FeatureBins[] features;
    private readonly double[][] evidence;
    private readonly double[] coefficients;

    private LogisticScorecard(FeatureBins[] features, double[][] evidence, double[] coefficients)
    {
        this.features = features;
        this.evidence = evidence;
        this.coefficients = coefficients;
    }

    /// <summary>The regression's coefficients by column; a healthy scorecard has them all positive.</summary>
    public IReadOnlyDictionary<string, double> Coefficients =>
        features.Select((f, i) => (f.Feature.Name, coefficients[i])).ToDictionary(p => p.Name, p => p.Item2, StringComparer.Ordinal);

    /// <summary>Fits a scorecard.</summary>
    /// <param name="set">The rows to learn from.</param>
    /// <param name="ridge">L2 penalty per coefficient, in rows (above 0).</param>
    /// <param name="cancellation">Checked between Newton steps.</param>
    /// <exception cref="TrainingDataException">Only one outcome occurs.</exception>
    public static LogisticScorecard Fit(TrainingSet set, double ridge = 10, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ridge);
        var features = set.Columns.Select(c => c is NumericColumn n
            ? (FeatureBins)NumericBins.Fit(n, Bins)
            : CategoryBins.Fit((CategoryColumn)c, Math.Max(5, set.Count / 1000))).ToArray();
        var evidence = new double[features.Length][];
        var inputs = new double[features.Length][];
        var bins = new byte[set.Count];
        for (var f = 0; f < features.Length; f++)
        {
            features[f].Assign(set.Columns[f], 0, bins);
            evidence[f] = WeightOfEvidence.Compute(bins, features[f].Count, set);
            inputs[f] = Array.ConvertAll(bins, b => evidence[f][b]);
        }

        int[] kept = [.. Enumerable.Range(0, features.Length)];
        if (kept.Length > MostColumns)
            kept = [.. kept.OrderByDescending(f => Spread(inputs[f], set.Weights)).Take(MostColumns).Order()];
        (features, evidence, inputs) = (Of(features), Of(evidence), Of(inputs));
        return new LogisticScorecard(features, evidence, RidgeLogistic.Fit(inputs, set.Labels, set.Weights, ridge, cancellation));

        T[] Of<T>(T[] all) => Array.ConvertAll(kept, f => all[f]);
    }

    /// <summary>How far rows' evidence lies from average risk; 0 for a column that tells nothing.</summary>
    private static double Spread(double[] evidence, float[]? weights)
    {
        double sum = 0;
        for (var i = 0; i < evidence.Length; i++)
            sum += (weights?[i] ?? 1) * evidence[i] * evidence[i];
        return sum;
    }

    /// <summary>Probabilities of rows; columns are matched by name.</summary>
    /// <param name="columns">At least the columns it was fitted on.</param>
    /// <exception cref="SchemaMismatchException">A column is missing or of the wrong kind.</exception>
    public double[] Probabilities(IReadOnlyList<FeatureColumn> columns)
    {
        var schema = new Schema(Array.ConvertAll(features, f => f.Feature));
        if (schema.Compare(columns) is { } mismatch)
            throw new SchemaMismatchException(mismatch);
        var rows = columns[0].Count;
        var margins = new double[rows];
        Array.Fill(margins, coefficients[^1]);
        var bins = new byte[rows];
        for (var f = 0; f < features.Length; f++)
        {
            features[f].Assign(columns.First(c => c.Name == features[f].Feature.Name), 0, bins);
            for (var i = 0; i < rows; i++)
                margins[i] += coefficients[f] * evidence[f][bins[i]];
        }

        return Array.ConvertAll(margins, Logistic.Probability);
    }
}
