using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Events;

/// <summary>Wraps keys under the key-encryption key: nonce (12), ciphertext, tag (16), bound to a context.</summary>
internal sealed class KeyWrap(KeyRing ring)
{
    public bool IsMissing => ring.All.Count == 0;

    /// <summary>Id of the key under which is wrapped now.</summary>
    public string CurrentId => ring.CurrentId;

    public (string KekId, byte[] Box) Wrap(byte[] key, string context)
    {
        if (ring.Current is not { Length: > 0 } kek)
            throw new InvalidOperationException("Personal fields and seals need EventStoreOptions.KeyEncryptionKey (32 bytes), and none is given.");
        return (KeyRing.IdOf(kek), Sealed.Box(kek, key, Encoding.UTF8.GetBytes(context)));
    }

    public byte[] Unwrap(byte[] wrapped, string context, string kekId)
    {
        if (ring.Find(kekId) is { } kek)
            return Sealed.Open(kek, wrapped, Encoding.UTF8.GetBytes(context));
        throw new InvalidOperationException(IsMissing
            ? "Personal fields and seals need EventStoreOptions.KeyEncryptionKey (32 bytes), and none is given."
            : $"A key was wrapped under key-encryption key {kekId}, but this host has {Words(ring)}: give it the right one.");
    }

    private static string Words(KeyRing ring) => string.Join(", ", ring.All.Select(KeyRing.IdOf));
}

/// <summary>AES-256-GCM with the nonce in front and the tag behind.</summary>
internal static class Sealed
{
    private const int Nonce = 12;
    private const int Tag = 16;

    public static byte[] Box(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var box = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(box.AsSpan(0, Nonce), plain, box.AsSpan(Nonce, plain.Length), box.AsSpan(Nonce + plain.Length), associated);
        return box;
    }

    /// <exception cref="CryptographicException">The box was changed, or belongs elsewhere.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated)
    {
        if (box.Length < Nonce + Tag)
            throw new CryptographicException("An encrypted field is cut short.");
        var plain = new byte[box.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(box[..Nonce], box.Slice(Nonce, plain.Length), box[^Tag..], plain, associated);
        return plain;
    }
}
