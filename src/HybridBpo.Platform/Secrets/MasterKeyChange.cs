using System.Security.Cryptography;
using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>What lies under one master key.</summary>
/// <param name="Id">See <see cref="KeyRing.IdOf"/>.</param>
/// <param name="IsCurrent">New keys are wrapped under it.</param>
/// <param name="IsKnown">This host has it.</param>
/// <param name="SubjectKeys">Keys of people.</param>
/// <param name="SealKeys">Keys that sign checkpoints.</param>
/// <param name="Secrets">What all hosts share, such as the keys of sign-in cookies and links.</param>
/// <param name="ExportedAt">When it was last exported for safekeeping; null when never.</param>
public sealed record MasterKeyUse(
    string Id, bool IsCurrent, bool IsKnown, long SubjectKeys, long SealKeys, long Secrets, DateTimeOffset? ExportedAt)
{
    /// <summary>How much needs it.</summary>
    public long Total => SubjectKeys + SealKeys + Secrets;
}

/// <summary>What a change of the master key came to.</summary>
/// <param name="Current">Id of the key under which everything lies now.</param>
/// <param name="Rewrapped">How much was moved to it.</param>
/// <param name="NotNeeded">Ids of the keys that nothing in the database needs any longer.</param>
public sealed record MasterKeyChanged(string Current, long Rewrapped, IReadOnlyList<string> NotNeeded);

/// <summary>
/// Moves everything that the master key wraps under another one, while hosts go on. May die at any moment and be begun again: the old key stays known
/// until somebody takes it away, and that is refused while anything needs it.
/// </summary>
public sealed class MasterKeyChange
{
    private const string Changed = "master-key-changed", Forgotten = "master-key-forgotten";
    private const int MostRounds = 10;

    private static readonly string[] Tables = ["secrets", "data_protection_keys"];

    private readonly Database database;
    private readonly MasterKey master;
    private readonly SecretBox box;
    private readonly KeyRotation rotation;

    internal MasterKeyChange(Database database, MasterKey master, SecretBox box, KeyRotation rotation) =>
        (this.database, this.master, this.box, this.rotation) = (database, master, box, rotation);

    private sealed record Kept(string Name, byte[] Sealed);

    /// <summary>All keys that are known or needed, the current one first.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<MasterKeyUse>> StatusAsync(Access access, CancellationToken ct)
    {
        var wrapped = (await rotation.CountAsync(ct)).ToDictionary(k => k.KekId);
        var secrets = new Dictionary<string, long>();
        foreach (var table in Tables)
            foreach (var kept in await SecretsAsync(access, table, ct))
            {
                var id = box.TryOpen(kept.Sealed, kept.Name, out _, out var keyId) ? keyId : "unknown";
                secrets[id] = secrets.GetValueOrDefault(id) + 1;
            }
        var known = master.Ring.All.Select(KeyRing.IdOf).ToList();
        var uses = new List<MasterKeyUse>();
        foreach (var id in known.Concat(wrapped.Keys).Concat(secrets.Keys).Distinct())
            uses.Add(new MasterKeyUse(
                id, id == known[0], known.Contains(id), wrapped.GetValueOrDefault(id)?.SubjectKeys ?? 0, wrapped.GetValueOrDefault(id)?.SealKeys ?? 0,
                secrets.GetValueOrDefault(id), await MasterKeyExport.LastAsync(database, access, id, ct)));
        return uses;
    }

