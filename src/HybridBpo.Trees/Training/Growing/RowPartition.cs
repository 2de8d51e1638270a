using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>Row numbers ordered by leaf. Splitting keeps the order within each side, whatever the number of threads.</summary>
internal sealed unsafe class RowPartition
{
    private const int Block = 8192;
    private readonly int[] parted;
    private readonly int[] leftCounts;

    public RowPartition(int capacity)
    {
        Rows = GC.AllocateUninitializedArray<int>(capacity + HistogramKernel.Ahead, pinned: true);
        parted = GC.AllocateUninitializedArray<int>(capacity, pinned: true);
        leftCounts = new int[(capacity / Block) + 1];
    }

    public int[] Rows { get; }

    /// <summary>Splits rows[start, start + count) in place and returns how many went left.</summary>
    public int Split(int start, int count, uint[] words, int shift, byte[] goesLeft, WorkerTeam team)
    {
        var blocks = (count + Block - 1) / Block;
        if (blocks == 1)
        {
            var left = SplitBlock(start, count, words, shift, goesLeft);
            Place(start, count, left, start, start + left);
            return left;
        }

        team.Run(blocks, (b, _) =>
            leftCounts[b] = SplitBlock(start + (b * Block), Math.Min(Block, count - (b * Block)), words, shift, goesLeft));
        var total = 0;
        for (var b = 0; b < blocks; b++)
            (leftCounts[b], total) = (total, total + leftCounts[b]);
        team.Run(blocks, (b, _) =>
        {
            var at = b * Block;
            var size = Math.Min(Block, count - at);
            var left = (b + 1 < blocks ? leftCounts[b + 1] : total) - leftCounts[b];
            Place(start + at, size, left, start + leftCounts[b], start + total + at - leftCounts[b]);
        });
        return total;
    }

    /// <summary>Puts a parted block's rows where they belong.</summary>
    private void Place(int start, int count, int left, int toLeft, int toRight)
    {
        parted.AsSpan(start, left).CopyTo(Rows.AsSpan(toLeft));
        var rights = Rows.AsSpan(toRight, count - left);
        parted.AsSpan(start + left, count - left).CopyTo(rights);
        rights.Reverse();
    }

    /// <summary>
    /// Branch-free: every row is written to both ends of what is still free, and only one end moves on. Those that go right stand in reverse.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SplitBlock(int start, int count, uint[] words, int shift, byte[] goesLeft)
    {
        fixed (int* rows = &Rows[start], free = &parted[start])
        fixed (uint* word = words)
        fixed (byte* table = goesLeft)
        {
            var left = free;
            var right = free + count - 1;
            for (nint i = 0; i < count; i++)
            {
                nint row = rows[i];
                nint side = table[(byte)(word[row] >> shift)];
                *left = (int)row;
                *right = (int)row;
                left += side;
                right -= 1 - side;
            }

            return (int)(left - free);
        }
    }
}
