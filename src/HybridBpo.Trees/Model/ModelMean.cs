namespace HybridBpo.Trees;

/// <summary>
/// One model whose margin is the mean of several models' margins. Models grown on the same rows with other seeds err differently where chance
/// decides, and their mean errs less (Breiman 1996).
/// </summary>
public static class ModelMean
{
    /// <summary>The mean of models that were grown on the same rows.</summary>
    /// <param name="models">At least one; of the same inputs and base score. Calibrators are not kept, attributes are the first one's.</param>
    /// <returns>All their trees, each leaf divided by how many models there are.</returns>
    /// <exception cref="ArgumentException">There is no model, or they differ in inputs or base score.</exception>
    public static TreeModel Of(IReadOnlyList<TreeModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
            throw new ArgumentException("There are 0 models.", nameof(models));
        var first = models[0];
        if (!models.All(m => m.BaseScore == first.BaseScore && SameInputs(m.Schema, first.Schema)))
            throw new ArgumentException("The models differ in inputs or base score.", nameof(models));
        var trees = models.SelectMany(m => m.Trees).Select(tree => Divided(tree, models.Count));
        return new TreeModel(first.Schema, [.. trees], first.BaseScore, null, first.Attributes);
    }

    private static bool SameInputs(Schema one, Schema other) =>
        one.Features.Count == other.Features.Count && one.Features.Zip(other.Features).All(pair =>
            pair.First.Name == pair.Second.Name && pair.First.IsCategory == pair.Second.IsCategory
            && pair.First.Levels.SequenceEqual(pair.Second.Levels, StringComparer.Ordinal));

    private static Tree Divided(Tree tree, int by)
    {
        var divided = new Tree(tree.Count);
        tree.Left.CopyTo(divided.Left, 0);
        tree.Right.CopyTo(divided.Right, 0);
        tree.Feature.CopyTo(divided.Feature, 0);
        tree.DefaultLeft.CopyTo(divided.DefaultLeft, 0);
        tree.Cover.CopyTo(divided.Cover, 0);
        tree.Gain.CopyTo(divided.Gain, 0);
        tree.RightCodes.CopyTo(divided.RightCodes, 0);
        for (var node = 0; node < tree.Count; node++)
        {
            divided.Value[node] = tree.IsLeaf(node) ? tree.Value[node] / by : tree.Value[node];
            divided.Weight[node] = tree.Weight[node] / by;
        }

        return divided;
    }
}
