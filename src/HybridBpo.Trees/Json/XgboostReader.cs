using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Unicode;

namespace HybridBpo.Trees;

internal static class XgboostReader
{
    private const int MaxFeatures = 65_536;
    private const int MaxTrees = 1_000_000;
    private const int MaxDepth = 32;

    public static TreeModel Read(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
            throw new ModelFormatException(
                "file", "it is not UTF-8 text; XGBoost saves JSON under a name that ends in .json, and binary files under any other");
        try
        {
            return ReadModel(new JsonAt(JsonText.Parse(utf8, MaxDepth), JsonPath.Root));
        }
        catch (JsonException e)
        {
            throw new ModelFormatException("file", $"not valid JSON ({e.Message})", e);
        }
        catch (InvalidOperationException e)
        {
            // What the JSON reader throws for a name or text with half a surrogate pair.
            throw new ModelFormatException("file", "a text holds a broken character escape", e);
        }
    }

    private static TreeModel ReadModel(JsonAt root)
    {
        var learner = root["learner"];
        CheckObjective(learner);
        var parameters = learner["learner_model_param"];
        if (parameters["num_class"].WholeText(0, int.MaxValue) > 1)
            throw parameters["num_class"].Wrong("models for more than two classes are not supported");
        if (parameters.TryGet("num_target") is { } targets && targets.WholeText(0, int.MaxValue) > 1)
            throw targets.Wrong("models for several outcomes are not supported");
        var features = parameters["num_feature"].WholeText(1, MaxFeatures);
        var attributes = ReadAttributes(learner);
        var schema = XgboostSchema.Read(learner, features, attributes.GetValueOrDefault(ModelAttributes.Levels));
        var trees = ReadTrees(learner["gradient_booster"], schema);
        var calibrator = attributes.TryGetValue(ModelAttributes.Calibrator, out var text) ? ModelAttributes.ReadCalibrator(text) : null;
        var kept = attributes.Where(a => !a.Key.StartsWith(ModelAttributes.Prefix, StringComparison.Ordinal)).ToDictionary();
        return new TreeModel(schema, trees, ReadBaseScore(parameters["base_score"]), calibrator, kept);
    }

    private static void CheckObjective(JsonAt learner)
    {
        var objective = learner["objective"]["name"];
        if (objective.Text() != "binary:logistic")
            throw objective.Wrong($"the objective '{JsonAt.Short(objective.Text())}' is not supported; only binary:logistic is");
        var booster = learner["gradient_booster"]["name"];
        if (booster.Text() != "gbtree")
            throw booster.Wrong($"the booster '{JsonAt.Short(booster.Text())}' is not supported; only gbtree is");
    }

    private static float ReadBaseScore(JsonAt at)
    {
        // XGBoost 3.1 and later write a list of one.
        var text = at.Text().Trim('[', ']', ' ');
        if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) || !(score > 0 && score < 1))
            throw at.Wrong($"'{JsonAt.Short(text)}' is not a probability between 0 and 1");
        return score;
    }

    private static Dictionary<string, string> ReadAttributes(JsonAt learner)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (learner.TryGet("attributes") is { } given)
        {
            foreach (var (key, value) in given.Members())
                attributes[key] = value.Text();
        }

        return attributes;
    }

    private static Tree[] ReadTrees(JsonAt booster, Schema schema)
    {
        var model = booster["model"];
        var parameters = model["gbtree_model_param"];
        if (parameters.TryGet("size_leaf_vector") is { } size && size.WholeText(0, int.MaxValue) > 1)
            throw size.Wrong("trees with several outputs per leaf are not supported");
        var trees = model["trees"].Items(MaxTrees);
        if (parameters["num_trees"].WholeText(0, int.MaxValue) is var count && count != trees.Length)
            throw parameters["num_trees"].Wrong($"it says {count:N0}, but there are {trees.Length:N0} trees");
        if (model["tree_info"].Wholes(trees.Length).AsSpan().ContainsAnyExcept(0))
            throw model["tree_info"].Wrong("trees of other classes than 0 are not supported");
        var read = new Tree[trees.Length];
        ExceptionDispatchInfo? first = null;
        Parallel.For(0, read.Length, (i, loop) =>
        {
            try
            {
                read[i] = XgboostTreeReader.Read(trees[i], schema);
            }
            catch (Exception e) when (e is ModelFormatException or JsonException or InvalidOperationException)
            {
                // Of several the first in the file is told, whichever thread was there first: those before it are still read.
                loop.Break();
                lock (read)
                {
                    if (loop.LowestBreakIteration == i)
                        first = ExceptionDispatchInfo.Capture(e);
                }
            }
        });
        first?.Throw();
        return read;
    }
}
