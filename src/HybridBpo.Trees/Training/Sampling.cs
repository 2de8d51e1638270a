using System.Runtime.InteropServices;

namespace HybridBpo.Trees;

/// <summary>Random choices that depend on the seed and the tree alone.</summary>
internal static class Sampling
{
    public static uint TreeSeed(int seed, int tree) => (uint)Mix(((ulong)(uint)seed << 32) | (uint)tree);

    /// <summary>Orders row numbers: drawn rows first (ascending), the others after them; returns how many were drawn.</summary>
    public static int DrawRows(Span<int> rows, double share, uint treeSeed)
    {
        if (share >= 1)
        {
            for (var i = 0; i < rows.Length; i++)
                rows[i] = i;
            return rows.Length;
        }

        var limit = (ulong)(share * (1UL << 32));
        var others = new List<int>((int)(rows.Length * (1 - share)) + 16);
        var drawn = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if ((Mix(((ulong)~treeSeed << 32) | (uint)i) & 0xFFFFFFFF) < limit)
                rows[drawn++] = i;
            else
                others.Add(i);
        }

        CollectionsMarshal.AsSpan(others).CopyTo(rows[drawn..]);
        return drawn;
    }

    public static void DrawColumns(bool[] active, double share, uint treeSeed)
    {
        var keep = Math.Clamp((int)Math.Round(share * active.Length), 1, active.Length);
        Array.Clear(active);
        foreach (var f in Enumerable.Range(0, active.Length).OrderBy(f => Mix(((ulong)treeSeed << 32) + (ulong)f + 0x5bd1e995)).Take(keep))
            active[f] = true;
    }

    /// <summary>SplitMix64's finaliser (Steele, Lea, Flood 2014).</summary>
    public static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
