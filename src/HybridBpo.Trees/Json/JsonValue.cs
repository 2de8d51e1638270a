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
    private readonly List<KeyValuePair<string, JsonValue>>? members;
    private readonly List<JsonValue>? items;

    public JsonValue(JsonValueKind kind, ReadOnlyMemory<byte> raw) => (Kind, Raw) = (kind, raw);

    public JsonValue(List<KeyValuePair<string, JsonValue>> members) => (Kind, this.members) = (JsonValueKind.Object, members);

    public JsonValue(List<JsonValue> items) => (Kind, this.items) = (JsonValueKind.Array, items);

    /// <summary>Undefined for NaN and infinities.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>The bytes of a number, of a text with its quotes, or of a list of plain values without its brackets.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Whether it is a list of plain values, read by its bytes.</summary>
    public bool IsFlat => Kind == JsonValueKind.Array && items is null;

    public IReadOnlyList<KeyValuePair<string, JsonValue>> Members => members!;

    public int Length => items?.Count ?? JsonNumbers.Count(Raw.Span);

    public IEnumerable<JsonValue> Items()
    {
        if (items is not null)
            return items;
        var raw = Raw;
        return All();

        IEnumerable<JsonValue> All()
        {
            for (var left = JsonNumbers.Count(raw.Span); left > 0; left--)
            {
                var comma = raw.Span.IndexOf((byte)',');
                yield return JsonText.Plain(comma < 0 ? raw : raw[..comma]);
                raw = raw[(comma + 1)..];
            }
        }
    }

    /// <summary>The member of that name, the last one when it is there twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public JsonValue? Find(string name)
    {
        for (var i = members!.Count - 1; i >= 0; i--)
        {
            if (members[i].Key == name)
                return members[i].Value;
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
