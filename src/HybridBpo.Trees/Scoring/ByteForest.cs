using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HybridBpo.Trees;

/// <summary>
/// Scores trees of up to 32 leaves without walking them. Every tree keeps one bit per leaf still possible; a split that sends a row right clears the
/// bits of its left side; the lowest bit left is its leaf. Values become bytes once (<see cref="ByteSlots"/>), so that one instruction decides a
/// split for 32 rows, or 32 splits of a tree for one row.
/// </summary>
/// <remarks>
/// Bit vectors: Lucchese et al., "QuickScorer" (SIGIR 2015) and its vectorised form (SIGIR 2016). A byte of leaves for many rows at a time, and only
/// the bytes that a split touches: Ye et al., "RapidScorer" (KDD 2018). Tree after tree instead of feature after feature, so that the bits stay in
/// registers, and the form for one row are our own.
/// </remarks>
internal sealed unsafe class ByteForest : Forest
{
    public const int MostLeaves = 32;
    private const int Planes = MostLeaves / 8;
    private readonly StillMemory memory = new();
    private readonly ByteSlots slots;
    private readonly ByteTrees rowTrees;
    private readonly ByteSplit[] splits;
    private readonly int[] planeEnds;
    private readonly float* leaves;
    private readonly int trees;
    private readonly float baseMargin;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ByteForest(TreeModel model)
    {
        baseMargin = Logistic.Margin(model.BaseScore);
        trees = model.Trees.Count;
        slots = new ByteSlots(model);
        var category = slots.FirstCategory;
        var orders = new LeafOrder[trees];
        for (var t = 0; t < trees; t++)
            orders[t] = new LeafOrder(model.Trees[t], slots, ref category);
        leaves = (float*)memory.Take(trees * MostLeaves * sizeof(float));
        for (var t = 0; t < trees; t++)
            orders[t].Values.CopyTo(new Span<float>(leaves + (t * MostLeaves), MostLeaves));
        (splits, planeEnds) = ByteSplit.PlaneByPlane(orders);
        rowTrees = new ByteTrees(orders, leaves);
    }

    public override int BlockScratch => (slots.Count * Lanes) + StillMemory.Alignment;

    public override int RowScratch => slots.RowLength + StillMemory.Alignment;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Block(ReadOnlySpan<float> values, Span<float> margins, Span<byte> scratch)
    {
        margins[..Lanes].Fill(baseMargin);
        var found = stackalloc byte[Lanes];
        fixed (float* value = values, margin = margins)
        fixed (byte* room = scratch)
        fixed (ByteSplit* split = splits)
        fixed (int* planeEnd = planeEnds)
        {
            var codes = (sbyte*)StillMemory.Aligned(room);
            slots.Block(value, codes);
            var ends = planeEnd;
            var leaf = leaves;
            for (var tree = 0; tree < trees; tree++, ends += Planes, leaf += MostLeaves)
            {
                var (low0, high0) = Possible(split + ends[0], split + ends[1], codes);
                var (low1, high1) = Possible(split + ends[1], split + ends[2], codes);
                var (low2, high2) = Possible(split + ends[2], split + ends[3], codes);
                var (low3, high3) = Possible(split + ends[3], split + ends[4], codes);
                Lowest(low0, low1, low2, low3).Store(found);
                Lowest(high0, high1, high2, high3).Store(found + 32);
                AddLeaves(leaf, found, margin);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Row(ReadOnlySpan<float> row, Span<byte> scratch)
    {
        fixed (byte* room = scratch)
        {
            var codes = (sbyte*)StillMemory.Aligned(room);
            slots.Row(row, codes);
            return rowTrees.Row(codes, baseMargin);
        }
    }

    /// <summary>Eight leaves of a tree for 64 rows: which are still possible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<byte> Low, Vector256<byte> High) Possible(ByteSplit* split, ByteSplit* end, sbyte* codes)
    {
        var low = Vector256<byte>.AllBitsSet;
        var high = low;
        for (; split < end; split++)
        {
            var cut = Vector256.Create(split->Cuts).AsSByte();
            var clear = Vector256.Create(split->Clears).AsByte();
            var code = codes + split->Offset;
            low = Avx2.AndNot(Avx2.CompareGreaterThan(cut, Vector256.Load(code)).AsByte() & clear, low);
            high = Avx2.AndNot(Avx2.CompareGreaterThan(cut, Vector256.Load(code + 32)).AsByte() & clear, high);
        }

        return (low, high);
    }

    /// <summary>Per row the number of the lowest bit set in four bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Lowest(Vector256<byte> b0, Vector256<byte> b1, Vector256<byte> b2, Vector256<byte> b3)
    {
        var zero = Vector256<byte>.Zero;
        var none = Avx2.CompareEqual(b2, zero);
        var bits = Avx2.BlendVariable(b2, b3, none);
        var before = Vector256.Create((byte)16) + (none & Vector256.Create((byte)8));
        none = Avx2.CompareEqual(b1, zero);
        bits = Avx2.BlendVariable(b1, bits, none);
        before = Avx2.BlendVariable(Vector256.Create((byte)8), before, none);
        none = Avx2.CompareEqual(b0, zero);
        bits = Avx2.BlendVariable(b0, bits, none);
        before &= none;
        var nibble = Vector256.Create((byte)15);
        var inLow = Avx2.Shuffle(Vector256.Create(LowNibble, LowNibble), bits & nibble);
        var inHigh = Avx2.Shuffle(Vector256.Create(HighNibble, HighNibble), (bits.AsUInt16() >> 4).AsByte() & nibble);
        return before + Avx2.Min(inLow, inHigh);
    }

    private static Vector128<byte> LowNibble => Vector128.Create((byte)255, 0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0);

    private static Vector128<byte> HighNibble => Vector128.Create((byte)255, 4, 5, 4, 6, 4, 5, 4, 7, 4, 5, 4, 6, 4, 5, 4);

    /// <summary>The 32 outputs lie in four registers; a number's low three bits pick in each, the others pick the register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLeaves(float* leaf, byte* found, float* margin)
    {
        var (leaf0, leaf1) = (Vector256.Load(leaf), Vector256.Load(leaf + 8));
        var (leaf2, leaf3) = (Vector256.Load(leaf + 16), Vector256.Load(leaf + 24));
        for (var at = 0; at < Lanes; at += 8)
        {
            var number = Avx2.ConvertToVector256Int32(found + at);
            var (bit3, bit4) = ((number << 28).AsSingle(), (number << 27).AsSingle());
            var low = Avx.BlendVariable(Avx2.PermuteVar8x32(leaf0, number), Avx2.PermuteVar8x32(leaf1, number), bit3);
            var high = Avx.BlendVariable(Avx2.PermuteVar8x32(leaf2, number), Avx2.PermuteVar8x32(leaf3, number), bit3);
            (Vector256.Load(margin + at) + Avx.BlendVariable(low, high, bit4)).Store(margin + at);
        }
    }
}
