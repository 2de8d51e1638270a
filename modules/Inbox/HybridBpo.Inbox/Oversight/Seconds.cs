using System.Buffers.Binary;

namespace HybridBpo.Inbox.Oversight;

/// Whole seconds, four bytes for one as PostgreSQL sends them, in no order.
internal static class Seconds
{
    /// The middle one, or between the two in the middle; null when there are none.
    public static double? Median(ReadOnlySpan<byte> packed)
    {
        if (packed.IsEmpty)
        {
            return null;
        }

        var seconds = new int[packed.Length / sizeof(int)];
        for (var i = 0; i < seconds.Length; i++)
        {
            seconds[i] = BinaryPrimitives.ReadInt32BigEndian(packed[(i * sizeof(int))..]);
        }

        Array.Sort(seconds);
        return (seconds[(seconds.Length - 1) / 2] + (double)seconds[seconds.Length / 2]) / 2;
    }
}
