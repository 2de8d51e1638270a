namespace HybridBpo.Trees;

/// <summary>Further trees on a model: rows in its order of columns, and new trees in its codes of categories.</summary>
internal static class Continued
{
    public static TrainingSet Arrange(TrainingSet set, TreeModel from)
    {
        var extra = set.Columns.FirstOrDefault(c => from.Schema.IndexOf(c.Name) < 0);
        if (extra is not null)
            throw new TrainingDataException($"The model to go on from does not know the column '{extra.Name}'.");
        if (from.Schema.Compare([.. set.Columns]) is { } mismatch)
            throw new TrainingDataException($"The model to go on from needs other columns: {mismatch.Message}.");
        if (from.Schema.Features.FirstOrDefault(f => f.TakesCodes) is { } unnamed)
            throw new TrainingDataException($"The model to go on from keeps no names for the categories of '{unnamed.Name}'.");
        return new TrainingSet([.. from.Schema.Features.Select(f => set.Columns.First(c => c.Name == f.Name))], set.Labels, set.Weights);
    }

    /// <summary>Old and new trees as one model.</summary>
    /// <param name="from">The model that went before.</param>
    /// <param name="grown">What the new trees stand on.</param>
    /// <param name="trees">The new trees; their codes are changed in place.</param>
    public static TreeModel Join(TreeModel from, Schema grown, IReadOnlyList<Tree> trees)
    {
        var features = from.Schema.Features.Select((f, i) => !f.IsCategory
            ? f : new Feature(f.Name, true, [.. f.Levels, .. grown.Features[i].Levels.Except(f.Levels, StringComparer.Ordinal)])).ToArray();
        foreach (var tree in trees)
        {
            for (var node = 0; node < tree.Count; node++)
            {
                if (tree.RightCodes[node] is not { } codes)
                    continue;
                var feature = tree.Feature[node];
                tree.RightCodes[node] = [.. codes.Select(code => (int)features[feature].CodeOf(grown.Features[feature].Levels[code])).Order()];
            }
        }

        return new TreeModel(new Schema(features), [.. from.Trees, .. trees], from.BaseScore, null, from.Attributes);
    }
}
