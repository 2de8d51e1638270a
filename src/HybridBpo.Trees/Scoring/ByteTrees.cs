using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HybridBpo.Trees;

/// <summary>
/// Trees for one row at a time: the bytes that a tree's splits look at are picked from the row's (each window of 16 slots by one instruction), one
/// comparison decides all splits, and a leaf is possible unless a split that goes right clears it.
/// </summary>
internal sealed unsafe class ByteTrees
{
    private const int MostLeaves = ByteForest.MostLeaves;
    private const int WindowSlots = 16;
    private readonly StillMemory memory = new();
    private readonly int count;
    private readonly float* leaves;
    private readonly uint* clearedBy;
    private readonly sbyte* cuts;
    private readonly byte* picks;
    private readonly int[] windows;
    private readonly int[] windowEnds;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ByteTrees(IReadOnlyList<LeafOrder> trees, float* leaves)
    {
        count = trees.Count;
        this.leaves = leaves;
        clearedBy = (uint*)memory.Take(count * MostLeaves * sizeof(uint));
        cuts = (sbyte*)memory.Take(count * MostLeaves);
        new Span<sbyte>(cuts, count * MostLeaves).Fill(ThresholdRanks.Right);
        windowEnds = new int[count];
        var found = new List<int>();
        var picked = new List<byte>();
        for (var t = 0; t < count; t++)
        {
            var splits = trees[t].Splits;
            for (var s = 0; s < splits.Count; s++)
            {
                Pick(splits[s].Slot, s, t == 0 ? 0 : windowEnds[t - 1], found, picked);
                cuts[(t * MostLeaves) + s] = splits[s].Cut;
                for (var left = splits[s].Clears; left != 0; left &= left - 1)
                    clearedBy[(t * MostLeaves) + Packed(BitOperations.TrailingZeroCount(left))] |= 1u << s;
            }

            windowEnds[t] = found.Count;
        }

        windows = [.. found];
        picks = memory.Take(picked.Count);
        picked.CopyTo(new Span<byte>(picks, picked.Count));
    }

    /// <summary>The margin of the row whose bytes are given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Row(sbyte* codes, float margin)
    {
        var cut = cuts;
        var cleared = clearedBy;
        var leaf = leaves;
        var pick = picks;
        var at = 0;
        fixed (int* window = windows, ends = windowEnds)
        {
            for (var tree = 0; tree < count; tree++, cut += MostLeaves, cleared += MostLeaves, leaf += MostLeaves)
            {
                var code = Vector256<byte>.Zero;
                for (; at < ends[tree]; at++, pick += MostLeaves)
                    code |= Avx2.Shuffle(Avx2.BroadcastVector128ToVector256((byte*)codes + window[at]), Vector256.LoadAligned(pick));
                var right = Vector256.Create(Avx2.MoveMask(Avx2.CompareGreaterThan(Vector256.LoadAligned(cut), code.AsSByte())));
                var possible = Avx2.MoveMask(Avx2.PackSignedSaturate(
                    Avx2.PackSignedSaturate(Possible(right, cleared), Possible(right, cleared + 8)),
                    Avx2.PackSignedSaturate(Possible(right, cleared + 16), Possible(right, cleared + 24))));
                margin += leaf[BitOperations.TrailingZeroCount(possible)];
            }
        }

        return margin;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Possible(Vector256<int> right, uint* clearedBy) =>
        Avx2.CompareEqual(right & Vector256.LoadAligned(clearedBy).AsInt32(), Vector256<int>.Zero);

    /// <summary>Notes whose byte a tree's split takes; the tree's windows begin at <paramref name="first"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pick(int slot, int split, int first, List<int> windows, List<byte> picks)
    {
        var window = windows.IndexOf(slot / WindowSlots * WindowSlots, first);
        if (window < 0)
        {
            window = windows.Count;
            windows.Add(slot / WindowSlots * WindowSlots);
            // The highest bit picks a zero.
            for (var i = 0; i < MostLeaves; i++)
                picks.Add(0x80);
        }

        picks[(window * MostLeaves) + split] = (byte)(slot % WindowSlots);
    }

    /// <summary>Where a leaf's mask lies so that packing puts the leaves in order: packing takes four of each register, half by half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Packed(int leaf) => (leaf % 16 / 4 * 8) + (leaf / 16 * 4) + (leaf % 4);
}
