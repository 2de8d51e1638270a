using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>Summed integer gradients, hessians and row counts per bin of all features.</summary>
internal sealed class LeafHistogram(int bins)
{
    public readonly long[] Gradient = new long[bins];
    public readonly long[] Hessian = new long[bins];
    public readonly int[] Count = new int[bins];

    /// <summary>Adds (or, as the first, sets) packed sums into bins from <paramref name="offset"/> on, and clears the packed ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(Span<long> packed, int offset, bool first)
    {
        var gradient = Gradient.AsSpan(offset, packed.Length);
        var hessian = Hessian.AsSpan(offset, packed.Length);
        var count = Count.AsSpan(offset, packed.Length);
        for (var i = 0; i < packed.Length; i++)
        {
            var sum = packed[i];
            packed[i] = 0;
            gradient[i] = (first ? 0 : gradient[i]) + (sum >> 37);
            hessian[i] = (first ? 0 : hessian[i]) + ((sum >> 13) & 0xFFFFFF);
            count[i] = (first ? 0 : count[i]) + (int)(sum & 0x1FFF);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(LeafHistogram other, int offset, int length)
    {
        for (var i = offset; i < offset + length; i++)
        {
            Gradient[i] += other.Gradient[i];
            Hessian[i] += other.Hessian[i];
            Count[i] += other.Count[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Subtract(LeafHistogram other, int offset, int length)
    {
        for (var i = offset; i < offset + length; i++)
        {
            Gradient[i] -= other.Gradient[i];
            Hessian[i] -= other.Hessian[i];
            Count[i] -= other.Count[i];
        }
    }
}
