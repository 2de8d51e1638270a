using System.Security.Cryptography;
using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>Secrets that all hosts on one database share, sealed under the master key; made on first use.</summary>
internal sealed class SharedSecrets(Database database, SecretBox box, MasterKey master, KeyRotation rotation, TimeProvider time)
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

    /// <summary>Refuses when something in the database lies under a master key that this host does not know.</summary>
    public async Task<Refusal?> CheckMasterKeyAsync(CancellationToken ct)
    {
        try
        {
            await GetAsync(Probe, ct);
            if (await rotation.UnknownAsync(ct) is not { } unknown)
                return null;
            return new WrongMasterKey($"{Has()}, but what people are encrypted under lies under {unknown} as well: {Mend}");
        }
        catch (CryptographicException)
        {
            var used = string.Join(", ", (await rotation.CountAsync(ct)).Select(k => k.KekId));
            return new WrongMasterKey(
                $"{Has()}, which is not the one that the database was used with{(used.Length > 0 ? $" ({used})" : "")}: {Mend}");
        }
    }

    private const string Mend = $"copy keys/master-key from the data folder of the first host, set {MasterKey.Key} and {MasterKey.OthersKey}, "
        + "or bring an exported key back with ./run.sh keys import FILE.";

    private string Has() => $"This host has the master key {string.Join(", ", master.Ring.All.Select(KeyRing.IdOf))} from {master.Source}";
}

/// <summary>The master key does not fit the database.</summary>
public sealed record WrongMasterKey(string Message) : Conflict(Message);
