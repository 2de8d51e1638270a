using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>The files of a restore, each checked to its last byte.</summary>
internal sealed record RestoreFiles(
    BackupManifest Database, BackupManifest Keys, string KeysFile, byte[] DumpKey, IReadOnlyList<ErasureLine> Erasures)
{
    public static async Task<Result<RestoreFiles>> CheckAsync(
        IConfiguration configuration, RestoreOrder order, IReadOnlyList<SchemaSource> schemas, Action<long, long> passed, CancellationToken ct)
    {
        if (!File.Exists(order.File))
            return new NotFound($"There is no file {order.File}.");
        var keysFile = order.Keys ?? $"{order.File}.keys";
        if (!File.Exists(keysFile))
            return new NotFound($"There is no file {keysFile}: the keys are kept apart from the backup. Name them with --keys.");
        if (!MasterKey.IsThere(configuration))
            return MasterKey.Missing(configuration);
        var master = MasterKey.Load(configuration);
        if (!(await BackupFile.VerifyAsync(order.File, BackupManifest.Database, master, passed, ct)).Is(out var database, out var refusal))
            return refusal;
        if (Unfit(order.File, database, schemas) is { } newer)
            return newer;
        if (!(await BackupFile.VerifyAsync(keysFile, BackupManifest.Keys, master, passed, ct)).Is(out var keys, out refusal))
            return refusal;
        if (Unfit(keysFile, keys, schemas) is { } later)
            return later;
        if (!keys.DumpKeys.TryGetValue(database.Id, out var key))
            return new NotABackup($"{keysFile} does not open {order.File}: name the keys of the same backup, or of a later one of the installation.");
        var lists = new List<IReadOnlyList<ErasureLine>>();
        var (own, ofKeys) = ($"{order.File}.erasures", Path.ChangeExtension(keysFile, "erasures"));
        // Later keys lack those that were destroyed meanwhile: only their own list tells that they were, and are not lost.
        if (keys.Id != database.Id && order.Erasures.Count == 0 && !File.Exists(ofKeys))
            return new NotFound($"{keysFile} is of a later backup: name its list of erasures with --erasures.");
        var beside = new[] { own, ofKeys }.Where(File.Exists).Distinct();
        foreach (var file in order.Erasures.Concat(beside))
        {
            if (!ErasureList.Read(file).Is(out var lines, out refusal))
                return refusal;
            lists.Add(lines);
        }
        return new RestoreFiles(database, keys, keysFile, BackupKeys.Open(master, database.Id, key), TakeBackup.Merge([.. lists]));
    }

    private static Refusal? Unfit(string file, BackupManifest manifest, IReadOnlyList<SchemaSource> schemas) =>
        Migrator.Check(manifest.Scripts, schemas) switch
        {
            SchemaIsNewer => new SchemaIsNewer(
                $"{file} was made by a newer HybridBpo (downgrade refused): restore it with that version or a later one."),
            var other => other,
        };
}
