using System.Runtime.InteropServices;

namespace HybridBpo.Trees;

/// <summary>Where one thread sorts one column's sample after another.</summary>
internal readonly ref struct SortRoom
{
    /// <summary>Takes a group's memory of one word for each row, and more when that is not enough for both halves.</summary>
    /// <param name="words">What may be written over.</param>
    /// <param name="other">The thread's own, made when needed.</param>
    public SortRoom(uint[] words, ref uint[]? other)
    {
        var length = Math.Min(words.Length, NumericBins.SampleRows);
        Sample = MemoryMarshal.Cast<uint, float>(words.AsSpan(0, length));
        Other = words.Length >= 2 * length ? words.AsSpan(length, length) : other ??= GC.AllocateUninitializedArray<uint>(length);
    }

    public Span<float> Sample { get; }

    public Span<uint> Other { get; }
}
