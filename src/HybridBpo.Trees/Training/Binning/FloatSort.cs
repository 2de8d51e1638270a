using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>Radix sort of floats without NaN: three passes of 11 bits.</summary>
internal static class FloatSort
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float[] Sorted(ReadOnlySpan<float> values)
    {
        var keys = new uint[values.Length];
        Span<int> starts = new int[3 * 2048];
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(values[i]);
            var key = bits ^ ((uint)((int)bits >> 31) | 0x80000000u);
            keys[i] = key;
            starts[(int)(key & 2047)]++;
            starts[2048 + (int)((key >> 11) & 2047)]++;
            starts[4096 + (int)(key >> 22)]++;
        }

        var other = new uint[keys.Length];
        for (var pass = 0; pass < 3; pass++)
        {
            var digits = starts.Slice(pass * 2048, 2048);
            Accumulate(digits);
            foreach (var key in keys)
                other[digits[(int)((key >> (pass * 11)) & 2047)]++] = key;
            (keys, other) = (other, keys);
        }

        var sorted = new float[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            sorted[i] = BitConverter.UInt32BitsToSingle((key & 0x80000000u) != 0 ? key ^ 0x80000000u : ~key);
        }

        return sorted;
    }

    private static void Accumulate(Span<int> counts)
    {
        var sum = 0;
        for (var i = 0; i < counts.Length; i++)
            (counts[i], sum) = (sum, sum + counts[i]);
    }
}
