using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HybridBpo.Trees;

/// <summary>Memory that stays where it is for as long as this lives: aligned to cache lines, zero at first.</summary>
internal sealed unsafe class StillMemory
{
    public const int Alignment = 64;
    private readonly List<byte[]> arrays = [];

    public byte* Take(int bytes)
    {
        var array = GC.AllocateArray<byte>(bytes + Alignment, pinned: true);
        arrays.Add(array);
        return Aligned((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)));
    }

    /// <summary>The first aligned byte at or after one.</summary>
    public static byte* Aligned(byte* at) => (byte*)(((nuint)at + Alignment - 1) & ~(nuint)(Alignment - 1));
}
