using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HybridBpo.Events;

/// <summary>An event of a checkpoint: the beginning of its leaf, and its number; in format 4 only who has the leaf before it can read that.</summary>
internal readonly record struct NamedLeaf(byte[] Beginning, long Number, bool IsMasked)
{
    public long NumberAfter(ReadOnlySpan<byte> leafBefore) => IsMasked ? Number ^ CheckpointLeaves.Mask(leafBefore) : Number;
}

/// <summary>
/// The events of a checkpoint in the order of the client's own chain, short enough to be kept for each: the first eight bytes of its leaf, and its
/// number under a mask made of the whole leaf before it, so that whoever holds the file does not learn from the gaps how busy other clients are. Who
/// has the log has those leaves, as far as it is as it was, and so learns the number of the first event that is not. Proof is the hash of the block;
/// this only tells which event it was.
/// </summary>
internal static class CheckpointLeaves
{
    /// <summary>As many of the newest events are named one by one; sixteen bytes each, a third more in the file.</summary>
    public const int Most = 1_000_000;

    private const int Prefix = 8, Entry = Prefix + 8;

    /// <summary>Before the first event of all stands <see cref="SealBlock.Genesis"/>: its own number is no secret.</summary>
    public static string Pack(byte[] leafBefore, IReadOnlyList<(long Seq, byte[] Leaf)> leaves)
    {
        var bytes = new byte[leaves.Count * Entry];
        for (var (i, before) = (0, leafBefore); i < leaves.Count; before = leaves[i++].Leaf)
        {
            leaves[i].Leaf.AsSpan(0, Prefix).CopyTo(bytes.AsSpan(i * Entry));
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan((i * Entry) + Prefix), leaves[i].Seq ^ Mask(before));
        }

        return Convert.ToBase64String(bytes);
    }

    public static long Mask(ReadOnlySpan<byte> leafBefore) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData([.. "number"u8, .. leafBefore]));

    /// <param name="packed">As packed here, or by the version before.</param>
    /// <param name="format">Of the checkpoint.</param>
    /// <exception cref="FormatException">They are not whole.</exception>
    public static List<NamedLeaf> Unpack(string packed, int format)
    {
        var bytes = Convert.FromBase64String(packed);
        if (format == 3)
            return Numbered(bytes);
        if (bytes.Length % Entry != 0)
            throw NotWhole();
        return [.. bytes.Chunk(Entry).Select(e => new NamedLeaf(e[..Prefix], BinaryPrimitives.ReadInt64BigEndian(e.AsSpan(Prefix)), true))];
    }

    // Format 3: the difference of each number to the one before (LEB128), and the first eight bytes of the leaf.
    private static List<NamedLeaf> Numbered(byte[] bytes)
    {
        var (leaves, seq, at) = (new List<NamedLeaf>(), 0L, 0);
        while (at < bytes.Length)
        {
            var (step, shift) = (0UL, 0);
            byte next;
            do
            {
                if (bytes.Length - at <= Prefix || shift > 56)
                    throw NotWhole();
                next = bytes[at++];
                step |= (ulong)(next & 0x7F) << shift;
                shift += 7;
            }
            while (next >= 0x80);
            seq += (long)step;
            leaves.Add(new NamedLeaf(bytes[at..(at + Prefix)], seq, false));
            at += Prefix;
        }

        return leaves;
    }

    private static FormatException NotWhole() => new("The events of the checkpoint are not whole.");
}
