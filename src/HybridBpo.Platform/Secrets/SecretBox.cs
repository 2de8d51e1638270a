using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Platform;

/// <summary>AES-256-GCM under the master key: nonce (12), ciphertext, tag (16), bound to the name under which it is kept.</summary>
internal sealed class SecretBox(MasterKey master)
{
    private const int Nonce = 12, Tag = 16;

    // A key of its own for this use, so that no two uses share nonces under one key.
    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, master.Bytes, 32, info: "hybridbpo shared secrets"u8.ToArray());

    public byte[] Seal(byte[] plain, string name)
    {
        var box = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(box.AsSpan(0, Nonce), plain, box.AsSpan(Nonce, plain.Length), box.AsSpan(Nonce + plain.Length), Encoding.UTF8.GetBytes(name));
        return box;
    }

    /// <exception cref="CryptographicException">Sealed under another master key or name, or changed.</exception>
    public byte[] Open(byte[] box, string name)
    {
        if (box.Length < Nonce + Tag)
            throw new CryptographicException("A sealed secret is cut short.");
        var plain = new byte[box.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(box.AsSpan(0, Nonce), box.AsSpan(Nonce, plain.Length), box.AsSpan(box.Length - Tag), plain, Encoding.UTF8.GetBytes(name));
        return plain;
    }
}
