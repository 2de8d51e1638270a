using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HybridBpo.Platform;

/// <summary>
/// Encrypts a dump: AES-256-GCM in pieces of 1 MiB, each with its length in front and its number as nonce, under a key that encrypts this dump only.
/// Lists and searches keep names and addresses in the clear, so the dump as a whole is worth nothing without the file of keys.
/// </summary>
internal static class DumpCipher
{
    private const int Piece = 1 << 20, Tag = 16, Length = 4;

    /// <summary>Encrypts one stream into another, to its end.</summary>
    public static async Task EncryptAsync(Stream plain, Stream into, byte[] key, CancellationToken ct)
    {
        using var aes = new AesGcm(key, Tag);
        var (buffer, box) = (new byte[Piece], new byte[Length + Piece + Tag]);
        for (var number = 0L; ; number++)
        {
            var read = await plain.ReadAtLeastAsync(buffer, Piece, throwOnEndOfStream: false, ct);
            BinaryPrimitives.WriteInt32BigEndian(box, read);
            // The length is bound too: the piece that is shorter than the others is the last one.
            aes.Encrypt(Nonce(number), buffer.AsSpan(0, read), box.AsSpan(Length, read), box.AsSpan(Length + read, Tag), box.AsSpan(0, Length));
            await into.WriteAsync(box.AsMemory(0, Length + read + Tag), ct);
            if (read < Piece)
                return;
        }
    }

    /// <summary>Decrypts what <see cref="EncryptAsync"/> made.</summary>
    /// <exception cref="CryptographicException">Another key, or it was changed.</exception>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    public static async Task DecryptAsync(Stream from, Stream into, byte[] key, CancellationToken ct)
    {
        using var aes = new AesGcm(key, Tag);
        var (piece, plain) = (new byte[Length + Piece + Tag], new byte[Piece]);
        for (var number = 0L; ; number++)
        {
            await from.ReadExactlyAsync(piece.AsMemory(0, Length), ct);
            var length = BinaryPrimitives.ReadInt32BigEndian(piece);
            if (length is < 0 or > Piece)
                throw new CryptographicException("The dump was changed.");
            await from.ReadExactlyAsync(piece.AsMemory(Length, length + Tag), ct);
            var tag = piece.AsSpan(Length + length, Tag);
            aes.Decrypt(Nonce(number), piece.AsSpan(Length, length), tag, plain.AsSpan(0, length), piece.AsSpan(0, Length));
            await into.WriteAsync(plain.AsMemory(0, length), ct);
            if (length < Piece)
                return;
        }
    }

    private static byte[] Nonce(long number)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(4), number);
        return nonce;
    }
}
