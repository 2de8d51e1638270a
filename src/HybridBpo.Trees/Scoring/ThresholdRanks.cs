using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>
/// Turns a feature's values into bytes: how many of up to 255 thresholds of the model lie at or below. What a split asks ("below the threshold?") is
/// then a comparison of bytes. The bytes count down from 127, so that a row goes right at threshold j when 127 − j is above its byte.
/// </summary>
internal sealed unsafe class ThresholdRanks
{
    public const int Most = SixteenWaySearch.Most;
    public const sbyte Left = sbyte.MaxValue;
    public const sbyte Right = sbyte.MinValue;
    private readonly float[] table = new float[SixteenWaySearch.Length];

    /// <param name="feature">The feature's position.</param>
    /// <param name="sorted">Distinct thresholds, ascending.</param>
    /// <param name="leftSlot">Where to put bytes that send missing values left; −1 when no split does.</param>
    /// <param name="rightSlot">Where to put those that send them right.</param>
    public ThresholdRanks(int feature, ReadOnlySpan<float> sorted, int leftSlot, int rightSlot)
    {
        (Feature, LeftSlot, RightSlot) = (feature, leftSlot, rightSlot);
        SixteenWaySearch.Table(sorted, table);
    }

    public int Feature { get; }

    public int LeftSlot { get; }

    public int RightSlot { get; }

    /// <summary>The byte with which a row's is compared at the threshold of that rank.</summary>
    public static sbyte Cut(int rank) => (sbyte)(127 - rank);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Row(float value, sbyte* codes)
    {
        fixed (float* sorted = table)
        {
            var code = Code(value, sorted);
            if (LeftSlot >= 0)
                codes[LeftSlot] = code;
            if (RightSlot >= 0)
                codes[RightSlot] = float.IsNaN(value) ? Right : code;
        }
    }

    /// <summary>A block's values; a slot has <see cref="Forest.Lanes"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Block(float* values, sbyte* codes)
    {
        var left = codes + (Math.Max(LeftSlot, RightSlot) * Forest.Lanes);
        fixed (float* sorted = table)
        {
            for (var lane = 0; lane < Forest.Lanes; lane++)
                left[lane] = Code(values[lane], sorted);
        }

        if (RightSlot < 0)
            return;
        var right = codes + (RightSlot * Forest.Lanes);
        if (LeftSlot >= 0)
            Buffer.MemoryCopy(left, codes + (LeftSlot * Forest.Lanes), Forest.Lanes, Forest.Lanes);
        for (var lane = 0; lane < Forest.Lanes; lane++)
        {
            if (float.IsNaN(values[lane]))
                right[lane] = Right;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static sbyte Code(float value, float* table) => (sbyte)(127 - SixteenWaySearch.CountUpTo(value, table));
}
