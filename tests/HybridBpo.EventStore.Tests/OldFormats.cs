using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HybridBpo.Events.Tests;

/// <summary>Checkpoint files as versions before wrote them, signed with the key of this database.</summary>
internal static class OldFormats
{
    public static async Task<Checkpoint> First(EventStore store, Checkpoint now, CancellationToken ct)
    {
        using var key = await new SealKeys(store).Signing(ct);
        var hashes = now.Marks.Select(m => m.Hash).ToList();
        var message = $"checkpoint 1|{now.Client}|{now.LastSeq}|{now.Events}|{now.SealedAt.ToUnixTimeMilliseconds()}|{string.Join(',', hashes)}";
        return Checkpoint.Parse(JsonSerializer.Serialize(new
        {
            now.Client,
            now.LastSeq,
            now.Events,
            now.SealedAt,
            Blocks = hashes,
            PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            Signature = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(message), HashAlgorithmName.SHA256)),
        }));
    }

    /// <summary>With the numbers of its events in the clear: the step from the one before (LEB128), and eight bytes of the leaf.</summary>
    public static async Task<Checkpoint> Third(EventStore store, Checkpoint now, IEnumerable<StoredEvent> events, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var (before, named) = (0L, events.ToList());
        foreach (var (seq, leaf) in await SealRows.Leaves(store.Database, now.Client, named[0].Seq - 1, named[^1].Seq, int.MaxValue, ct))
        {
            var step = (ulong)(seq - before);
            for (; step >= 0x80; step >>= 7)
                bytes.WriteByte((byte)(step | 0x80));
            bytes.WriteByte((byte)step);
            bytes.Write(leaf, 0, 8);
            before = seq;
        }

        var blocks = (await SealRows.After(store.Database, now.Client, 0, int.MaxValue, ct)).ToDictionary(b => b.Number);
        var marks = now.Marks.Select(m => m with { FirstSeq = blocks[m.Block].FirstSeq }).ToList();
        using var key = await new SealKeys(store).Signing(ct);
        return Checkpoint.Parse((now with { Format = 3, LastSeq = before, Marks = marks, Leaves = Convert.ToBase64String(bytes.ToArray()) })
            .Sign(key).ToJson());
    }
}
