using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>
/// Bins of a numeric column. A value is in bin b (1-based) when cut[b−2] ≤ value &lt; cut[b−1], so that "bins 1 … b go left" is exactly
/// "value &lt; cut[b−1]". The last cut is the largest float: it only ever separates present from missing.
/// </summary>
internal sealed class NumericBins(string name, float[] cuts) : FeatureBins
{
    /// <summary>Rows looked at when cuts are chosen.</summary>
    public const int SampleRows = 200_000;

    public override Feature Feature { get; } = new(name);

    public override int ValueBins => cuts.Length;

    public float CutAfter(int bin) => cuts[bin - 1];

    public static NumericBins Fit(NumericColumn column, int maxBins)
    {
        var keys = SortedSample(column.Values);
        return new NumericBins(column.Name, keys.Length == 0 ? [] : ChooseCuts(keys, maxBins));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Assign(FeatureColumn column, int start, Span<byte> bins)
    {
        var values = ((NumericColumn)column).Values.AsSpan(start, bins.Length);
        // Searched branch-free over a power of two; the padding is never reached because nothing is above +infinity.
        Span<float> table = stackalloc float[256];
        table.Fill(float.PositiveInfinity);
        var inner = Math.Max(0, cuts.Length - 1);
        cuts.AsSpan(0, inner).CopyTo(table);
        var top = inner == 0 ? 0 : 1 << (31 - int.LeadingZeroCount(inner));
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (float.IsNaN(value) || cuts.Length == 0)
            {
                bins[i] = 0;
                continue;
            }

            var below = 0;
            for (var step = top; step > 0; step >>= 1)
                below += table[below + step - 1] <= value ? step : 0;
            bins[i] = (byte)(below + 1);
        }
    }

    private static float[] SortedSample(float[] values)
    {
        var stride = Math.Max(1.0, (double)values.Length / SampleRows);
        var sample = new float[Math.Min(values.Length, SampleRows)];
        var count = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            var value = values[(int)(i * stride)];
            if (!float.IsNaN(value))
                sample[count++] = value + 0f;
        }

        return FloatSort.Sorted(sample.AsSpan(0, count));
    }

    /// <summary>Equal-count bins, except that a value which alone would fill a bin gets one of its own.</summary>
    private static float[] ChooseCuts(float[] sorted, int maxBins)
    {
        var (values, counts) = Distinct(sorted);
        if (values.Count <= maxBins)
            return [.. Enumerable.Range(1, values.Count - 1).Select(i => Between(values[i - 1], values[i])), float.MaxValue];

        var heavyLimit = (double)sorted.Length / maxBins;
        var heavy = counts.Count(c => c >= heavyLimit);
        var lightRows = (double)counts.Where(c => c < heavyLimit).Sum();
        var lightBins = Math.Max(1, maxBins - heavy);
        var target = lightRows / lightBins;
        var cuts = new List<float>(maxBins);
        double filled = 0;
        for (var i = 0; i < values.Count - 1 && cuts.Count < maxBins - 1; i++)
        {
            var isHeavy = counts[i] >= heavyLimit;
            filled += counts[i];
            if (!isHeavy)
                lightRows -= counts[i];
            if (!isHeavy && filled < target && counts[i + 1] < heavyLimit)
                continue;
            cuts.Add(Between(values[i], values[i + 1]));
            if (!isHeavy && --lightBins > 0)
                target = lightRows / lightBins;
            filled = 0;
        }

        cuts.Add(float.MaxValue);
        return [.. cuts];
    }

    private static (List<float> Values, List<int> Counts) Distinct(float[] sorted)
    {
        var values = new List<float>();
        var counts = new List<int>();
        for (var i = 0; i < sorted.Length;)
        {
            var end = i + 1;
            while (end < sorted.Length && sorted[end] == sorted[i])
                end++;
            values.Add(sorted[i]);
            counts.Add(end - i);
            i = end;
        }

        return (values, counts);
    }

    /// <summary>A float c with low &lt; c ≤ high, the middle if there is one.</summary>
    private static float Between(float low, float high)
    {
        var middle = (float)(((double)low + high) / 2);
        return middle > low && middle <= high ? middle : high;
    }
}
