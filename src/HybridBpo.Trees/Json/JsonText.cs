using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;

namespace HybridBpo.Trees;

/// <summary>
/// Parses UTF-8 text that is JSON, or that besides has the bare words NaN and Infinity, which XGBoost writes (for the unused threshold of a category
/// split, for one).
/// </summary>
/// <remarks>
/// The loops are plain ones, compiled with all optimisation at once: the platform's searches for any of several bytes run unoptimised until a process
/// has used them for a while, and a model is loaded at its start.
/// </remarks>
internal sealed class JsonText
{
    private static readonly bool[] IsPlain = [.. Enumerable.Range(0, 256).Select(i => "0123456789+-.eE, \t\r\ntrufalsnNIiy".Contains((char)i))];
    private readonly ReadOnlyMemory<byte> text;
    private readonly int maxDepth;
    private readonly string[] knownNames = new string[64];
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
                var bytes = text.Span;
                var start = at;
                while (at < bytes.Length && bytes[at] is > (byte)' ' and not ((byte)',' or (byte)']' or (byte)'}'))
                    at++;
                return Plain(text[start..at]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private JsonValue Members(int depth)
    {
        var (names, values, count) = (new string[16], new JsonValue[16], 0);
        for (at++; Next() != '}' || count > 0; at++)
        {
            if (Next() != '"')
                throw Wrong();
            var name = Name(Quoted());
            if (Next() != ':')
                throw Wrong();
            at++;
            if (count == names.Length)
            {
                Array.Resize(ref names, 2 * count);
                Array.Resize(ref values, 2 * count);
            }

            (names[count], values[count]) = (name, Value(depth + 1));
            count++;
            if (Next() == '}')
                break;
            if (Next() != ',')
                throw Wrong();
        }

        at++;
        Array.Resize(ref names, count);
        Array.Resize(ref values, count);
        return new JsonValue(names, values);
    }

    /// <summary>A member's name; the same few names come in every tree, and are made once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string Name(ReadOnlyMemory<byte> quoted)
    {
        var bytes = quoted.Span[1..^1];
        if (bytes.IsEmpty || bytes.Contains((byte)'\\'))
            return new JsonValue(JsonValueKind.String, quoted).Text();
        ref var known = ref knownNames[((31 * bytes.Length) + (7 * bytes[0]) + bytes[^1]) % knownNames.Length];
        if (known is null || !Ascii.Equals(bytes, known))
            known = Encoding.UTF8.GetString(bytes);
        return known;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private JsonValue List(int depth)
    {
        var bytes = text.Span;
        var start = ++at;
        var end = EndOfPlain(bytes, start);
        if (end < bytes.Length && bytes[end] == ']')
        {
            at = end + 1;
            return new JsonValue(JsonValueKind.Array, text[start..end]);
        }

        var (items, count) = (new JsonValue[16], 0);
        for (; ; at++)
        {
            if (count == items.Length)
                Array.Resize(ref items, 2 * count);
            items[count++] = Value(depth + 1);
            if (Next() == ']')
                break;
            if (Next() != ',')
                throw Wrong();
        }

        at++;
        Array.Resize(ref items, count);
        return new JsonValue(items);
    }

    /// <summary>Where the next byte is that no list of plain values has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int EndOfPlain(ReadOnlySpan<byte> bytes, int at)
    {
        var isPlain = IsPlain;
        while (true)
        {
            // Nearly all are digits, commas, points and minus signs, which lie together but for the slash.
            for (; at + Vector256<byte>.Count <= bytes.Length; at += Vector256<byte>.Count)
            {
                var some = Vector256.LoadUnsafe(in bytes[at]);
                var usual = Vector256.LessThanOrEqual(some - Vector256.Create((byte)','), Vector256.Create((byte)('9' - ',')));
                if (Vector256.AndNot(usual, Vector256.Equals(some, Vector256.Create((byte)'/'))) != Vector256<byte>.AllBitsSet)
                    break;
            }

            var until = Math.Min(bytes.Length, at + Vector256<byte>.Count);
            while (at < until && isPlain[bytes[at]])
                at++;
            if (at < until || at == bytes.Length)
                return at;
        }
    }

    /// <summary>A text with its quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlyMemory<byte> Quoted()
    {
        var start = at++;
        var isPlain = true;
        for (var bytes = text.Span; ; at++)
        {
            if (at >= bytes.Length)
                throw new JsonException($"at byte {start:N0}: a text without an end");
            if (bytes[at] == '"')
                break;
            isPlain &= bytes[at] >= 32 && bytes[at] != '\\';
            at += bytes[at] == '\\' ? 1 : 0;
        }

        at++;

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
