using System.Security.Cryptography;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>A key that signs, or once signed, checkpoints.</summary>
/// <param name="Fingerprint">SHA-256 of its public half (SubjectPublicKeyInfo), hexadecimal.</param>
/// <param name="Since">Since when it signs.</param>
/// <param name="RetiredAt">When another one took its place; null for the one that signs.</param>
/// <param name="Proven">
/// Does the key-encryption key show that the row is genuine? False where that key is not at hand: then anybody who writes to the database may have
/// put the row there.
/// </param>
public sealed record SealKeyInfo(string Fingerprint, DateTimeOffset Since, DateTimeOffset? RetiredAt, bool Proven);

/// <summary>
/// The keys that sign checkpoints: the configured one, or one that is made once and kept wrapped under the key-encryption key. What is retired stays
/// known. A row's context is <c>seal|key_id</c> whatever its origin, so that wrapping all rows anew needs to know nothing else.
/// </summary>
internal sealed class SealKeys(EventStore store)
{
    private const string Made = "made";
    private const string Configured = "configured";

    /// <summary>The key that signs from now on.</summary>
    public async Task<ECDsa> Signing(CancellationToken ct)
    {
        if (store.Options.SealKey is { } configured)
        {
            var key = Import(configured);
            var open = key.ExportSubjectPublicKeyInfo();
            await Register(Fingerprint(open), open, open, Configured, ct);
            return key;
        }

        return await Own(ct) ?? await Make(ct);
    }

    /// <summary>A new key, known to nobody before <see cref="Take"/>.</summary>
    /// <exception cref="InvalidOperationException">The key comes from configuration: change it there.</exception>
    public ECDsa Fresh() => store.Options.SealKey is null
        ? ECDsa.Create(ECCurve.NamedCurves.nistP256)
        : throw new InvalidOperationException("The key that signs checkpoints comes from configuration: put a new one there.");

    /// <summary>From now on a new key signs; the one before is retired.</summary>
    public Task Take(ECDsa fresh, CancellationToken ct)
    {
        var open = fresh.ExportSubjectPublicKeyInfo();
        return Register(Fingerprint(open), open, fresh.ExportPkcs8PrivateKey(), Made, ct);
    }

    /// <summary>All keys there ever were, the latest first. Rows that cannot be what was written are left out.</summary>
    public async Task<IReadOnlyList<SealKeyInfo>> All(CancellationToken ct) =>
        [.. (await Rows(ct)).Where(row => row.Proven is not null)
            .Select(row => new SealKeyInfo(Fingerprint(row.Open), row.Since, row.RetiredAt, row.Proven!.Value))];

    /// <summary>Fingerprints, as their rows say, of keys whose rows are not what was written: nothing that they say counts.</summary>
    public async Task<IReadOnlyList<string>> Changed(CancellationToken ct) =>
        [.. (await Rows(ct)).Where(row => row.Proven is null).Select(row => row.Id)];

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo), hexadecimal.</summary>
    public static string Fingerprint(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    public static ECDsa Import(byte[] privateKey)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(privateKey, out _);
        return key;
    }

    private async Task<List<KeyRow>> Rows(CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand(
            """
            select key_id, public_key, kek_id, wrapped, origin, created_at, retired_at from events.es_seal_keys
            order by retired_at desc nulls first, created_at desc
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<KeyRow>();
        while (await reader.ReadAsync(ct))
        {
            var (id, open) = (reader.GetString(0), reader.GetFieldValue<byte[]>(1));
            rows.Add(new KeyRow(
                id, open, reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                Proof(id, open, reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetString(4))));
        }

        return rows;
    }

    /// <summary>
    /// True when the key-encryption key opens the row and it holds this very key; false without that key; null when it was changed.
    /// </summary>
    private bool? Proof(string id, byte[] open, string kekId, byte[] wrapped, string origin)
    {
        if (store.Wrap.IsMissing)
            return false;
        try
        {
            var inside = store.Wrap.Unwrap(wrapped, Context(id), kekId);
            if (origin == Configured)
                return inside.AsSpan().SequenceEqual(open) ? true : null;
            using var key = Import(inside);
            return key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(open) ? true : null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async Task<ECDsa?> Own(CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand(
            "select key_id, wrapped, kek_id from events.es_seal_keys where origin = 'made' and retired_at is null order by created_at desc limit 1");
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        try
        {
            return Import(store.Wrap.Unwrap(reader.GetFieldValue<byte[]>(1), Context(reader.GetString(0)), reader.GetString(2)));
        }
        catch (CryptographicException damaged)
        {
            throw new SealKeyChanged(reader.GetString(0), damaged);
        }
    }

    private async Task<ECDsa> Make(CancellationToken ct)
    {
        using (var fresh = Fresh())
            await Take(fresh, ct);

        // Of two hosts that make one at the same moment, the later one's signs.
        return (await Own(ct))!;
    }

    private async Task Register(string id, byte[] open, byte[] inside, string origin, CancellationToken ct)
    {
        var now = store.Options.Time.GetUtcNow();
        var (kek, wrapped) = store.Wrap.Wrap(inside, Context(id));
        await using var batch = store.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind($"select pg_advisory_xact_lock(hashtextextended('es_seal_keys', 0))"));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            insert into events.es_seal_keys as k (key_id, public_key, kek_id, wrapped, created_at, origin)
            values ({id}, {open}, {kek}, {wrapped}, {now}, {origin})
            on conflict (key_id) do update set retired_at = null where k.retired_at is not null
            """));
        batch.BatchCommands.Add(SqlText.Bind(
            $"update events.es_seal_keys set retired_at = {now} where retired_at is null and key_id <> {id}"));
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What the wrapped half of a key is bound to.</summary>
    public static string Context(string id) => $"seal|{id}";

    /// <param name="Id">The fingerprint, as the row says.</param>
    /// <param name="Open">The public key.</param>
    /// <param name="Since">When it began to sign.</param>
    /// <param name="RetiredAt">When it ended.</param>
    /// <param name="Proven">See <see cref="Proof"/>.</param>
    private sealed record KeyRow(string Id, byte[] Open, DateTimeOffset Since, DateTimeOffset? RetiredAt, bool? Proven);
}

/// <summary>The row of the key that signs checkpoints is not what was written: somebody changed it. A new key signs all the same.</summary>
/// <param name="fingerprint">Of the key, as its row says.</param>
/// <param name="inner">What the decryption said.</param>
public sealed class SealKeyChanged(string fingerprint, Exception inner) : Exception(
    $"The key that signs checkpoints ({fingerprint}) was changed in the database, so it signs nothing any more. Find out who did that; what it "
    + "signed before verifies with the fingerprint that you noted.", inner);
