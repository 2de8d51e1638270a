using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridBpo.Trees;

/// <summary>
/// Turns a feature's values into bytes: how many of up to 255 thresholds of the model lie at or below. What a split asks ("below the threshold?") is
/// then a comparison of bytes. The bytes count down from 127, so that a row goes right at threshold j when 127 − j is above its byte.
/// </summary>
internal sealed unsafe class ThresholdRanks
{
    public const int Most = 255;
    public const sbyte Left = sbyte.MaxValue;
    public const sbyte Right = sbyte.MinValue;
    private const int Way = 16;
    private readonly float[] thresholds;
    private readonly float[] pivots;

    /// <param name="feature">The feature's position.</param>
    /// <param name="sorted">Distinct thresholds, ascending.</param>
    /// <param name="leftSlot">Where to put bytes that send missing values left; −1 when no split does.</param>
    /// <param name="rightSlot">Where to put those that send them right.</param>
    public ThresholdRanks(int feature, ReadOnlySpan<float> sorted, int leftSlot, int rightSlot)
    {
        (Feature, LeftSlot, RightSlot) = (feature, leftSlot, rightSlot);
        // Nothing is at or above NaN.
        thresholds = new float[Most + 1];
        thresholds.AsSpan().Fill(float.NaN);
        sorted.CopyTo(thresholds);
        pivots = [.. Enumerable.Range(0, Way).Select(i => thresholds[(i * Way) + Way - 1])];
    }

    public int Feature { get; }

    public int LeftSlot { get; }

    public int RightSlot { get; }

    /// <summary>The byte with which a row's is compared at the threshold of that rank.</summary>
    public static sbyte Cut(int rank) => (sbyte)(127 - rank);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Row(float value, sbyte* codes)
    {
        fixed (float* pivot = pivots, threshold = thresholds)
        {
            var code = Code(value, pivot, threshold);
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
        fixed (float* pivot = pivots, threshold = thresholds)
        {
            for (var lane = 0; lane < Forest.Lanes; lane++)
                left[lane] = Code(values[lane], pivot, threshold);
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

    /// <summary>Two steps of a search that parts the thresholds in sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static sbyte Code(float value, float* pivots, float* thresholds)
    {
        var sought = Vector256.Create(value);
        var part = Way * CountUpTo(sought, pivots);
        return (sbyte)(127 - part - CountUpTo(sought, thresholds + part));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountUpTo(Vector256<float> sought, float* sorted) => BitOperations.PopCount(
        Vector256.GreaterThanOrEqual(sought, Vector256.Load(sorted)).ExtractMostSignificantBits()
        | (Vector256.GreaterThanOrEqual(sought, Vector256.Load(sorted + 8)).ExtractMostSignificantBits() << 8));
}
