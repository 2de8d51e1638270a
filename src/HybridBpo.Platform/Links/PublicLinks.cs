using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Platform;

/// <summary>
/// Signed tokens for pages that work without sign-in: opt-out links, debtor and candidate pages. A token says what it is for, which client and which
/// thing; nobody can make or change one without the key, which is in the database (HMAC-SHA256, compared in constant time).
/// </summary>
public sealed class PublicLinks
{
    private const int Mac = 20;
    private readonly SharedSecrets secrets;
    private readonly TimeProvider time;
    private readonly string url;
    private byte[]? key;

    internal PublicLinks(SharedSecrets secrets, PublicAddress address, TimeProvider time)
    {
        this.secrets = secrets;
        this.time = time;
        url = address.Url;
    }

    /// <summary>Makes a token.</summary>
    /// <param name="purpose">What it is for, such as <c>opt-out</c>; it opens nothing else.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="id">The thing.</param>
    /// <param name="expires">Null for never, as for every opt-out.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<string> MakeAsync(string purpose, string client, Guid id, DateTimeOffset? expires, CancellationToken ct)
    {
        var text = Encoding.UTF8.GetBytes($"{client}|{id:N}|{expires?.ToUnixTimeSeconds()}");
        return Base64Url.EncodeToString([.. Sign(await KeyAsync(ct), purpose, text), .. text]);
    }

    /// <summary>The whole address of a public page.</summary>
    /// <param name="path">Path with its leading slash, such as <c>/o/</c>; the token follows it.</param>
    /// <param name="token">The token.</param>
    public string Address(string path, string token) => $"{url}{path}{token}";

    /// <summary>Reads a token that came from outside.</summary>
    /// <param name="purpose">What the page is for.</param>
    /// <param name="token">Anything.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>What the token names; null when it is not one of ours, for something else, or expired.</returns>
    public async Task<PublicLink?> ReadAsync(string purpose, string token, CancellationToken ct) =>
        await ReadEvenExpiredAsync(purpose, token, ct) is { } link && !(link.Expires <= time.GetUtcNow()) ? link : null;

    /// <summary>As <see cref="ReadAsync"/>, but of a token whose time is over as well: for a page that offers a fresh one.</summary>
    /// <param name="purpose">What the page is for.</param>
    /// <param name="token">Anything.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>What the token names; null when it is not one of ours, or for something else.</returns>
    public async Task<PublicLink?> ReadEvenExpiredAsync(string purpose, string token, CancellationToken ct)
    {
        if (token.Length is 0 or > 300 || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= Mac)
            return null;
        var signature = Sign(await KeyAsync(ct), purpose, bytes[Mac..]);
        if (!CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, Mac), signature))
            return null;
        var parts = Encoding.UTF8.GetString(bytes.AsSpan(Mac)).Split('|');
        return new PublicLink(parts[0], Guid.ParseExact(parts[1], "N"),
            parts[2].Length > 0 ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[2])) : null);
    }

    private static byte[] Sign(byte[] key, string purpose, byte[] text)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{purpose}\n"), .. text];
        return HMACSHA256.HashData(key, signed)[..Mac];
    }

    private async Task<byte[]> KeyAsync(CancellationToken ct) => key ??= await secrets.GetAsync("public-links", ct);
}

/// <summary>What a public link names.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Id">The thing.</param>
/// <param name="Expires">Until when it opens anything; null for ever.</param>
public sealed record PublicLink(string Client, Guid Id, DateTimeOffset? Expires);
