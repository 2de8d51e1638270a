using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HybridBpo.Trees;

/// <summary>Radix sort of floats without NaN: three passes of 11 bits; a few are inserted one by one.</summary>
internal static class FloatSort
{
    private const int Few = 64;

    /// <summary>Sorts in place; <paramref name="room"/> is as long as <paramref name="values"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort(Span<float> values, Span<uint> room)
    {
        if (values.Length <= Few)
        {
            Insert(values);
            return;
        }

        var keys = MemoryMarshal.Cast<float, uint>(values);
        Span<int> starts = stackalloc int[3 * 2048];
        starts.Clear();
        foreach (ref var bits in keys)
        {
            var key = bits ^ ((uint)((int)bits >> 31) | 0x80000000u);
            bits = key;
            starts[(int)(key & 2047)]++;
            starts[2048 + (int)((key >> 11) & 2047)]++;
            starts[4096 + (int)(key >> 22)]++;
        }

        var from = keys;
        var to = room[..keys.Length];
        for (var pass = 0; pass < 3; pass++)
        {
            var digits = starts.Slice(pass * 2048, 2048);
            Accumulate(digits);
            foreach (var key in from)
                to[digits[(int)((key >> (pass * 11)) & 2047)]++] = key;
            var swap = from;
            from = to;
            to = swap;
        }

        for (var i = 0; i < keys.Length; i++)
            keys[i] = (room[i] & 0x80000000u) != 0 ? room[i] ^ 0x80000000u : ~room[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Insert(Span<float> values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            var (value, at) = (values[i], i);
            for (; at > 0 && values[at - 1] > value; at--)
                values[at] = values[at - 1];
            values[at] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(Span<int> counts)
    {
        var sum = 0;
        for (var i = 0; i < counts.Length; i++)
            (counts[i], sum) = (sum, sum + counts[i]);
    }
}
