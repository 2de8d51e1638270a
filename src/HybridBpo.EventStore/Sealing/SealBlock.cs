using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Events;

/// <summary>
/// A closed block. Its hash is the SHA-256 of the previous block's hash, the block's number (8 bytes, big-endian) and its leaves (8 bytes sequence
/// number and 32 bytes hash each). Before the first block stands the SHA-256 of the client's code.
/// </summary>
internal sealed record SealBlock(long Number, IReadOnlyList<(long Seq, byte[] Leaf)> Leaves, byte[] Previous)
{
    private const int Entry = 8 + 32;

    public static byte[] Genesis(string client) => SHA256.HashData(Encoding.UTF8.GetBytes(client));

    public byte[] LeafBytes { get; } = Pack(Leaves);

    public byte[] Hash => Digest(Previous, Number, LeafBytes);

    public static byte[] Digest(byte[] previous, long number, byte[] leaves)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
        hash.AppendData(leaves);
        return hash.GetHashAndReset();
    }

    public static IReadOnlyList<(long Seq, byte[] Leaf)> Unpack(byte[] leaves)
    {
        var list = new List<(long, byte[])>(leaves.Length / Entry);
        for (var at = 0; at + Entry <= leaves.Length; at += Entry)
            list.Add((BinaryPrimitives.ReadInt64BigEndian(leaves.AsSpan(at)), leaves[(at + 8)..(at + Entry)]));
        return list;
    }

    private static byte[] Pack(IReadOnlyList<(long Seq, byte[] Leaf)> leaves)
    {
        var packed = new byte[leaves.Count * Entry];
        for (var i = 0; i < leaves.Count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(packed.AsSpan(i * Entry), leaves[i].Seq);
            leaves[i].Leaf.CopyTo(packed, (i * Entry) + 8);
        }

        return packed;
    }
}
