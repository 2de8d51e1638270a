using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Events;

/// <summary>Wraps keys under the key-encryption key: nonce (12), ciphertext, tag (16), bound to a context.</summary>
internal sealed class KeyWrap
{
    private readonly byte[] _kek;

    public KeyWrap(byte[] kek)
    {
        if (kek.Length is not (0 or 32))
            throw new ArgumentException($"The key-encryption key has {kek.Length} bytes; it must have 32.");
        _kek = kek;
        Id = kek.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(kek).AsSpan(0, 4));
    }

    /// <summary>Tells keys apart without giving anything away: start of the key's SHA-256.</summary>
    public string Id { get; }

    public bool IsMissing => _kek.Length == 0;

    public byte[] Wrap(byte[] key, string context)
    {
        Require(Id);
        return Sealed.Box(_kek, key, Encoding.UTF8.GetBytes(context));
    }

    public byte[] Unwrap(byte[] wrapped, string context, string kekId)
    {
        Require(kekId);
        return Sealed.Open(_kek, wrapped, Encoding.UTF8.GetBytes(context));
    }

    private void Require(string kekId)
    {
        if (IsMissing)
            throw new InvalidOperationException("Personal fields and seals need EventStoreOptions.KeyEncryptionKey (32 bytes), and none is given.");
        if (kekId != Id)
            throw new InvalidOperationException(
                $"A key was wrapped under key-encryption key {kekId}, but this host has {Id}: give it the right one.");
    }
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
