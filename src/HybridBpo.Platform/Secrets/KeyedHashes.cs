using System.Security.Cryptography;

namespace HybridBpo.Platform;

/// <summary>
/// Hashes of what must be recognised again but never read: under a key that only the hosts have, so that nobody who sees the database can try out
/// phone numbers until one fits.
/// </summary>
public sealed class KeyedHashes
{
    private readonly SharedSecrets secrets;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> keys = new();

    internal KeyedHashes(SharedSecrets secrets) => this.secrets = secrets;

    /// <summary>HMAC-SHA256 under the key of a purpose, which is made on first use and is the same on every host.</summary>
    /// <param name="purpose">Such as <c>collections.suppression</c>.</param>
    /// <param name="ct">Cancellation.</param>
    public async ValueTask<Func<byte[], byte[]>> ForAsync(string purpose, CancellationToken ct)
    {
        if (!keys.TryGetValue(purpose, out var key))
            keys[purpose] = key = await secrets.GetAsync($"hash|{purpose}", ct);
        return value => HMACSHA256.HashData(key, value);
    }
}
