using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Brings a backup back: everything is checked before anything is touched, filled aside, brought up to date, erased again, told what left since, and
/// verified; only then it takes its place. Sending is off in it until a person turns it on.
/// </summary>
/// <param name="configuration">Data folder, master key, PostgreSQL's programs.</param>
/// <param name="host">What the host gives.</param>
public sealed class RestoreBackup(IConfiguration configuration, RestoringHost host)
{
    private readonly IReadOnlyList<string> schemas = [.. host.Schemas.Select(schema => schema.Name)];

    /// <summary>Restores.</summary>
    /// <param name="order">What, and from where.</param>
    /// <param name="open">Opens the server; only called once the files are in order.</param>
    /// <param name="progress">Told in a few words what is being done.</param>
    /// <param name="ct">Cancellation: what was there before is then as it was.</param>
    public async Task<Result<RestoreReport>> RunAsync(
        RestoreOrder order, Func<Task<Result<DatabaseServer>>> open, IProgress<string> progress, CancellationToken ct)
    {
        if (!(await RestoreFiles.CheckAsync(configuration, order, host.Schemas, Share(progress, "checking the files"), ct))
            .Is(out var files, out var refusal))
            return refusal;
        if (!JournalProof.Check(order, files.Database).Is(out var journals, out refusal))
            return refusal;
        if (!(await PostgresTools.FindAsync(configuration, Math.Max(files.Database.Tools, files.Keys.Tools), ct)).Is(out var tools, out refusal))
            return refusal;
        if (!(await open()).Is(out var server, out refusal))
            return refusal;
        await using var opened = server;
        var since = Math.Max(files.Database.Server, files.Keys.Server);
        if (!(await RestoreTarget.OpenAsync(server, schemas, order.Replace, since, ct)).Is(out var target, out refusal))
            return refusal;
        await using (target)
        {
            var outside = await OutsideKnowledge.GatherAsync(configuration, files, journals.Folders, target.Old, ct);
            await target.PrepareAsync(schemas, ct);
            if (!(await LoadAsync(tools, order, files, target.Filling, progress, ct)).Is(out var toKeys, out refusal))
                return refusal;
            await target.SetAsync(files.Database.Settings, ct);
            if (!(await Migrator.ApplyAsync(target.Filling, host.Schemas, isRestore: true, ct)).Is(out var toThis, out refusal))
                return refusal;
            RestoreReport? report = null;
            Refusal? stranger = null;
            await host.WithServices(target.Filling, async services =>
            {
                var strange = await JournalProof.StrangersAsync(services.GetRequiredService<Database>(), journals.Folders, files.Database, ct);
                stranger = JournalProof.Refuse(order, strange);
                if (stranger is not null) return;
                var after = new AfterRestore(services, target.Filling, host.ForgetHosts, progress);
                report = await after.RunAsync(
                    order, files, outside, [.. toKeys, .. toThis], [.. journals.Against.Concat(strange).Distinct()], ct);
            });
            if (stranger is not null)
                return stranger;
            if (report!.Chains.FirstOrDefault(chain => !chain.Result.Ok) is { } broken)
                return new NotABackup($"The log of {broken.Client} is not as it was when the backup was taken: {broken.Result.Problem}");
            progress.Report("putting it in its place");
            // So that the next restore, of whatever backup, knows them from here.
            await new ErasureList(configuration, TimeProvider.System).AddAsync(outside.NotListedHere, ct);
            await target.FinishAsync(ct);
            return report;
        }
    }

    // Answers the scripts that it applied in between.
    private async Task<Result<IReadOnlyList<string>>> LoadAsync(
        PostgresTools tools, RestoreOrder order, RestoreFiles files, string filling, IProgress<string> progress, CancellationToken ct)
    {
        progress.Report("restoring the database");
        if (await tools.RestoreAsync(filling, ["--enable-row-security"],
            into => BackupFile.CopyDumpAsync(
                order.File, BackupManifest.Database, files.DumpKey, into,
                Of(files.Database, "restoring the database", ", making its indexes"), ct), ct) is { } problem)
            return new Unavailable($"The database could not be restored: {problem}");
        if (await CountAsync(filling, files.Database, progress, ct) is { } wrong)
            return wrong;
        // Keys of a later backup may be of a later version: their tables are brought to just that, so that they take them as they were written.
        var upTo = host.Schemas.Select(schema => schema with
        {
            Scripts = [.. schema.Scripts.Where(script => Has(files.Database, schema, script) || Has(files.Keys, schema, script))],
        });
        if (!(await Migrator.ApplyAsync(filling, [.. upTo], isRestore: true, ct)).Is(out var scripts, out var refusal))
            return refusal;
        progress.Report("restoring the keys");
        // Keys of people whose erasure was under way come with them, or nothing that is left of those could be told from what is lost.
        await RefuseClosedAsync(filling, isOn: false, ct);
        if (await tools.RestoreAsync(
            filling, ["--data-only"],
            into => BackupFile.CopyDumpAsync(files.KeysFile, BackupManifest.Keys, null, into, Of(files.Keys, "restoring the keys"), ct),
            ct) is { } locked)
            return new Unavailable($"The keys could not be restored: {locked}");
        await RefuseClosedAsync(filling, isOn: true, ct);
        if (await CountAsync(filling, files.Keys, progress, ct) is { } lacking)
            return lacking;
        return scripts.ToList();

        Action<long> Of(BackupManifest manifest, string what, string then = "")
        {
            var share = Share(progress, what, then);
            return bytes => share(bytes, manifest.Dump.Bytes);
        }
    }

    // A report per percent, as each is shown; and what comes when all of it was read.
    private static Action<long, long> Share(IProgress<string> progress, string what, string then = "")
    {
        var told = -1L;
        return (at, of) =>
        {
            var percent = of == 0 ? 100 : at * 100 / of;
            if (percent != told)
                progress.Report($"{what}: {percent} %{(percent < 100 ? "" : then)}");
            told = percent;
        };
    }

    // Whoever dies in between leaves a database on which nothing starts.
    private static async Task RefuseClosedAsync(string filling, bool isOn, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(filling) { Pooling = false });
        await using var command = source.CreateCommand($"alter table events.es_subject_keys {(isOn ? "enable" : "disable")} trigger user");
        await command.ExecuteNonQueryAsync(ct);
    }

    private static bool Has(BackupManifest manifest, SchemaSource schema, SchemaScript script) =>
        manifest.Scripts.ContainsKey($"{schema.Name}/{script.Name}");

    private static async Task<Refusal?> CountAsync(string filling, BackupManifest manifest, IProgress<string> progress, CancellationToken ct)
    {
        progress.Report("counting");
        await using var restored = await BackupSnapshot.OpenAsync(filling, ct);
        var counts = await restored.CountsAsync(
            [.. manifest.Counts.Keys.Select(table => table.Split('.')[0]).Distinct()], manifest.Counts.ContainsKey);
        var wrong = manifest.Counts.Where(count => counts.GetValueOrDefault(count.Key) != count.Value).Select(count =>
            $"{count.Key} has {counts.GetValueOrDefault(count.Key)} rows, not {count.Value}").FirstOrDefault();
        return wrong is null ? null : new NotABackup($"The restored database is not what the backup says: {wrong}.");
    }
}
