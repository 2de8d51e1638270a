using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>The configured key that signs checkpoints of the log, if there is one.</summary>
internal static class SealSigner
{
    /// <summary>The configuration key: a file in PEM form, or the text of one. Empty: the store makes a key once and keeps it wrapped.</summary>
    public const string Key = "Seal:Key";

    /// <returns>The key pair as PKCS#8; null when none is configured.</returns>
    /// <exception cref="InvalidOperationException">It cannot be read, or is no P-256 key pair.</exception>
    public static byte[]? Read(IConfiguration configuration)
    {
        if (configuration[Key] is not { Length: > 0 } named)
            return null;
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(named.Contains("-----BEGIN", StringComparison.Ordinal) ? named : File.ReadAllText(named));
            if (key.ExportParameters(true) is { D: not null, Curve.Oid.Value: "1.2.840.10045.3.1.7" })
                return key.ExportPkcs8PrivateKey();
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            // What the library says may quote the setting, and the setting may be the key itself.
        }
        throw new InvalidOperationException(
            "The setting Seal__Key is no P-256 key pair in PEM form, nor the path of a file with one that this account may read: "
            + "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out seal.pem makes one.");
    }
}
