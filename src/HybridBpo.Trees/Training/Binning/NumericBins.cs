using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HybridBpo.Trees;

/// <summary>
/// Bins of a numeric column. A value is in bin b (1-based) when cut[b−2] ≤ value &lt; cut[b−1], so that "bins 1 … b go left" is exactly
/// "value &lt; cut[b−1]". The last cut is the largest float: it only ever separates present from missing.
/// </summary>
internal sealed unsafe class NumericBins(string name, float[] cuts) : FeatureBins
{
    /// <summary>Rows looked at when cuts are chosen.</summary>
    public const int SampleRows = 200_000;

    public override Feature Feature { get; } = new(name);

    public override int ValueBins => cuts.Length;

    public float CutAfter(int bin) => cuts[bin - 1];

    public static NumericBins Fit(NumericColumn column, int maxBins)
    {
        uint[]? other = null;
        return Fit(column, maxBins, new SortRoom(new uint[Math.Min(column.Count, SampleRows)], ref other));
    }

    public static NumericBins Fit(NumericColumn column, int maxBins, SortRoom room)
    {
        var sorted = SortedSample(column.Values, room);
        return new NumericBins(column.Name, sorted.IsEmpty ? [] : ChooseCuts(sorted, MemoryMarshal.Cast<uint, int>(room.Other), maxBins));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Assign(FeatureColumn column, int start, Span<byte> bins)
    {
        var values = ((NumericColumn)column).Values.AsSpan(start, bins.Length);
        if (cuts.Length == 0)
        {
            bins.Clear();
            return;
        }

        var inner = cuts.AsSpan(0, cuts.Length - 1);
        var table = SixteenWaySearch.Table(inner, stackalloc float[SixteenWaySearch.Length]);
        fixed (float* sorted = table)
        {
            for (var i = 0; i < values.Length; i++)
                bins[i] = float.IsNaN(values[i]) ? (byte)0 : (byte)(SixteenWaySearch.CountUpTo(values[i], sorted) + 1);
        }
    }

    private static Span<float> SortedSample(float[] values, SortRoom room)
    {
        var stride = Math.Max(1.0, (double)values.Length / SampleRows);
        var sample = room.Sample[..Math.Min(values.Length, SampleRows)];
        var count = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            var value = values[(int)(i * stride)];
            if (!float.IsNaN(value))
                sample[count++] = value + 0f;
        }

        FloatSort.Sort(sample[..count], room.Other);
        return sample[..count];
    }

    /// <summary>Equal-count bins, except that a value which alone would fill a bin gets one of its own.</summary>
    private static float[] ChooseCuts(Span<float> sorted, Span<int> room, int maxBins)
    {
        var distinct = Distinct(sorted, room);
        var values = sorted[..distinct];
        var counts = room[..distinct];
        var cuts = new List<float>(maxBins);
        if (distinct <= maxBins)
        {
            for (var i = 1; i < distinct; i++)
                cuts.Add(Between(values[i - 1], values[i]));
            return [.. cuts, float.MaxValue];
        }

        var heavyLimit = (double)sorted.Length / maxBins;
        var heavy = 0;
        double lightRows = 0;
        foreach (var count in counts)
        {
            heavy += count >= heavyLimit ? 1 : 0;
            lightRows += count < heavyLimit ? count : 0;
        }

        var lightBins = Math.Max(1, maxBins - heavy);
        var target = lightRows / lightBins;
        double filled = 0;
        for (var i = 0; i < distinct - 1 && cuts.Count < maxBins - 1; i++)
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

    /// <summary>Moves the distinct values to the front, and says how many there are and how often each occurs.</summary>
    private static int Distinct(Span<float> sorted, Span<int> counts)
    {
        var distinct = 0;
        for (var i = 0; i < sorted.Length;)
        {
            var end = i + 1;
            while (end < sorted.Length && sorted[end] == sorted[i])
                end++;
            sorted[distinct] = sorted[i];
            counts[distinct++] = end - i;
            i = end;
        }

        return distinct;
    }

    /// <summary>A float c with low &lt; c ≤ high, the middle if there is one.</summary>
    private static float Between(float low, float high)
    {
        var middle = (float)(((double)low + high) / 2);
        return middle > low && middle <= high ? middle : high;
    }
}