    /// <summary>
    /// Goes on with a change that was begun; when none was, makes a new master key (or takes the one given) and moves everything under it.
    /// </summary>
    /// <param name="access">Who asks: the command line.</param>
    /// <param name="given">The key to change to; null makes one.</param>
    /// <param name="progress">Told how many of the people's keys were moved.</param>
    /// <param name="ct">Cancellation; call it again to go on.</param>
    public async Task<Result<MasterKeyChanged>> RotateAsync(Access access, byte[]? given, Action<long>? progress, CancellationToken ct)
    {
        var uses = await StatusAsync(access, ct);
        if (uses.FirstOrDefault(use => !use.IsKnown) is { } unknown)
            return new WrongMasterKey(
                $"Something lies under the master key {unknown.Id}, which is not here: bring it with ./run.sh keys import FILE first.");
        var begun = uses.Any(use => !use.IsCurrent && use.Total > 0);
        if (begun && given is not null && KeyRing.IdOf(given) != master.Ring.CurrentId)
            return new Conflict($"A change to {master.Ring.CurrentId} has begun and is not ended: run it without a key first.");
        if (!begun && given is not null && KeyRing.IdOf(given) == master.Ring.CurrentId)
            return new Conflict($"{master.Ring.CurrentId} is the current master key already, and everything lies under it.");
        if (!begun && Begin(given) is { } refusal)
            return refusal;
        // Every host that reads the file knows the new key from here on; one that is asleep looks when it meets it.
        await Task.Delay(KeyRing.Refresh, ct);
        var moved = 0L;
        for (var round = 1; round <= MostRounds; round++)
        {
            var now = await rotation.RewrapAsync(progress, ct) + await RewrapSecretsAsync(access, ct);
            moved += now;
            // What a host has wrapped under the old key meanwhile is found by the next round; a host does so for two seconds at most.
            if (now == 0 && (await StatusAsync(access, ct)) is var after && after.All(use => use.IsCurrent || use.Total == 0))
            {
                var result = new MasterKeyChanged(master.Ring.CurrentId, moved, [.. after.Where(use => !use.IsCurrent).Select(use => use.Id)]);
                await NoteAsync(database, access, result.Current, Changed, new { moved, result.NotNeeded }, ct);
                return result;
            }
            await Task.Delay(KeyRing.Refresh, ct);
        }
        return new Conflict("Some host still wraps keys under the old master key: give every host the new one, then run this again.");
    }

    /// <summary>Takes a key that nothing needs any longer out of the file.</summary>
    /// <param name="access">Who asks: the command line.</param>
    /// <param name="id">Its id.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> ForgetAsync(Access access, string id, CancellationToken ct)
    {
        if (master.File is not { } file)
            return new Conflict($"The keys are settings here: take {id} out of {MasterKey.OthersKey}.");
        var use = (await StatusAsync(access, ct)).FirstOrDefault(use => use.Id == id && use.IsKnown);
        if (use is null)
            return new NotFound($"The file {file.Path} has no key {id}.");
        if (use.IsCurrent)
            return new Conflict($"{id} is the current master key.");
        if (use.Total > 0)
            return new Conflict($"{use.Total:N0} keys and secrets still lie under {id}: run ./run.sh keys rotate first.");
        file.Change(keys => [.. keys.Where(key => KeyRing.IdOf(key) != id)]);
        await NoteAsync(database, access, id, Forgotten, new { }, ct);
        return Done.Yes;
    }

    internal static Task<int> NoteAsync(Database database, Access access, string id, string act, object detail, CancellationToken ct) =>
        database.ExecuteAsync(access, $"""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
            values ({Access.EveryClient}, {access.Actor.Kind}, {access.Actor.Id}, {act}, {SubjectOf(id)}, {JsonSerializer.Serialize(detail)}::jsonb)
            """, ct);

    /// <summary>The subject of acts about a master key.</summary>
    internal static Guid SubjectOf(string id) => Ids.For(Access.EveryClient, "master-key", id);

    private Conflict? Begin(byte[]? given)
    {
        if (master.File is not { } file)
            return new Conflict(
                $"The master key is a setting here. Give every host {MasterKey.Key} = the old key and {MasterKey.OthersKey} = the new one and "
                + $"restart them one by one; then {MasterKey.Key} = the new and {MasterKey.OthersKey} = the old one, again one by one; "
                + "then run this again.");
        var fresh = given ?? RandomNumberGenerator.GetBytes(32);
        file.Change(keys => [fresh, .. keys.Where(key => KeyRing.IdOf(key) != KeyRing.IdOf(fresh))]);
        master.Ring.Look();
        return null;
    }

    // Last of all: by one of these a host tells at its start whether its master key fits.
    private async Task<long> RewrapSecretsAsync(Access access, CancellationToken ct)
    {
        var moved = 0L;
        foreach (var table in Tables)
            foreach (var kept in await SecretsAsync(access, table, ct))
                if (box.TryOpen(kept.Sealed, kept.Name, out var plain, out var id) && id != master.Ring.CurrentId)
                    moved += await database.ExecuteAsync(access, $"""
                        update platform.{Sql.Raw(table)} set sealed = {box.Seal(plain, kept.Name)}
                        where name = {kept.Name} and sealed = {kept.Sealed}
                        """, ct);
        return moved;
    }

    private Task<IReadOnlyList<Kept>> SecretsAsync(Access access, string table, CancellationToken ct) =>
        database.QueryAsync<Kept>(access, $"select name, sealed from platform.{Sql.Raw(table)} order by name", ct);
}
