using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HybridBpo.Trees;

internal static class XgboostWriter
{
    // XGBoost does not read \uXXXX: a column called "Größe" or "a+b" would have another name there, so as little is escaped as can be (what lies
    // beyond U+FFFF still is).
    private static readonly JsonWriterOptions AsFewEscapesAsPossible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(TreeModel model)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using (var json = new Utf8JsonWriter(buffer, AsFewEscapesAsPossible))
        {
            json.WriteStartObject();
            json.WriteStartObject("learner");
            WriteAttributes(json, model);
            WriteFeatures(json, model.Schema);
            json.WriteStartObject("gradient_booster");
            json.WriteStartObject("model");
            WriteParameters(json, "gbtree_model_param", ("num_parallel_tree", "1"), ("num_trees", Text(model.TreeCount)), ("size_leaf_vector", "0"));
            WriteInts(json, "tree_info", new int[model.TreeCount]);
            json.WriteStartArray("trees");
            for (var t = 0; t < model.TreeCount; t++)
                XgboostTreeWriter.Write(json, model.Trees[t], t, model.Schema.Features.Count);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteString("name", "gbtree");
            json.WriteEndObject();
            WriteLearner(json, model);
            json.WriteEndObject();
            WriteInts(json, "version", [1, 7, 4]);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The shortest text that reads back as the same float, with a point or exponent so that XGBoost takes it for one.</summary>
    public static string Text(float value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    public static void WriteInts(Utf8JsonWriter json, string name, ReadOnlySpan<int> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    public static void WriteFloats(Utf8JsonWriter json, string name, ReadOnlySpan<float> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteRawValue(Text(value), skipInputValidation: true);
        json.WriteEndArray();
    }

    public static void WriteParameters(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Key, string Value)> parameters)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in parameters)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteLearner(Utf8JsonWriter json, TreeModel model)
    {
        // XGBoost reads a probability; a text longer than about 15 characters silently becomes 0.5, the shortest float text never is.
        WriteParameters(
            json,
            "learner_model_param",
            ("base_score", model.BaseScore.ToString("R", CultureInfo.InvariantCulture)),
            ("boost_from_average", "1"),
            ("num_class", "0"),
            ("num_feature", Text(model.Schema.Features.Count)),
            ("num_target", "1"));
        json.WriteStartObject("objective");
        json.WriteString("name", "binary:logistic");
        WriteParameters(json, "reg_loss_param", ("scale_pos_weight", "1"));
        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, TreeModel model)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in model.Attributes)
            attributes[key] = value;
        if (ModelAttributes.WriteLevels(model.Schema) is { } levels)
            attributes[ModelAttributes.Levels] = levels;
        if (model.Calibrator is { } calibrator)
            attributes[ModelAttributes.Calibrator] = CalibratorJson.Write(calibrator);
        json.WriteStartObject("attributes");
        foreach (var (key, value) in attributes)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteFeatures(Utf8JsonWriter json, Schema schema)
    {
        json.WriteStartArray("feature_names");
        foreach (var feature in schema.Features)
            json.WriteStringValue(feature.Name);
        json.WriteEndArray();
        json.WriteStartArray("feature_types");
        foreach (var feature in schema.Features)
            json.WriteStringValue(feature.IsCategory ? "c" : "float");
        json.WriteEndArray();
    }
}
