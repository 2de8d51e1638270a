using System.Security.Cryptography;

namespace HybridBpo.Platform;

/// <summary>
/// The keys that encrypt dumps, one for each, sealed under the master key among the shared secrets. They stand in the file of keys, and never in the
/// dump: so the keys of a later backup open the earlier ones too, and a backup whose keys are gone is gone.
/// </summary>
internal sealed class BackupKeys(Database database, SecretBox box, TimeProvider time)
{
    private static readonly Access Backup = Access.System("backup");

    private sealed record Row(string Name, byte[] Sealed);

    public async Task<byte[]> MakeAsync(Guid backup, CancellationToken ct)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        await database.ExecuteAsync(Backup, $"""
            insert into platform.secrets (name, sealed, made_at) values ({Name(backup)}, {box.Seal(key, Name(backup))}, {time.GetUtcNow()})
            """, ct);
        return key;
    }

    /// <summary>Takes back the key of a backup that did not come about.</summary>
    public Task ForgetAsync(Guid backup) =>
        database.ExecuteAsync(Backup, $"delete from platform.secrets where name = {Name(backup)}", CancellationToken.None);

    /// <summary>All of them, still sealed.</summary>
    public async Task<IReadOnlyDictionary<Guid, byte[]>> AllAsync(CancellationToken ct) =>
        (await database.QueryAsync<Row>(Backup, $"select name, sealed from platform.secrets where name like 'backup/%'", ct))
            .ToDictionary(row => Guid.Parse(row.Name[(row.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]), row => row.Sealed);

    /// <exception cref="CryptographicException">It was sealed under another master key.</exception>
    public static byte[] Open(MasterKey master, Guid backup, byte[] key) => new SecretBox(master).Open(key, Name(backup));

    private static string Name(Guid backup) => $"backup/{backup:D}";
}
