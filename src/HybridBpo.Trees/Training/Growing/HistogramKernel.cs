using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HybridBpo.Trees;

/// <summary>The inner loop of training: adds every row's packed gradient to the bins of up to four features.</summary>
internal static unsafe class HistogramKernel
{
    /// <summary>How many rows ahead memory is asked for; row numbers must be readable so far behind the last.</summary>
    public const int Ahead = 16;

    public static void Add(int width, int* rows, int count, uint* words, int* packed, long* sums, int* starts)
    {
        switch (width)
        {
            case 1:
                Add1(rows, count, words, packed, sums);
                break;
            case 2:
                Add2(rows, count, words, packed, sums, sums + starts[1]);
                break;
            case 3:
                Add3(rows, count, words, packed, sums, sums + starts[1], sums + starts[2]);
                break;
            default:
                Add4(rows, count, words, packed, sums, sums + starts[1], sums + starts[2], sums + starts[3]);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add1(int* rows, int count, uint* words, int* packed, long* a)
    {
        for (var end = rows + count; rows < end; rows++)
        {
            Fetch(rows, words, packed);
            a[(byte)words[*rows]] += Gradients.Spread(packed[*rows]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add2(int* rows, int count, uint* words, int* packed, long* a, long* b)
    {
        for (var end = rows + count; rows < end; rows++)
        {
            nint row = *rows;
            Fetch(rows, words, packed);
            var value = Gradients.Spread(packed[row]);
            var word = words[row];
            a[(byte)word] += value;
            b[(byte)(word >> 8)] += value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add3(int* rows, int count, uint* words, int* packed, long* a, long* b, long* c)
    {
        for (var end = rows + count; rows < end; rows++)
        {
            nint row = *rows;
            Fetch(rows, words, packed);
            var value = Gradients.Spread(packed[row]);
            var word = words[row];
            a[(byte)word] += value;
            b[(byte)(word >> 8)] += value;
            c[(byte)(word >> 16)] += value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add4(int* rows, int count, uint* words, int* packed, long* a, long* b, long* c, long* d)
    {
        for (var end = rows + count; rows < end; rows++)
        {
            nint row = *rows;
            Fetch(rows, words, packed);
            var value = Gradients.Spread(packed[row]);
            var word = words[row];
            a[(byte)word] += value;
            b[(byte)(word >> 8)] += value;
            c[(byte)(word >> 16)] += value;
            d[word >> 24] += value;
        }
    }

    /// <summary>A leaf's rows lie far from each other, where the processor does not guess them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(int* rows, uint* words, int* packed)
    {
        if (!Sse.IsSupported)
            return;
        nint row = rows[Ahead];
        Sse.Prefetch0(words + row);
        Sse.Prefetch0(packed + row);
    }
}
