using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>Row numbers ordered by leaf. Splitting keeps the order within each side, whatever the number of threads.</summary>
internal sealed unsafe class RowPartition
{
    private const int Block = 8192;
    private readonly int[] lefts;
    private readonly int[] rights;
    private readonly int[] leftCounts;

    public RowPartition(int capacity)
    {
        Rows = GC.AllocateUninitializedArray<int>(capacity, pinned: true);
        lefts = GC.AllocateUninitializedArray<int>(capacity + 1, pinned: true);
        rights = GC.AllocateUninitializedArray<int>(capacity + 1, pinned: true);
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
            Array.Copy(lefts, start, Rows, start, left);
            Array.Copy(rights, start, Rows, start + left, count - left);
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
            Array.Copy(lefts, start + at, Rows, start + leftCounts[b], left);
            Array.Copy(rights, start + at, Rows, start + total + at - leftCounts[b], size - left);
        });
        return total;
    }

    /// <summary>Branch-free: every row is written to both sides, and only one side's position moves on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SplitBlock(int start, int count, uint[] words, int shift, byte[] goesLeft)
    {
        fixed (int* rows = &Rows[start], left = &lefts[start], right = &rights[start])
        fixed (uint* word = words)
        fixed (byte* table = goesLeft)
        {
            nint l = 0;
            for (nint i = 0; i < count; i++)
            {
                nint row = rows[i];
                nint side = table[(byte)(word[row] >> shift)];
                left[l] = (int)row;
                right[i - l] = (int)row;
                l += side;
            }

            return (int)l;
        }
    }
}
