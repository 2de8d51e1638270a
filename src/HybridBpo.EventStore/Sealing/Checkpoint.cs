using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridBpo.Events;

/// <summary>
/// What a client's log was at some moment, signed, to be kept outside: whatever is changed, removed or inserted up to there shows against it.
/// </summary>
/// <param name="Client">Code of the client.</param>
/// <param name="LastSeq">Last event that it covers.</param>
/// <param name="Events">How many events it covers.</param>
/// <param name="SealedAt">When its last block was closed.</param>
/// <param name="Blocks">The hashes of all blocks in order, hexadecimal.</param>
/// <param name="PublicKey">Public key of the signature (P-256, SubjectPublicKeyInfo, base64).</param>
/// <param name="Signature">ECDSA with SHA-256 over the other fields (IEEE P1363, base64).</param>
public sealed record Checkpoint(
    string Client, long LastSeq, long Events, DateTimeOffset SealedAt, IReadOnlyList<string> Blocks, string PublicKey, string Signature)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// SHA-256 of <see cref="PublicKey"/>, hexadecimal; empty when that is no base64. The key in a file proves nothing by itself: whoever forges a
    /// file signs it with a key of their own, so this is compared with one that is known.
    /// </summary>
    [JsonIgnore]
    public string Fingerprint => TryKey(out var key) ? SealKey.Fingerprint(key) : "";

    /// <summary>Is the signature right for these fields and this public key?</summary>
    public bool IsGenuine()
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(PublicKey), out _);
            return key.VerifyData(Message(Client, LastSeq, Events, SealedAt, Blocks), Convert.FromBase64String(Signature), HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The checkpoint as a file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>Reads a checkpoint file.</summary>
    /// <param name="json">The file's text.</param>
    /// <exception cref="FormatException">It is no checkpoint.</exception>
    public static Checkpoint Parse(string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Checkpoint>(json);
            return read is { Client: not null, Blocks: not null, PublicKey: not null, Signature: not null }
                ? read
                : throw new FormatException("This is no checkpoint: fields are missing.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"This is no checkpoint: {e.Message}", e);
        }
    }

    private bool TryKey(out byte[] key)
    {
        key = new byte[PublicKey.Length];
        var read = Convert.TryFromBase64String(PublicKey, key, out var length);
        key = key[..length];
        return read;
    }

    internal static Checkpoint Sign(
        string client, long lastSeq, long events, DateTimeOffset sealedAt, IReadOnlyList<string> blocks, ECDsa key) => new(
        client, lastSeq, events, sealedAt, blocks, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
        Convert.ToBase64String(key.SignData(Message(client, lastSeq, events, sealedAt, blocks), HashAlgorithmName.SHA256)));

    private static byte[] Message(string client, long lastSeq, long events, DateTimeOffset sealedAt, IReadOnlyList<string> blocks) =>
        Encoding.UTF8.GetBytes($"checkpoint 1|{client}|{lastSeq}|{events}|{sealedAt.ToUnixTimeMilliseconds()}|{string.Join(',', blocks)}");
}
