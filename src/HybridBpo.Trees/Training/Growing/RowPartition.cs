using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>
/// Row numbers ordered by leaf, split in place: each block of rows by itself, then what stands on the wrong side of the middle changes places. The
/// order that comes of it does not depend on the number of threads, and stretches of a block keep theirs.
/// </summary>
internal sealed unsafe class RowPartition
{
    private const int Block = 8192;
    private readonly int[][] aside;
    private readonly int[] leftCounts;

    public RowPartition(int capacity, int threads)
    {
        Rows = GC.AllocateUninitializedArray<int>(capacity + HistogramKernel.Ahead, pinned: true);
        leftCounts = new int[(capacity / Block) + 1];
        aside = new int[threads][];
    }

    public int[] Rows { get; }

    /// <summary>Splits rows[start, start + count) in place and returns how many went left.</summary>
    public int Split(int start, int count, uint[] words, int shift, byte[] goesLeft, WorkerTeam team)
    {
        var blocks = (count + Block - 1) / Block;
        if (blocks == 1)
            return SplitBlock(start, count, words, shift, goesLeft, 0);
        team.Run(blocks, (b, worker) =>
            leftCounts[b] = SplitBlock(start + (b * Block), Math.Min(Block, count - (b * Block)), words, shift, goesLeft, worker));
        var total = 0;
        for (var b = 0; b < blocks; b++)
            total += leftCounts[b];
        Exchange(Rows.AsSpan(start, count), total);
        return total;
    }

    /// <summary>Swaps the right rows before the middle with the left rows behind it, which are as many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Exchange(Span<int> rows, int middle)
    {
        Span<int> some = stackalloc int[1024];
        var (ahead, behind) = (0, middle / Block);
        Span<int> rights = [], lefts = [];
        while (true)
        {
            for (; rights.IsEmpty && ahead * Block < middle; ahead++)
            {
                var begin = Math.Min(middle, (ahead * Block) + leftCounts[ahead]);
                rights = rows[begin..Math.Min(middle, (ahead + 1) * Block)];
            }

            for (; lefts.IsEmpty && behind * Block < rows.Length; behind++)
            {
                var begin = Math.Max(middle, behind * Block);
                lefts = rows[begin..Math.Max(begin, (behind * Block) + leftCounts[behind])];
            }

            var length = Math.Min(some.Length, Math.Min(rights.Length, lefts.Length));
            if (length == 0)
                return;
            rights[..length].CopyTo(some);
            lefts[..length].CopyTo(rights);
            some[..length].CopyTo(lefts);
            rights = rights[length..];
            lefts = lefts[length..];
        }
    }

    /// <summary>Branch-free: every row is written to both sides, and only one moves on. Those that go right are put aside and brought back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SplitBlock(int start, int count, uint[] words, int shift, byte[] goesLeft, int worker)
    {
        var room = aside[worker] ??= GC.AllocateUninitializedArray<int>(Block);
        int left = 0, right = 0;
        fixed (int* rows = &Rows[start], free = room)
        fixed (uint* word = words)
        fixed (byte* table = goesLeft)
        {
            for (nint i = 0; i < count; i++)
            {
                var row = rows[i];
                int side = table[(byte)(word[row] >> shift)];
                rows[left] = row;
                free[right] = row;
                left += side;
                right += 1 - side;
            }
        }

        room.AsSpan(0, right).CopyTo(Rows.AsSpan(start + left));
        return left;
    }
}
