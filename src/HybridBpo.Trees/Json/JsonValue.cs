using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace HybridBpo.Trees;

/// <summary>
/// A JSON text as objects, lists and the bytes of what is in them. Nine tenths of a model file are lists of numbers: those stay as they are until
/// somebody reads them into an array (<see cref="JsonNumbers"/>), which is several times as fast as to note every number's place first.
/// </summary>
internal sealed class JsonValue
{
    private readonly string[]? names;
    private readonly JsonValue[]? values;

    public JsonValue(JsonValueKind kind, ReadOnlyMemory<byte> raw) => (Kind, Raw) = (kind, raw);

    /// <summary>An object: as many names as values.</summary>
    public JsonValue(string[] names, JsonValue[] values) => (Kind, this.names, this.values) = (JsonValueKind.Object, names, values);

    public JsonValue(JsonValue[] items) => (Kind, values) = (JsonValueKind.Array, items);

    /// <summary>Undefined for NaN and infinities.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>The bytes of a number, of a text with its quotes, or of a list of plain values without its brackets.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Whether it is a list of plain values, read by its bytes.</summary>
    public bool IsFlat => Kind == JsonValueKind.Array && values is null;

    public IEnumerable<(string Name, JsonValue Value)> Members => names!.Zip(values!);

    public int Length => values?.Length ?? JsonNumbers.Count(Raw.Span);

    public JsonValue[] Items()
    {
        if (values is not null)
            return values;
        var (raw, items) = (Raw, new JsonValue[JsonNumbers.Count(Raw.Span)]);
        for (var i = 0; i < items.Length; i++)
        {
            var comma = raw.Span.IndexOf((byte)',');
            items[i] = JsonText.Plain(comma < 0 ? raw : raw[..comma]);
            raw = raw[(comma + 1)..];
        }

        return items;
    }

    /// <summary>The member of that name, the last one when it is there twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public JsonValue? Find(string name)
    {
        for (var i = names!.Length - 1; i >= 0; i--)
        {
            if (names[i] == name)
                return values![i];
        }

        return null;
    }

    /// <summary>A text's characters.</summary>
    /// <exception cref="InvalidOperationException">An escape is half a character.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string Text()
    {
        if (!Raw.Span.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(Raw.Span[1..^1]);
        var reader = new Utf8JsonReader(Raw.Span);
        reader.Read();
        return reader.GetString()!;
    }
}
