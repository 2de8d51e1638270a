using System.Security.Cryptography;

namespace HybridBpo.Events;

/// <summary>The key pair that signs checkpoints, one per database. Its private half is wrapped under the key-encryption key.</summary>
internal static class SealKey
{
    private const string Name = "checkpoints";

    /// <summary>The key; made if there is none yet.</summary>
    public static async Task<ECDsa> MakeAsync(EventStore store, CancellationToken ct)
    {
        using (var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            var open = fresh.ExportSubjectPublicKeyInfo();
            var (kek, wrapped) = store.Wrap.Wrap(fresh.ExportPkcs8PrivateKey(), Context(Name));
            await using var batch = store.Database.CreateBatch();
            batch.BatchCommands.Add(SqlText.Bind(
                $"""
                insert into events.es_seal_keys (key_id, public_key, kek_id, wrapped, created_at)
                values ({Name}, {open}, {kek}, {wrapped}, {store.Options.Time.GetUtcNow()})
                on conflict (key_id) do nothing
                """));
            await batch.ExecuteNonQueryAsync(ct);
        }

        return (await FindAsync(store, ct))!;
    }

    /// <summary>
    /// The key; null when the database has never signed anything. The public half is made from the private one: a row that somebody exchanged cannot
    /// be unwrapped.
    /// </summary>
    public static async Task<ECDsa?> FindAsync(EventStore store, CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand("select wrapped, kek_id from events.es_seal_keys where key_id = $1");
        command.Parameters.AddWithValue(Name);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(store.Wrap.Unwrap(reader.GetFieldValue<byte[]>(0), Context(Name), reader.GetString(1)), out _);
        return key;
    }

    /// <summary>What the wrapped half of a key is bound to.</summary>
    public static string Context(string name) => $"seal|{name}";

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo), hexadecimal.</summary>
    public static string Fingerprint(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));
}
