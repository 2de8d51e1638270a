using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;

namespace HybridBpo.Platform.Tracing;

/// <summary>What of some bytes may be text: stretches of printable UTF-8. In chance bytes there are hardly any.</summary>
internal static class Stretches
{
    /// <summary>Shorter than anything that is looked for; in chance bytes hardly any is as long.</summary>
    private const int Least = 7;

    private const int Block = 64;

    private const byte Between = 0x1f;

    /// <summary>Keeps the stretches, with a mark between them. The target may be the source itself.</summary>
    /// <returns>How many bytes are left, at most as many as there were.</returns>
    public static int Keep(ReadOnlySpan<byte> from, Span<byte> into)
    {
        var n = 0;
        for (var i = 0; (i = Candidate(from, i)) < from.Length;)
        {
            var end = i;
            while (end < from.Length && Letter(from[end..]) is > 0 and var length) end += length;
            if (end - i >= Least)
            {
                from[i..end].CopyTo(into[n..]);
                n += end - i;
                if (end < from.Length) into[n++] = Between;
            }

            i = Math.Max(end, i + 1);
        }

        return n;
    }

    // The next place at which a stretch may begin: quick, and never past one.
    private static int Candidate(ReadOnlySpan<byte> from, int at)
    {
        while (from.Length - at >= Block)
        {
            var runs = MayBeText(from.Slice(at, Block));
            runs &= runs >> 1;
            runs &= runs >> 2;
            runs &= runs >> 3;
            if (runs != 0) return at + BitOperations.TrailingZeroCount(runs);
            at += Block - Least - 3;
        }

        while (at < from.Length && Letter(from[at..]) == 0) at++;
        return at;
    }

    // One bit a byte: printable, or a first byte of a letter with a next one, or a next one behind it.
    private static ulong MayBeText(ReadOnlySpan<byte> block)
    {
        var (plain, first, next) = (0UL, 0UL, 0UL);
        for (var i = 0; i < Block; i += 16)
        {
            var bytes = Vector128.Create(block.Slice(i, 16));
            var letters = (Vector128.GreaterThanOrEqual(bytes, Vector128.Create((byte)0x20))
                & Vector128.LessThan(bytes, Vector128.Create((byte)0x7f))) | Vector128.Equals(bytes, Vector128.Create((byte)'\t'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\r')) | Vector128.Equals(bytes, Vector128.Create((byte)'\n'));
            plain |= (ulong)letters.ExtractMostSignificantBits() << i;
            first |= (ulong)(Vector128.GreaterThanOrEqual(bytes, Vector128.Create((byte)0xc2))
                & Vector128.LessThan(bytes, Vector128.Create((byte)0xf5))).ExtractMostSignificantBits() << i;
            next |= (ulong)(Vector128.GreaterThanOrEqual(bytes, Vector128.Create((byte)0x80))
                & Vector128.LessThan(bytes, Vector128.Create((byte)0xc0))).ExtractMostSignificantBits() << i;
        }

        var (second, third, fourth) = (next & (first << 1), 0UL, 0UL);
        third = next & (second << 1);
        fourth = next & (third << 1);
        return plain | (first & (next >> 1)) | second | third | fourth;
    }

    private static int Letter(ReadOnlySpan<byte> at)
    {
        if (at[0] is >= 0x20 and < 0x7f or (byte)'\t' or (byte)'\r' or (byte)'\n') return 1;
        return at[0] < 0xc2 || Rune.DecodeFromUtf8(at, out _, out var length) != OperationStatus.Done ? 0 : length;
    }
}
