using System.Security.Cryptography;

namespace HybridBpo.Platform;

/// <summary>Secrets that all hosts on one database share, sealed under the master key; made on first use.</summary>
internal sealed class SharedSecrets(Database database, SecretBox box, TimeProvider time)
{
    private const string Probe = "master-key-probe";
    private static readonly Access System = Access.System("secrets");

    /// <summary>The secret of this name: 32 random bytes, the same on every host.</summary>
    public async Task<byte[]> GetAsync(string name, CancellationToken ct)
    {
        var proposal = box.Seal(RandomNumberGenerator.GetBytes(32), name);
        await database.ExecuteAsync(System, $"""
            insert into platform.secrets (name, sealed, made_at) values ({name}, {proposal}, {time.GetUtcNow()}) on conflict do nothing
            """, ct);
        return box.Open((await database.SingleOrDefaultAsync<byte[]>(System, $"select sealed from platform.secrets where name = {name}", ct))!, name);
    }

    /// <summary>Refuses when this host's master key is not the one that the database's secrets were sealed under.</summary>
    public async Task<Refusal?> CheckMasterKeyAsync(CancellationToken ct)
    {
        try
        {
            await GetAsync(Probe, ct);
            return null;
        }
        catch (CryptographicException)
        {
            return new WrongMasterKey("This host's master key is not the one that the database was used with: "
                + $"copy keys/master-key from the data folder of the first host, or set {MasterKey.Key}.");
        }
    }
}

/// <summary>The master key does not fit the database.</summary>
public sealed record WrongMasterKey(string Message) : Conflict(Message);
