using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HybridBpo.Host.SignIn;

/// <summary>Time-based one-time passwords (RFC 6238) with SHA-1, 30 seconds and six digits, as every authenticator app makes them.</summary>
internal static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / 30;

    public static string CodeAt(string base32Key, DateTimeOffset now) => Code(FromBase32(base32Key), StepAt(now));

    public static string Code(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(key, counter);
        var offset = hash[^1] & 0x0f;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    public static string NewKey() => ToBase32(RandomNumberGenerator.GetBytes(20));

    /// <summary>What an authenticator app takes instead of a picture.</summary>
    public static string Uri(string userName, string base32Key) =>
        $"otpauth://totp/HybridBpo:{System.Uri.EscapeDataString(userName)}?secret={base32Key}&issuer=HybridBpo&digits=6&period=30";

    public static byte[] FromBase32(string text)
    {
        var bytes = new List<byte>();
        int bits = 0, value = 0;
        foreach (var c in text.ToUpperInvariant().Where(c => c is not (' ' or '-' or '=')))
        {
            var digit = Alphabet.IndexOf(c);
            if (digit < 0) throw new FormatException("Not base32.");
            value = (value << 5) | digit;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)(value >> bits));
            value &= (1 << bits) - 1;
        }
        return [.. bytes];
    }

    private static string ToBase32(byte[] bytes)
    {
        var text = new System.Text.StringBuilder();
        int bits = 0, value = 0;
        foreach (var b in bytes)
        {
            value = (value << 8) | b;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[value >> bits]);
                value &= (1 << bits) - 1;
            }
        }
        if (bits > 0) text.Append(Alphabet[value << (5 - bits)]);
        return text.ToString();
    }
}
