using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridBpo.Trees;

/// <summary>
/// Gradients of the logistic loss, exact (floats, for leaf values) and rounded to integers (for histograms). Integer sums do not depend on the
/// order of adding, which makes training reproducible at any thread count; stochastic rounding keeps them unbiased. What a row holds, not where
/// it stands, decides how it is rounded.
/// </summary>
/// <remarks>
/// |Gradient| is below 2¹⁴ and hessian below 2¹², kept as gradient·2¹⁶ + hessian in 32 bits. <see cref="Spread"/> makes of it
/// gradient·2³⁷ + hessian·2¹³ + 1 (row count), so that one 64-bit addition sums all three; blocks of 4,096 rows cannot overflow, larger sums are kept
/// in wide histograms.
/// </remarks>
internal sealed unsafe class Gradients
{
    public const int BlockRows = 4096;
    private const int Lanes = 8;
    private const double MostSteps = 1L << 51;
    private const float TopGradient = (1 << 14) - 2;
    private const float TopHessian = (1 << 12) - 2;
    private readonly float[] labels;
    private readonly float[]? weights;
    private readonly uint[] keys;
    private readonly int rows;

    public Gradients(TrainingSet set, float baseMargin, BinnedRows binned, WorkerTeam team)
    {
        rows = set.Count;
        var padded = (rows + Lanes - 1) / Lanes * Lanes;
        labels = set.Labels;
        weights = set.Weights;
        Margin = GC.AllocateUninitializedArray<float>(padded, pinned: true);
        Array.Fill(Margin, baseMargin);
        Packed = GC.AllocateUninitializedArray<int>(padded, pinned: true);
        keys = GC.AllocateArray<uint>(padded, pinned: true);
        team.Run((rows + BlockRows - 1) / BlockRows, (block, _) =>
        {
            var start = block * BlockRows;
            RowKeys.Fill(keys.AsSpan(start, Math.Min(BlockRows, rows - start)), start, set, binned);
        });
        var top = set.Weights is null ? 1 : set.Weights.Max();
        GradientStep = top / TopGradient;
        HessianStep = 0.25 * top / TopHessian;
        ExactStep = top / (1L << (61 - BitOperations.Log2((uint)rows)));
    }

    public float[] Margin { get; }

    public int[] Packed { get; }

    /// <summary>A packed entry with room for the sum of 4,096 of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Spread(int packed) => ((packed & -65536L) << 21) + ((long)(ushort)packed << 13) + 1;

    /// <summary>What one integer unit of a summed gradient is worth.</summary>
    public double GradientStep { get; }

    public double HessianStep { get; }

    /// <summary>The unit in which exact gradients and hessians are added: as fine as their sum over all rows allows.</summary>
    public double ExactStep { get; }

    public void Update(uint treeSeed, WorkerTeam team) =>
        team.Run((rows + BlockRows - 1) / BlockRows, (block, _) => UpdateBlock(block * BlockRows, treeSeed));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void UpdateBlock(int start, uint treeSeed)
    {
        var end = Math.Min(start + BlockRows, Margin.Length);
        var gradientScale = Vector256.Create((float)(1 / GradientStep));
        var hessianScale = Vector256.Create((float)(1 / HessianStep));
        fixed (float* margin = Margin, label = labels, weight = weights)
        fixed (uint* key = keys)
        fixed (int* packed = Packed)
        {
            for (var i = start; i < end; i += Lanes)
            {
                var left = rows - i;
                var (g, h) = Exact(
                    Vector256.Load(margin + i), Lanes8(label + i, left), weight == null ? Vector256.Create(1f) : Lanes8(weight + i, left));
                var random = Hash(Vector256.Load(key + i), treeSeed);
                var u1 = Vector256.ConvertToSingle((random & Vector256.Create(0xFFFFu)).AsInt32()) * (1f / 65536);
                var u2 = Vector256.ConvertToSingle((random >> 16).AsInt32()) * (1f / 65536);
                var gi = Vector256.ConvertToInt32(Vector256.Floor((g * gradientScale) + u1));
                var hi = Vector256.ConvertToInt32(Vector256.Floor((h * hessianScale) + u2));
                ((gi << 16) | hi).Store(packed + i);
            }
        }
    }

    /// <summary>
    /// Sums of exact gradients and hessians over some rows, in whole steps. They are worked out anew, which takes no longer than to fetch them from
    /// where they would have to be kept.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (long Gradient, long Hessian) SumExact(ReadOnlySpan<int> rowNumbers)
    {
        var scale = 1 / ExactStep;
        var (gradients, hessians) = (Vector256<long>.Zero, Vector256<long>.Zero);
        var at = 0;
        // A gradient is at most one largest weight, which is so many steps.
        var eights = Math.ScaleB(1, 61 - BitOperations.Log2((uint)rows)) <= MostSteps ? rowNumbers.Length / Lanes * Lanes : 0;
        fixed (float* margin = Margin, label = labels, weight = weights)
        fixed (int* row = rowNumbers)
        {
            for (; at < eights; at += Lanes)
            {
                var (g, h) = Exact(
                    Lanes8(margin, row + at), Lanes8(label, row + at), weight == null ? Vector256.Create(1f) : Lanes8(weight, row + at));
                gradients += Steps(g, scale);
                hessians += Steps(h, scale);
            }

            var (gradient, hessian) = (Vector256.Sum(gradients), Vector256.Sum(hessians));
            for (; at < rowNumbers.Length; at++)
            {
                nint i = row[at];
                var (g, h) = Exact(
                    Vector256.Create(margin[i]), Vector256.Create(label[i]), Vector256.Create(weight == null ? 1f : weight[i]));
                gradient += (long)(g[0] * scale);
                hessian += (long)(h[0] * scale);
            }

            return (gradient, hessian);
        }
    }

    /// <summary>Eight numbers as whole steps, cut off as a conversion does; pairs of them are added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Steps(Vector256<float> values, double scale)
    {
        // Added to this, a double's lowest bits are a whole number.
        var shift = Vector256.Create(1.5 * (1L << 52));
        var (low, high) = Vector256.Widen(values);
        low = Vector256.Truncate(low * scale) + shift;
        high = Vector256.Truncate(high * scale) + shift;
        return low.AsInt64() - shift.AsInt64() + (high.AsInt64() - shift.AsInt64());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Lanes8(float* values, int* rows) => Vector256.Create(
        values[rows[0]], values[rows[1]], values[rows[2]], values[rows[3]], values[rows[4]], values[rows[5]], values[rows[6]], values[rows[7]]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Gradient, Vector256<float> Hessian) Exact(
        Vector256<float> margin, Vector256<float> label, Vector256<float> weight)
    {
        var one = Vector256.Create(1f);
        var p = one / (one + Vector256.Exp(-margin));
        return ((p - label) * weight, Vector256.Max(p * (one - p), Vector256.Create(1e-16f)) * weight);
    }

    /// <summary>Eight values, or zeros behind the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Lanes8(float* values, int left)
    {
        if (left >= Lanes)
            return Vector256.Load(values);
        var some = Vector256<float>.Zero;
        for (var i = 0; i < left; i++)
            some = some.WithElement(i, values[i]);
        return some;
    }

    private static Vector256<uint> Hash(Vector256<uint> row, uint seed)
    {
        var x = (row * 0x9E3779B1u) ^ Vector256.Create(seed);
        x ^= x >> 16;
        x *= 0x85EBCA6Bu;
        x ^= x >> 13;
        x *= 0xC2B2AE35u;
        return x ^ (x >> 16);
    }
}
