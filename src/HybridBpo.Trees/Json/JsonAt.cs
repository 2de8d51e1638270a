using System.Globalization;
using System.Text.Json;

namespace HybridBpo.Trees;

/// <summary>A JSON value with its place in the file, read with clear refusals.</summary>
internal readonly struct JsonAt(JsonElement element, string path)
{
    public string Path => path;

    public JsonAt this[string name] =>
        TryGet(name) ?? throw Wrong($"'{name}' is missing");

    public JsonAt? TryGet(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return element.TryGetProperty(name, out var value) ? new JsonAt(value, Under(name)) : null;
    }

    public IEnumerable<KeyValuePair<string, JsonAt>> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        return All(element, path);

        static IEnumerable<KeyValuePair<string, JsonAt>> All(JsonElement element, string path)
        {
            foreach (var property in element.EnumerateObject())
                yield return new(property.Name, new JsonAt(property.Value, path + "." + property.Name));
        }
    }

    public JsonAt[] Items(int limit)
    {
        Expect(JsonValueKind.Array, "an array");
        if (element.GetArrayLength() > limit)
            throw Wrong($"it has {element.GetArrayLength():N0} entries; at most {limit:N0} are read");
        var here = path;
        return [.. element.EnumerateArray().Select((e, i) => new JsonAt(e, $"{here}[{i}]"))];
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a text");
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("not a valid text (broken character escape)");
        }
    }

    /// <summary>A whole number that XGBoost writes as a text.</summary>
    public int WholeText(int low, int high)
    {
        var text = Text();
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < low || value > high)
            throw Wrong($"'{Short(text)}' is not a whole number from {low:N0} to {high:N0}");
        return value;
    }

    public double Number(double low = double.MinValue, double high = double.MaxValue)
    {
        Expect(JsonValueKind.Number, "a number");
        if (!element.TryGetDouble(out var value) || !(value >= low && value <= high))
            throw Wrong($"{Short(element.GetRawText())} is not a number from {low} to {high}");
        return value;
    }

    /// <summary>An array of exactly <paramref name="length"/> floats; NaN where the file has NaN or an infinity.</summary>
    public float[] Floats(int length)
    {
        ExpectLength(length);
        var values = new float[length];
        var i = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && item.GetString() is "N" or "Infini" or "-Infini")
                values[i] = float.NaN;
            else if (item.ValueKind != JsonValueKind.Number || !item.TryGetSingle(out values[i]) || !float.IsFinite(values[i]))
                throw new ModelFormatException($"{path}[{i}]", "not a number");
            i++;
        }

        return values;
    }

    /// <summary>
    /// An array of exactly <paramref name="length"/> whole numbers; true and false count as 1 and 0, as XGBoost 1.x and 2.x differ.
    /// </summary>
    public int[] Wholes(int length)
    {
        ExpectLength(length);
        var values = new int[length];
        var i = 0;
        foreach (var item in element.EnumerateArray())
        {
            values[i] = item.ValueKind switch
            {
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                JsonValueKind.Number when item.TryGetInt32(out var value) => value,
                _ => throw new ModelFormatException($"{path}[{i}]", "not a whole number"),
            };
            i++;
        }

        return values;
    }

    public int Length()
    {
        Expect(JsonValueKind.Array, "an array");
        return element.GetArrayLength();
    }

    public ModelFormatException Wrong(string reason) => new(path, reason);

    public static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private void ExpectLength(int length)
    {
        Expect(JsonValueKind.Array, "an array");
        if (element.GetArrayLength() != length)
            throw Wrong($"it has {element.GetArrayLength():N0} entries where {length:N0} are expected");
    }

    private void Expect(JsonValueKind kind, string what)
    {
        if (element.ValueKind != kind)
            throw Wrong($"{what} is expected, not {element.ValueKind}");
    }

    private string Under(string name) => path.Length == 0 ? name : path + "." + name;
}
