using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HybridBpo.Trees;

/// <summary>A JSON value with its place in the file, read with clear refusals.</summary>
internal readonly struct JsonAt(JsonValue element, string path)
{
    public string Path => path;

    public JsonAt this[string name] =>
        TryGet(name) ?? throw Wrong($"'{name}' is missing");

    public JsonAt? TryGet(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return element.Find(name) is { } value ? new JsonAt(value, Under(name)) : null;
    }

    public IEnumerable<KeyValuePair<string, JsonAt>> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        return All(element, path);

        static IEnumerable<KeyValuePair<string, JsonAt>> All(JsonValue element, string path)
        {
            foreach (var (name, value) in element.Members)
                yield return new(name, new JsonAt(value, path + "." + name));
        }
    }

    public JsonAt[] Items(int limit)
    {
        Expect(JsonValueKind.Array, "an array");
        if (element.Length > limit)
            throw Wrong($"it has {element.Length:N0} entries; at most {limit:N0} are read");
        var here = path;
        return [.. element.Items().Select((e, i) => new JsonAt(e, $"{here}[{i}]"))];
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a text");
        try
        {
            return element.Text();
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
        var number = Encoding.UTF8.GetString(element.Raw.Span).Trim();
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= low && value <= high))
            throw Wrong($"{Short(number)} is not a number from {low} to {high}");
        return value;
    }

    /// <summary>An array of exactly <paramref name="length"/> floats; NaN where the file has NaN or an infinity.</summary>
    public float[] Floats(int length)
    {
        ExpectLength(length);
        var values = new float[length];
        if ((element.IsFlat ? JsonNumbers.Floats(element.Raw.Span, values) : 0) is var wrong and >= 0)
            throw new ModelFormatException($"{path}[{wrong}]", "not a number");
        return values;
    }

    /// <summary>
    /// An array of exactly <paramref name="length"/> whole numbers; true and false count as 1 and 0, as XGBoost 1.x and 2.x differ.
    /// </summary>
    public int[] Wholes(int length)
    {
        ExpectLength(length);
        var values = new int[length];
        if ((element.IsFlat ? JsonNumbers.Wholes(element.Raw.Span, values) : 0) is var wrong and >= 0)
            throw new ModelFormatException($"{path}[{wrong}]", "not a whole number");
        return values;
    }

    public int Length()
    {
        Expect(JsonValueKind.Array, "an array");
        return element.Length;
    }

    public ModelFormatException Wrong(string reason) => new(path, reason);

    public static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private void ExpectLength(int length)
    {
        Expect(JsonValueKind.Array, "an array");
        if (element.Length != length)
            throw Wrong($"it has {element.Length:N0} entries where {length:N0} are expected");
    }

    private void Expect(JsonValueKind kind, string what)
    {
        if (element.Kind != kind)
            throw Wrong($"{what} is expected, not {element.Kind}");
    }

    private string Under(string name) => path.Length == 0 ? name : path + "." + name;
}
