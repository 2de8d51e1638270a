using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Host.ApiKeys;

/// <summary>How a key looks: <c>hbk_ID_SECRET</c>, so that scanners for lost secrets know it.</summary>
internal static class KeyText
{
    private const string Prefix = "hbk_", Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int IdLength = 12, SecretBytes = 32, Longest = 100;

    public static string NewId() => RandomNumberGenerator.GetString(Letters, IdLength);

    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    public static string Write(string id, string secret) => $"{Prefix}{id}_{secret}";

    /// <summary>256 random bits need no slow hash.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The parts of what came in the header; null when it is no key.</summary>
    public static (string Id, byte[] Hash)? Read(string header)
    {
        var text = header["Bearer ".Length..].Trim();
        return text.Length <= Longest && text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length > Prefix.Length + IdLength + 1
            && text[Prefix.Length + IdLength] == '_'
            ? (text.Substring(Prefix.Length, IdLength), HashOf(text[(Prefix.Length + IdLength + 1)..]))
            : null;
    }

    /// <summary>Does the request bring a key, good or bad?</summary>
    public static bool IsIn(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
}
