using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>What a split is worth and whether it is allowed.</summary>
internal sealed class SplitRules(TrainingOptions options, double gradientStep, double hessianStep)
{
    public int MinRows { get; } = options.MinLeafRows;

    public double MinHessian { get; } = options.MinChildHessian / hessianStep;

    public double CategoryL2 { get; } = options.CategoryL2;

    public int OneHotLevels { get; } = options.OneHotLevels;

    // Rounded sums of one and the same set of rows differ from a true zero by far less than this.
    public double MinGain { get; } = Math.Max(options.MinGain, 1e-6);

    /// <summary>Turns integer sums into gain: gain = Score(left) + Score(right) − Score(parent).</summary>
    private readonly double scale = gradientStep * gradientStep / hessianStep;
    private readonly double l2 = options.L2 / hessianStep;
    private readonly double categoryL2 = options.CategoryL2 / hessianStep;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Score(long gradient, long hessian) => scale * ((double)gradient * gradient / (hessian + l2 + 1e-12));

    public double CategoryScore(long gradient, long hessian) => scale * ((double)gradient * gradient / (hessian + l2 + categoryL2 + 1e-12));

    /// <summary>The gain of an output that is kept within bounds: −(2·G·w + (H + λ)·w²), which is the plain score where they do not bind.</summary>
    public double Score(long gradient, long hessian, LeafBounds bounds, double extraL2)
    {
        var (g, h) = (gradient * gradientStep, (hessian * hessianStep) + options.L2 + extraL2 + 1e-12);
        var output = bounds.Clamp(-g / h);
        return -((2 * g * output) + (h * output * output));
    }

    /// <summary>A leaf's output before shrinkage, from rounded sums.</summary>
    public double Output(RowSums side) => -side.Gradient * gradientStep / ((side.Hessian * hessianStep) + options.L2 + 1e-12);

    /// <summary>Where categories are sorted by: smoothed gradient over hessian.</summary>
    public double CategoryOrder(long gradient, long hessian) => gradient / (hessian + l2 + categoryL2 + 1e-12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Allows(RowSums side) => side.Count >= MinRows && side.Count > 0 && side.Hessian >= MinHessian;
}
