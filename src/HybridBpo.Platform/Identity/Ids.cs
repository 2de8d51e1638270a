using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Platform;

/// <summary>Ids of streams and rows. Domain code never draws random ids: it derives them, or takes one that the edge made.</summary>
public static class Ids
{
    private static readonly Guid Namespace = new("6f0e5f0c-6f5b-5d0e-9d0a-1f2f5a3e7b11");

    /// <summary>
    /// The same id for the same natural key, always: UUID version 5 (RFC 9562) of client, kind and key. Makes repeated imports and messages harmless.
    /// </summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="kind">What the id names, such as <c>account</c>.</param>
    /// <param name="key">The natural key within client and kind, such as the account reference.</param>
    public static Guid For(string client, string kind, string key)
    {
        var name = Encoding.UTF8.GetBytes($"{client.Length}:{client}|{kind.Length}:{kind}|{key}");
        Span<byte> input = new byte[16 + name.Length];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input[16..]);
        Span<byte> hash = stackalloc byte[20];
        SHA1.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>A new id in time order (UUID version 7), made at the edge of the system from its clock.</summary>
    public static Guid New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
}
