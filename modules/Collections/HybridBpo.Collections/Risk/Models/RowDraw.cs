namespace HybridBpo.Collections.Risk;

/// <summary>Draws rows by a hash of their number, so that a seed always draws the same ones.</summary>
internal static class RowDraw
{
    /// <summary>A value from 0 to 1 that depends on the row, the seed and the purpose alone.</summary>
    public static double Place(int row, int seed, int purpose)
    {
        var x = unchecked(((ulong)(uint)seed << 32) + (uint)row + ((ulong)(uint)purpose * 0x9E3779B97F4A7C15));
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return ((x ^ (x >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>The rows of one of several parts of equal chance; every row is in exactly one.</summary>
    public static int[] Part(int count, int seed, int purpose, int parts, int part) =>
        [.. Enumerable.Range(0, count).Where(row => (int)(Place(row, seed, purpose) * parts) == part)];

    public static int[] Others(int count, int[] rows)
    {
        var taken = new bool[count];
        foreach (var row in rows)
            taken[row] = true;
        return [.. Enumerable.Range(0, count).Where(row => !taken[row])];
    }
}
