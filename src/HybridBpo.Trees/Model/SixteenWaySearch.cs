using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridBpo.Trees;

/// <summary>Finds a value among up to 255 sorted numbers in two steps: among every sixteenth, then among sixteen neighbours, each at once.</summary>
internal static unsafe class SixteenWaySearch
{
    public const int Most = 255;

    /// <summary>Floats of a table: the sorted numbers, padded, and every sixteenth of them.</summary>
    public const int Length = Most + 1 + Way;

    private const int Way = 16;

    public static ReadOnlySpan<float> Table(ReadOnlySpan<float> sorted, Span<float> table)
    {
        // Nothing is at or above NaN.
        table.Fill(float.NaN);
        sorted.CopyTo(table);
        for (var i = 0; i < Way; i++)
            table[Most + 1 + i] = table[(i * Way) + Way - 1];
        return table;
    }

    /// <summary>How many of a table's numbers are at or below a value; 0 for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountUpTo(float value, float* table)
    {
        var sought = Vector256.Create(value);
        var part = Way * CountAmongSixteen(sought, table + Most + 1);
        return part + CountAmongSixteen(sought, table + part);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountAmongSixteen(Vector256<float> sought, float* sorted) => BitOperations.PopCount(
        Vector256.GreaterThanOrEqual(sought, Vector256.Load(sorted)).ExtractMostSignificantBits()
        | (Vector256.GreaterThanOrEqual(sought, Vector256.Load(sorted + 8)).ExtractMostSignificantBits() << 8));
}
