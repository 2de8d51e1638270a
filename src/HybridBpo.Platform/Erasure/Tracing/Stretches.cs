using System.Buffers;

namespace HybridBpo.Platform.Tracing;

/// <summary>What of some bytes may be text: stretches of printable UTF-8. In chance bytes there are hardly any.</summary>
internal static class Stretches
{
    /// <summary>Shorter than anything that is looked for.</summary>
    private const int Least = 5;

    private const byte Between = 0x1f;

    /// <summary>Keeps the stretches, with a mark between them. The target may be the source itself.</summary>
    /// <returns>How many bytes are left, at most as many as there were.</returns>
    public static int Keep(ReadOnlySpan<byte> from, Span<byte> into)
    {
        var n = 0;
        for (var i = 0; i < from.Length;)
        {
            var end = i;
            while (end < from.Length && Letter(from[end..]) is > 0 and var length) end += length;
            if (end - i >= Least)
            {
                from[i..end].CopyTo(into[n..]);
                n += end - i;
                if (end < from.Length) into[n++] = Between;
            }

            i = end + 1;
        }

        return n;
    }

    private static int Letter(ReadOnlySpan<byte> at)
    {
        if (at[0] is >= 0x20 and < 0x7f or (byte)'\t' or (byte)'\r' or (byte)'\n') return 1;
        return at[0] < 0xc2 || System.Text.Rune.DecodeFromUtf8(at, out _, out var length) != OperationStatus.Done ? 0 : length;
    }
}
