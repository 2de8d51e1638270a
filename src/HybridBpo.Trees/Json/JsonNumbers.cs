using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>Reads the bytes of a list of plain values into an array.</summary>
/// <remarks>
/// Whole numbers up to 2⁵³ and powers of ten up to 22 are exact as doubles, and so one division or multiplication gives the nearest double
/// (Clinger 1990); unless that lies in the middle of two floats, its nearest float is the decimal's. Everything else is left to the platform.
/// </remarks>
internal static class JsonNumbers
{
    private static readonly double[] Powers = [.. Enumerable.Range(0, 23).Select(i => double.Parse($"1e{i}"))];

    private static ReadOnlySpan<uint> WholePowers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>How many values a list has.</summary>
    public static int Count(ReadOnlySpan<byte> list) =>
        list.Trim(" \t\r\n"u8).IsEmpty ? 0 : System.MemoryExtensions.Count(list, (byte)',') + 1;

    public static bool IsBareWord(ReadOnlySpan<byte> word) => word.SequenceEqual("NaN"u8) || word.SequenceEqual("Infinity"u8)
        || word.SequenceEqual("-Infinity"u8);

    /// <summary>
    /// Fills an array with a list's finite floats, NaN for XGBoost's words; returns where one is neither or the list is of another length, or −1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Floats(ReadOnlySpan<byte> list, float[] values)
    {
        var at = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (at > list.Length)
                return i;
            var start = at = SkipBlanks(list, at);
            if (!Float(list, ref at, out values[i]))
            {
                at = EndOf(list, start);
                if (!IsBareWord(list[start..at].TrimEnd(" \t\r\n"u8)))
                    return i;
                values[i] = float.NaN;
            }

            at = SkipBlanks(list, at);
            if (at < list.Length && list[at] != ',')
                return i;
            at++;
        }

        return EndsAt(list, at) ? -1 : values.Length;
    }

    /// <summary>
    /// Fills an array with a list's whole numbers, true and false as 1 and 0; returns where one is none or the list is of another length, or −1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Wholes(ReadOnlySpan<byte> list, int[] values)
    {
        var at = 0;
        for (var i = 0; i < values.Length; i++)
        {
            // Most are one digit.
            if (at + 1 < list.Length && list[at + 1] == ',' && (uint)(list[at] - '0') <= 9)
            {
                values[i] = list[at] - '0';
                at += 2;
                continue;
            }

            if (at > list.Length)
                return i;
            at = SkipBlanks(list, at);
            var minus = at < list.Length && list[at] == '-' ? 1 : 0;
            var start = at += minus;
            ulong digits = 0;
            at = Digits(list, at, ref digits);
            var value = (long)digits;
            if (at == start)
            {
                at = EndOf(list, start);
                var word = list[(start - minus)..at].TrimEnd(" \t\r\n"u8);
                if (!word.SequenceEqual("true"u8) && !word.SequenceEqual("false"u8))
                    return i;
                value = word.Length == 4 ? 1 : 0;
            }
            else if (at > start + 10 || (list[start] == '0' && at > start + 1))
            {
                return i;
            }

            value = minus == 1 ? -value : value;
            at = SkipBlanks(list, at);
            if ((at < list.Length && list[at] != ',') || value != (int)value)
                return i;
            values[i] = (int)value;
            at++;
        }

        return EndsAt(list, at) ? -1 : values.Length;
    }

    /// <summary>Reads a number as JSON allows it and moves on behind it; false when there is none, or none that a float can hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Float(ReadOnlySpan<byte> list, ref int at, out float value)
    {
        var start = at;
        var minus = at < list.Length && list[at] == '-';
        at += minus ? 1 : 0;
        ulong digits = 0;
        var first = at;
        at = Digits(list, at, ref digits);
        var whole = at - first;
        var fraction = 0;
        value = 0;
        if (whole == 0 || (whole > 1 && list[first] == '0'))
            return false;
        if (at < list.Length && list[at] == '.')
        {
            var point = ++at;
            at = Digits(list, at, ref digits);
            fraction = at - point;
            if (fraction == 0)
                return false;
        }

        var exponent = 0;
        if (at < list.Length && (list[at] | 0x20) == 'e')
        {
            at++;
            var down = at < list.Length && list[at] == '-';
            at += at < list.Length && list[at] is (byte)'-' or (byte)'+' ? 1 : 0;
            ulong power = 0;
            var from = at;
            at = Digits(list, at, ref power);
            if (at == from)
                return false;
            exponent = at - from > 6 ? 999_999 : (int)power;
            exponent = down ? -exponent : exponent;
        }

        exponent -= fraction;
        if (whole + fraction <= 19 && digits <= 1UL << 53 && exponent is >= -22 and <= 22)
        {
            var nearest = exponent < 0 ? digits / Powers[-exponent] : digits * Powers[exponent];
            var isMiddle = (BitConverter.DoubleToUInt64Bits(nearest) & 0x1FFFFFFF) == 0x10000000;
            if (nearest == 0 || (nearest > 1e-37 && !isMiddle))
            {
                value = (float)(minus ? -nearest : nearest);
                return float.IsFinite(value);
            }
        }

        return Utf8Parser.TryParse(list[start..at], out value, out var read) && read == at - start && float.IsFinite(value);
    }

    /// <summary>Takes as many digits as there are, up to eight at once, and says where they end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digits(ReadOnlySpan<byte> list, int at, ref ulong digits)
    {
        while (at + 8 <= list.Length)
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(list[at..]) ^ 0x3030303030303030;
            var others = ((eight + 0x7676767676767676) | eight) & 0x8080808080808080;
            var count = BitOperations.TrailingZeroCount(others) >> 3;
            if (count == 0)
                return at;
            // Digits that are not there count as zeros before the others; then pairs, fours and all eight are put together.
            eight <<= 64 - (8 * count);
            eight = (eight * 10) + (eight >> 8);
            eight = (((eight & 0x000000FF000000FF) * 0x000F424000000064) + (((eight >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
            digits = (digits * WholePowers[count]) + eight;
            at += count;
            if (count < 8)
                return at;
        }

        while (at < list.Length && list[at] - '0' is >= 0 and <= 9 and var digit)
        {
            digits = (digits * 10) + (uint)digit;
            at++;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipBlanks(ReadOnlySpan<byte> list, int at)
    {
        while (at < list.Length && list[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        return at;
    }

    /// <summary>Whether what was read last, or nothing, ends the list.</summary>
    private static bool EndsAt(ReadOnlySpan<byte> list, int at) => at > list.Length || (at == 0 && SkipBlanks(list, 0) == list.Length);

    private static int EndOf(ReadOnlySpan<byte> list, int at) => list[at..].IndexOf((byte)',') is var comma && comma < 0 ? list.Length : at + comma;
}
