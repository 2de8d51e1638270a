using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>A category split: whether a value is listed becomes a byte that says left or right.</summary>
internal sealed class CategorySlot
{
    private const int MostBits = 4096;
    private readonly ulong[] bits;
    private readonly int[] codes;
    private readonly sbyte missing;

    public CategorySlot(int feature, bool defaultLeft, int[] rightCodes, int slot)
    {
        (Feature, Slot, codes) = (feature, slot, rightCodes);
        missing = defaultLeft ? ThresholdRanks.Left : ThresholdRanks.Right;
        var top = rightCodes.Length == 0 ? 0 : rightCodes[^1] + 1;
        bits = top <= MostBits ? new ulong[(top + 63) / 64] : [];
        if (bits.Length > 0)
        {
            foreach (var code in rightCodes)
                bits[code >> 6] |= 1UL << code;
        }
    }

    public int Feature { get; }

    public int Slot { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public sbyte Code(float value)
    {
        if (float.IsNaN(value))
            return missing;
        return Lists(value) ? ThresholdRanks.Right : ThresholdRanks.Left;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Lists(float value)
    {
        if (bits.Length == 0)
            return CategoryCodes.Contains(codes, value);
        return value >= 0 && value < bits.Length * 64 && ((bits[(int)value >> 6] >> (int)value) & 1) != 0;
    }
}
