using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>The inner loop of training: adds every row's packed gradient to the bins of up to four features.</summary>
internal static unsafe class HistogramKernel
{
    public static void Add(int width, int* rows, int count, uint* words, long* packed, long* sums, int* starts)
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
    private static void Add1(int* rows, int count, uint* words, long* packed, long* a)
    {
        for (var end = rows + count; rows < end; rows++)
            a[(byte)words[*rows]] += packed[*rows];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add2(int* rows, int count, uint* words, long* packed, long* a, long* b)
    {
        for (var end = rows + count; rows < end; rows++)
        {
            nint row = *rows;
            var value = packed[row];
            var word = words[row];
            a[(byte)word] += value;
            b[(byte)(word >> 8)] += value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add3(int* rows, int count, uint* words, long* packed, long* a, long* b, long* c)
    {
        for (var end = rows + count; rows < end; rows++)
        {
            nint row = *rows;
            var value = packed[row];
            var word = words[row];
            a[(byte)word] += value;
            b[(byte)(word >> 8)] += value;
            c[(byte)(word >> 16)] += value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add4(int* rows, int count, uint* words, long* packed, long* a, long* b, long* c, long* d)
    {
        for (var end = rows + count; rows < end; rows++)
        {
            nint row = *rows;
            var value = packed[row];
            var word = words[row];
            a[(byte)word] += value;
            b[(byte)(word >> 8)] += value;
            c[(byte)(word >> 16)] += value;
            d[word >> 24] += value;
        }
    }
}
