using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HybridBpo.Trees;

/// <summary>A split as it bears on eight neighbouring leaves.</summary>
/// <param name="Offset">Where the block's bytes are that it looks at.</param>
/// <param name="Cuts">With what they are compared, four times: to broadcast a word is cheaper than a byte.</param>
/// <param name="Clears">The leaves that a row loses when it goes right, four times.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ByteSplit(int Offset, uint Cuts, uint Clears)
{
    /// <summary>All trees' splits, for each eight leaves those that clear any of them; where each eight's begin, and the last's end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (ByteSplit[] Splits, int[] PlaneEnds) PlaneByPlane(IReadOnlyList<LeafOrder> trees)
    {
        var splits = new List<ByteSplit>();
        var ends = new List<int> { 0 };
        foreach (var tree in trees)
        {
            for (var plane = 0; plane < ByteForest.MostLeaves; plane += 8)
            {
                foreach (var (slot, cut, clears) in tree.Splits)
                {
                    if ((byte)(clears >> plane) is var clear and not 0)
                        splits.Add(new ByteSplit(slot * Forest.Lanes, FourTimes((byte)cut), FourTimes(clear)));
                }

                ends.Add(splits.Count);
            }
        }

        return ([.. splits], [.. ends]);
    }

    private static uint FourTimes(byte value) => value * 0x01010101u;
}
