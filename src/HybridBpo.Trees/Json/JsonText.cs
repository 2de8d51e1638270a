using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HybridBpo.Trees;

/// <summary>
/// Parses UTF-8 text that is JSON, or that besides has the bare words NaN and Infinity, which XGBoost writes (for the unused threshold of a category
/// split, for one).
/// </summary>
internal sealed class JsonText
{
    private static readonly SearchValues<byte> EndOfFlat = SearchValues.Create("]\"[{"u8);
    private static readonly SearchValues<byte> EndOfPlain = SearchValues.Create(",]} \t\r\n"u8);
    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create("0123456789+-.eE, \t\r\ntrufalsnNIiy"u8);
    private static readonly SearchValues<byte> EndOfText =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private readonly ReadOnlyMemory<byte> text;
    private readonly int maxDepth;
    private int at;

    private JsonText(ReadOnlyMemory<byte> text, int maxDepth) => (this.text, this.maxDepth) = (text, maxDepth);

    /// <exception cref="JsonException">It is no JSON, or nested too deeply.</exception>
    public static JsonValue Parse(ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        var parser = new JsonText(utf8, maxDepth);
        var value = parser.Value(0);
        if (parser.Next() != 0)
            throw parser.Wrong();
        return value;
    }

    /// <summary>A number, true, false, null, or one of XGBoost's words.</summary>
    public static JsonValue Plain(ReadOnlyMemory<byte> raw)
    {
        var bytes = raw.Span.Trim(" \t\r\n"u8);
        if (JsonNumbers.IsBareWord(bytes))
            return new JsonValue(JsonValueKind.Undefined, raw);
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        var kind = reader.TokenType switch
        {
            JsonTokenType.True => JsonValueKind.True,
            JsonTokenType.False => JsonValueKind.False,
            JsonTokenType.Null => JsonValueKind.Null,
            JsonTokenType.Number => JsonValueKind.Number,
            _ => throw new JsonException("a value is expected"),
        };
        if (reader.Read())
            throw new JsonException("more than one value");
        return new JsonValue(kind, raw);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private JsonValue Value(int depth)
    {
        switch (Next())
        {
            case '{' or '[' when depth >= maxDepth:
                throw new JsonException($"at byte {at:N0}: nested more than {maxDepth} deep");
            case '{':
                return Members(depth);
            case '[':
                return List(depth);
            case '"':
                return new JsonValue(JsonValueKind.String, Quoted());
            case 0:
                throw new JsonException("it ends too early");
            default:
                var rest = text.Span[at..];
                var length = rest.IndexOfAny(EndOfPlain) is var end && end < 0 ? rest.Length : end;
                at += length;
                return Plain(text.Slice(at - length, length));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private JsonValue Members(int depth)
    {
        var members = new List<KeyValuePair<string, JsonValue>>();
        for (at++; Next() != '}' || members.Count > 0; at++)
        {
            if (Next() != '"')
                throw Wrong();
            var name = new JsonValue(JsonValueKind.String, Quoted()).Text();
            if (Next() != ':')
                throw Wrong();
            at++;
            members.Add(new(name, Value(depth + 1)));
            if (Next() == '}')
                break;
            if (Next() != ',')
                throw Wrong();
        }

        at++;
        return new JsonValue(members);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private JsonValue List(int depth)
    {
        at++;
        var rest = text.Span[at..];
        var end = rest.IndexOfAny(EndOfFlat);
        if (end >= 0 && rest[end] == ']')
        {
            var flat = text.Slice(at, end);
            if (flat.Span.ContainsAnyExcept(PlainBytes))
                throw Wrong();
            at += end + 1;
            return new JsonValue(JsonValueKind.Array, flat);
        }

        var items = new List<JsonValue>();
        for (; ; at++)
        {
            items.Add(Value(depth + 1));
            if (Next() == ']')
                break;
            if (Next() != ',')
                throw Wrong();
        }

        at++;
        return new JsonValue(items);
    }

    /// <summary>A text with its quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlyMemory<byte> Quoted()
    {
        var start = at++;
        var isPlain = true;
        while (true)
        {
            var next = text.Span[at..].IndexOfAny(EndOfText);
            if (next < 0)
                throw new JsonException($"at byte {start:N0}: a text without an end");
            at += next + 1;
            if (text.Span[at - 1] == '"')
                break;
            isPlain = false;
            if (text.Span[at - 1] == '\\' && at < text.Length)
                at++;
        }

        var quoted = text[start..at];
        if (isPlain)
            return quoted;
        // Says whether escapes and characters are in order.
        var reader = new Utf8JsonReader(quoted.Span);
        reader.Read();
        return quoted;
    }

    /// <summary>The next byte that is no blank; 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next()
    {
        var bytes = text.Span;
        while (at < bytes.Length && bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        return at < bytes.Length ? bytes[at] : 0;
    }

    private JsonException Wrong() => new($"at byte {at:N0} it is not as expected");
}
