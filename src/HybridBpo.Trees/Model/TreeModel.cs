namespace HybridBpo.Trees;

/// <summary>
/// A trained model: trees, the inputs they expect, and optionally a calibrator. Immutable and safe to share between threads; score with
/// <see cref="Scorer"/>, keep as XGBoost JSON with <see cref="XgboostJson"/>.
/// </summary>
public sealed class TreeModel
{
    internal TreeModel(
        Schema schema,
        IReadOnlyList<Tree> trees,
        float baseScore,
        Calibrator? calibrator = null,
        IReadOnlyDictionary<string, string>? attributes = null)
    {
        Schema = schema;
        Trees = trees;
        BaseScore = baseScore;
        Calibrator = calibrator;
        Attributes = attributes ?? new Dictionary<string, string>();
    }

    /// <summary>The inputs.</summary>
    public Schema Schema { get; }

    /// <summary>The probability that training started from (the share of positives).</summary>
    public float BaseScore { get; }

    /// <summary>Turns margins into calibrated probabilities; without one the logistic function does.</summary>
    public Calibrator? Calibrator { get; }

    /// <summary>Free texts kept in the model file, such as a model card.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; }

    /// <summary>How many trees there are.</summary>
    public int TreeCount => Trees.Count;

    internal IReadOnlyList<Tree> Trees { get; }

    /// <summary>The same trees with another calibrator (or none).</summary>
    /// <param name="calibrator">The calibrator.</param>
    public TreeModel WithCalibrator(Calibrator? calibrator) => new(Schema, Trees, BaseScore, calibrator, Attributes);

    /// <summary>The same model with an attribute added or replaced.</summary>
    /// <param name="key">The attribute's name; names beginning with "hybridbpo_" are kept for the library.</param>
    /// <param name="value">Its text.</param>
    public TreeModel WithAttribute(string key, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(value);
        if (key.StartsWith(ModelAttributes.Prefix, StringComparison.Ordinal))
            throw new ArgumentException($"Attributes beginning with '{ModelAttributes.Prefix}' are kept for the library.", nameof(key));
        return new TreeModel(Schema, Trees, BaseScore, Calibrator, new Dictionary<string, string>(Attributes) { [key] = value });
    }

    /// <summary>The distinct thresholds of a numeric feature's splits, ascending; values between them are all alike to the model.</summary>
    /// <param name="feature">The feature's position in the schema.</param>
    public IReadOnlyList<float> Thresholds(int feature)
    {
        var thresholds = new SortedSet<float>();
        foreach (var tree in Trees)
        {
            for (var node = 0; node < tree.Count; node++)
            {
                if (!tree.IsLeaf(node) && tree.Feature[node] == feature && tree.RightCodes[node] is null)
                    thresholds.Add(tree.Value[node]);
            }
        }

        return [.. thresholds];
    }

    /// <summary>Per feature the total gain of its splits and their number, the most important first.</summary>
    public IReadOnlyList<FeatureGain> Importance()
    {
        var gains = new double[Schema.Features.Count];
        var splits = new int[Schema.Features.Count];
        foreach (var tree in Trees)
        {
            for (var node = 0; node < tree.Count; node++)
            {
                if (tree.IsLeaf(node))
                    continue;
                gains[tree.Feature[node]] += tree.Gain[node];
                splits[tree.Feature[node]]++;
            }
        }

        return [.. Schema.Features.Select((f, i) => new FeatureGain(f.Name, gains[i], splits[i])).OrderByDescending(g => g.Gain)];
    }
}

/// <summary>How much a feature's splits gained in training.</summary>
/// <param name="Feature">The feature's name.</param>
/// <param name="Gain">Sum of the gains (reduction of the penalised loss).</param>
/// <param name="Splits">Number of splits on it.</param>
public sealed record FeatureGain(string Feature, double Gain, int Splits);
