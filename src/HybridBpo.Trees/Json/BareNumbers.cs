namespace HybridBpo.Trees;

/// <summary>
/// XGBoost writes NaN and Infinity as bare words (for the unused threshold of a category split, for one), which JSON does not know. They are
/// turned into texts of the same length before parsing.
/// </summary>
internal static class BareNumbers
{
    private static readonly (byte[] Word, byte[] Text)[] Words =
    [
        ("NaN"u8.ToArray(), "\"N\""u8.ToArray()),
        ("-Infinity"u8.ToArray(), "\"-Infini\""u8.ToArray()),
        ("Infinity"u8.ToArray(), "\"Infini\""u8.ToArray()),
    ];

    public static ReadOnlyMemory<byte> Quote(ReadOnlyMemory<byte> json)
    {
        var bytes = json.Span;
        byte[]? copy = null;
        var at = 0;
        while (bytes[at..].IndexOfAny((byte)'"', (byte)'N', (byte)'I') is var next && next >= 0)
        {
            at += next;
            if (bytes[at] == '"')
            {
                at = EndOfText(bytes, at + 1);
                continue;
            }

            var start = bytes[at] == 'I' && at > 0 && bytes[at - 1] == '-' ? at - 1 : at;
            foreach (var (word, text) in Words)
            {
                if (bytes[start..].StartsWith(word))
                {
                    text.CopyTo((copy ??= bytes.ToArray()), start);
                    at = start + word.Length - 1;
                    break;
                }
            }

            at++;
        }

        return copy ?? json;
    }

    private static int EndOfText(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length)
        {
            var next = bytes[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return bytes.Length;
            at += next;
            if (bytes[at] == '"')
                return at + 1;
            at += 2;
        }

        return bytes.Length;
    }
}
