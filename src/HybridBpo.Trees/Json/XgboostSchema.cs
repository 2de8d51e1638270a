namespace HybridBpo.Trees;

/// <summary>Feature names, kinds and category levels of a file; files without names get f0, f1, … as XGBoost calls them.</summary>
internal static class XgboostSchema
{
    public static Schema Read(JsonAt learner, int count, string? levelsText)
    {
        var names = Texts(learner, "feature_names", count) ?? [.. Enumerable.Range(0, count).Select(i => $"f{i}")];
        var kinds = Texts(learner, "feature_types", count);
        var levels = levelsText is null ? [] : ModelAttributes.ReadLevels(levelsText);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var features = new Feature[count];
        for (var i = 0; i < count; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i]) || !seen.Add(names[i]))
                throw new ModelFormatException($"learner.feature_names[{i}]", $"the name '{JsonAt.Short(names[i])}' is empty or occurs twice");
            var isCategory = kinds is not null && kinds[i] == "c";
            features[i] = new Feature(names[i], isCategory, isCategory ? levels.GetValueOrDefault(names[i]) : null);
        }

        return new Schema(features);
    }

    private static string[]? Texts(JsonAt learner, string name, int count)
    {
        if (learner.TryGet(name) is not { } array || array.Length() == 0)
            return null;
        if (array.Length() != count)
            throw array.Wrong($"it has {array.Length():N0} entries for {count:N0} features");
        return Array.ConvertAll(array.Items(count), item => item.Text());
    }
}
