using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace HybridBpo.Trees;

/// <summary>A JSON value with its place in the file, read with clear refusals.</summary>
internal readonly struct JsonAt(JsonValue element, JsonPath path)
{
    public string Path => path.ToString();

    public JsonAt this[string name] =>
        TryGet(name) ?? throw Wrong($"'{name}' is missing");

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public JsonAt? TryGet(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return element.Find(name) is { } value ? new JsonAt(value, new JsonPath(path, name)) : null;
    }

    public IEnumerable<KeyValuePair<string, JsonAt>> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        return All(element, path);

        static IEnumerable<KeyValuePair<string, JsonAt>> All(JsonValue element, JsonPath path)
        {
            foreach (var (name, value) in element.Members)
                yield return new(name, new JsonAt(value, new JsonPath(path, name)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public JsonAt[] Items(int limit)
    {
        Expect(JsonValueKind.Array, "an array");
        if (element.Length > limit)
            throw Wrong($"it has {element.Length:N0} entries; at most {limit:N0} are read");
        var items = element.Items();
        var all = new JsonAt[items.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = new JsonAt(items[i], new JsonPath(path, null, i));
        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float[] Floats(int length)
    {
        Expect(JsonValueKind.Array, "an array");
        // A value and its comma are two bytes: nothing is allotted for what the file cannot hold.
        if (element.Raw.Length < (2L * length) - 1)
            ExpectLength(length);
        var values = new float[length];
        var wrong = element.IsFlat ? JsonNumbers.Floats(element.Raw.Span, values) : 0;
        if (wrong < 0)
            return values;
        ExpectLength(length);
        throw new ModelFormatException($"{Path}[{wrong}]", "not a number");
    }

    /// <summary>
    /// An array of exactly <paramref name="length"/> whole numbers; true and false count as 1 and 0, as XGBoost 1.x and 2.x differ.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int[] Wholes(int length)
    {
        Expect(JsonValueKind.Array, "an array");
        // A value and its comma are two bytes: nothing is allotted for what the file cannot hold.
        if (element.Raw.Length < (2L * length) - 1)
            ExpectLength(length);
        var values = new int[length];
        var wrong = element.IsFlat ? JsonNumbers.Wholes(element.Raw.Span, values) : 0;
        if (wrong < 0)
            return values;
        ExpectLength(length);
        throw new ModelFormatException($"{Path}[{wrong}]", "not a whole number");
    }

    public int Length()
    {
        Expect(JsonValueKind.Array, "an array");
        return element.Length;
    }

    public ModelFormatException Wrong(string reason) => new(Path, reason);

    public static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private void ExpectLength(int length)
    {
        if (element.Length != length)
            throw Wrong($"it has {element.Length:N0} entries where {length:N0} are expected");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Expect(JsonValueKind kind, string what)
    {
        if (element.Kind != kind)
            throw Wrong($"{what} is expected, not {element.Kind}");
    }
}
