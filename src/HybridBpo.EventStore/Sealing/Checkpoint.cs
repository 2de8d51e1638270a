using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridBpo.Events;

/// <summary>The hash of one block as it was.</summary>
/// <param name="Block">Number of the block: 1, 2, 3 …</param>
/// <param name="FirstSeq">Its first event; 0 in files of formats 1 and 4, which do not say.</param>
/// <param name="Hash">Its hash, hexadecimal; it covers every block before it too.</param>
public sealed record CheckpointMark(
    long Block, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long FirstSeq, string Hash);

/// <summary>
/// What a client's log was at some moment, signed, to be kept outside: whatever is changed, removed or inserted up to there shows against it. The
/// hash of the last block is proof enough, since each covers all before it; those of others tell where a log was rewritten. There are at most about
/// a thousand, evenly spaced, so that the file stays small however long the log is.
/// </summary>
/// <param name="Format">
/// 4 with <paramref name="Leaves"/>, and without any number of the log, since their gaps are other clients' events; 2 without leaves. From before: 3
/// with the numbers, 1 with the hash of every block.
/// </param>
/// <param name="Client">Code of the client.</param>
/// <param name="LastSeq">Last event that it covers; 0 in files of format 4.</param>
/// <param name="Events">How many events it covers.</param>
/// <param name="SealedAt">When its last block was closed.</param>
/// <param name="Blocks">How many blocks it covers.</param>
/// <param name="Marks">Hashes of blocks in order; the last one is that of the last block.</param>
/// <param name="PublicKey">Public key of the signature (P-256, SubjectPublicKeyInfo, base64).</param>
/// <param name="Signature">ECDSA with SHA-256 over the other fields (IEEE P1363, base64).</param>
/// <param name="Leaves">
/// Its events in order, at most the newest million, to tell which one was rewritten where the log was sealed anew. Base64 of, for each, the first
/// eight bytes of its leaf, and its number under a mask that only the log itself can take off; null where only the blocks are kept.
/// </param>
public sealed record Checkpoint(
    int Format,
    string Client,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long LastSeq,
    long Events,
    DateTimeOffset SealedAt,
    long Blocks,
    IReadOnlyList<CheckpointMark> Marks,
    string PublicKey,
    string Signature,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Leaves = null)
{
    internal const int MostMarks = 1_000;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// SHA-256 of <see cref="PublicKey"/>, hexadecimal; empty when that is no base64. The key in a file proves nothing by itself: whoever forges a
    /// file signs it with a key of their own, so this is compared with one that is known.
    /// </summary>
    [JsonIgnore]
    public string Fingerprint => TryKey(out var key) ? SealKeys.Fingerprint(key) : "";

    /// <summary>Is the signature right for these fields and this public key?</summary>
    public bool IsGenuine()
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(PublicKey), out _);
            return key.VerifyData(Message(), Convert.FromBase64String(Signature), HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The checkpoint as a file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>Reads a checkpoint file, of today's format or of one before.</summary>
    /// <param name="json">The file's text.</param>
    /// <exception cref="FormatException">It is no checkpoint.</exception>
    public static Checkpoint Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("This is no checkpoint: it is no object.");
            var read = document.RootElement.TryGetProperty(nameof(Format), out _)
                ? document.Deserialize<Checkpoint>()
                : document.Deserialize<FirstFormat>()?.AsCheckpoint();
            return read is { Format: >= 1 and <= 4, Client: not null, PublicKey: not null, Signature: not null, Marks.Count: > 0 }
                && read.Format >= 3 == read.Leaves is not null
                && read.Marks.All(mark => mark?.Hash is not null) && read.Marks[^1].Block == read.Blocks && read.Marks[0].Block > 0
                && read.Marks.Zip(read.Marks.Skip(1)).All(pair => pair.First.Block < pair.Second.Block)
                && (read.Leaves is null || Fits(CheckpointLeaves.Unpack(read.Leaves, read.Format), read))
                ? read
                : throw new FormatException("This is no checkpoint: fields are missing, or it is of a later version.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"This is no checkpoint: it is not whole JSON (line {e.LineNumber + 1 ?? 1}).", e);
        }
    }

    private static bool Fits(List<NamedLeaf> leaves, Checkpoint read) =>
        leaves.Count > 0 && leaves.Count <= read.Events && (leaves[^1].IsMasked || leaves[^1].Number == read.LastSeq);

    /// <summary>Every how many blocks there is a mark.</summary>
    internal static long Spacing(long blocks, int most)
    {
        var spacing = 1L;
        while (blocks / spacing > most)
            spacing *= 2;
        return spacing;
    }

    internal Checkpoint Sign(ECDsa key)
    {
        var open = this with { PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) };
        return open with { Signature = Convert.ToBase64String(key.SignData(open.Message(), HashAlgorithmName.SHA256)) };
    }

    private bool TryKey(out byte[] key)
    {
        key = new byte[PublicKey.Length];
        var read = Convert.TryFromBase64String(PublicKey, key, out var length);
        key = key[..length];
        return read;
    }

    private byte[] Message()
    {
        var head = string.Create(
            CultureInfo.InvariantCulture, $"checkpoint {Format}|{Client}|{LastSeq}|{Events}|{SealedAt.ToUnixTimeMilliseconds()}|");
        return Encoding.UTF8.GetBytes(Format == 1
            ? head + string.Join(',', Marks.Select(mark => mark.Hash))
            : string.Create(CultureInfo.InvariantCulture, $"{head}{Blocks}|")
                + string.Join(',', Marks.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Block}:{m.FirstSeq}:{m.Hash}")))
                + (Leaves is null ? "" : $"|{Leaves}"));
    }

    /// <summary>A file from before: the hash of every block.</summary>
    private sealed record FirstFormat(
        string Client, long LastSeq, long Events, DateTimeOffset SealedAt, IReadOnlyList<string>? Blocks, string PublicKey, string Signature)
    {
        public Checkpoint AsCheckpoint() => new(
            1, Client, LastSeq, Events, SealedAt, Blocks?.Count ?? 0, [.. (Blocks ?? []).Select((hash, i) => new CheckpointMark(i + 1, 0, hash))],
            PublicKey, Signature);
    }
}
