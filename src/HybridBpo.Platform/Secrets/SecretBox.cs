using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>AES-256-GCM under the master key: nonce (12), ciphertext, tag (16), bound to the name under which it is kept.</summary>
internal sealed class SecretBox(MasterKey master)
{
    private const int Nonce = 12, Tag = 16;

    private readonly ConcurrentDictionary<string, byte[]> derived = new();

    public byte[] Seal(byte[] plain, string name)
    {
        var box = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(KeyOf(master.Ring.Current), Tag);
        aes.Encrypt(box.AsSpan(0, Nonce), plain, box.AsSpan(Nonce, plain.Length), box.AsSpan(Nonce + plain.Length), Encoding.UTF8.GetBytes(name));
        return box;
    }

    /// <exception cref="CryptographicException">Sealed under a master key that this host does not know or another name, or changed.</exception>
    public byte[] Open(byte[] box, string name) => TryOpen(box, name, out var plain, out _)
        ? plain
        : throw new CryptographicException("A sealed secret was sealed under another master key or name, or was changed.");

    /// <summary>Opens with whichever key fits.</summary>
    /// <param name="box">What <see cref="Seal"/> made.</param>
    /// <param name="name">The name under which it is kept.</param>
    /// <param name="plain">What was sealed.</param>
    /// <param name="keyId">Id of the key that fits.</param>
    /// <returns>False when none of those that this host knows fits, even after it looked for newer ones.</returns>
    public bool TryOpen(byte[] box, string name, [NotNullWhen(true)] out byte[]? plain, [NotNullWhen(true)] out string? keyId) =>
        TryEach(master.Ring.All, box, name, out plain, out keyId) || TryEach(master.Ring.Look(), box, name, out plain, out keyId);

    private bool TryEach(
        IReadOnlyList<byte[]> keys, byte[] box, string name, [NotNullWhen(true)] out byte[]? plain, [NotNullWhen(true)] out string? keyId)
    {
        (plain, keyId) = (null, null);
        if (box.Length < Nonce + Tag)
            return false;
        foreach (var key in keys)
        {
            plain = new byte[box.Length - Nonce - Tag];
            keyId = KeyRing.IdOf(key);
            using var aes = new AesGcm(KeyOf(key), Tag);
            try
            {
                aes.Decrypt(box.AsSpan(0, Nonce), box.AsSpan(Nonce, plain.Length), box.AsSpan(box.Length - Tag), plain, Encoding.UTF8.GetBytes(name));
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Perhaps the next one.
            }
        }
        (plain, keyId) = (null, null);
        return false;
    }

    // A key of its own for this use, so that no two uses share nonces under one key.
    private byte[] KeyOf(byte[] key) => derived.GetOrAdd(
        KeyRing.IdOf(key), _ => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "hybridbpo shared secrets"u8.ToArray()));
}
