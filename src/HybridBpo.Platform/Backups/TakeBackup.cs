using HybridBpo.Events;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>What came of a backup.</summary>
/// <param name="File">Everything but the keys.</param>
/// <param name="Keys">The keys, to be kept elsewhere.</param>
/// <param name="Erasures">What was erased up to now, to be kept with the keys.</param>
/// <param name="Manifest">What the file says of itself.</param>
/// <param name="Rows">Rows in both.</param>
/// <param name="Bytes">Length of the three files.</param>
/// <param name="Erased">How many erasures the list names.</param>
public sealed record BackupTaken(string File, string Keys, string Erasures, BackupManifest Manifest, long Rows, long Bytes, int Erased);

/// <summary>
/// Takes a backup while hosts go on: one moment of the database in a file, the keys in a second, the erasures in a third. The master key is in none.
/// </summary>
/// <param name="database">What is backed up.</param>
/// <param name="sealer">Signs the checkpoints.</param>
/// <param name="master">Signs the manifests.</param>
/// <param name="erasures">The list of this data folder.</param>
/// <param name="time">The clock of ids.</param>
/// <param name="configuration">Where pg_dump is looked for.</param>
public sealed class TakeBackup(
    Database database, Sealer sealer, MasterKey master, ErasureList erasures, TimeProvider time, IConfiguration configuration)
{
    private readonly BackupKeys dumpKeys = new(database, new SecretBox(master), time);

    /// <summary>The act that a backup leaves behind.</summary>
    public const string Act = "backup-taken";

    /// <summary>Takes one.</summary>
    /// <param name="connectionString">The database, as the product's role.</param>
    /// <param name="file">Where to; its keys and its erasures lie beside it as <c>.keys</c> and <c>.erasures</c>. None may be there yet.</param>
    /// <param name="keysFile">Where the keys go instead; null for beside.</param>
    /// <param name="schemas">The schemas of this host.</param>
    /// <param name="progress">Told of the bytes written so far.</param>
    /// <param name="ct">Cancellation; then none of the files is there.</param>
    public async Task<Result<BackupTaken>> RunAsync(
        string connectionString, string file, string? keysFile, IReadOnlyList<SchemaSource> schemas, IProgress<long>? progress, CancellationToken ct)
    {
        var keys = keysFile ?? $"{file}.keys";
        var list = $"{file}.erasures";
        string[] files = [keys, list, file];
        if (files.FirstOrDefault(Path.Exists) is { } there)
            return new BackupExists($"{there} is there already, and a backup overwrites nothing: name another file.");
        if (files.Select(f => Path.GetDirectoryName(Path.GetFullPath(f))!).FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
            return new NotFound($"There is no folder {missing}.");
        try
        {
            // Whoever else backs up to the same file is refused here, and finds it as it was.
            await using var part = BackupFile.Create($"{file}.part");
            return await RunAsync(Ids.New(time), connectionString, part, files, schemas, progress, ct);
        }
        catch (Exception no) when (no is IOException or UnauthorizedAccessException)
        {
            return new Unavailable($"The backup could not be written: {no.Message}");
        }
    }

    private async Task<Result<BackupTaken>> RunAsync(
        Guid id, string connectionString, FileStream part, string[] files, IReadOnlyList<SchemaSource> schemas, IProgress<long>? progress,
        CancellationToken ct)
    {
        var (isTaken, moved) = (false, new List<string>());
        try
        {
            if (!(await WriteAsync(id, connectionString, part, files, schemas, progress, ct)).Is(out var taken, out var refusal))
                return refusal;
            // The backup itself comes last: where it is, its keys and its list are too.
            foreach (var name in files)
            {
                File.Move($"{name}.part", name);
                moved.Add(name);
            }
            foreach (var folder in files.Select(f => Path.GetDirectoryName(Path.GetFullPath(f))!).Distinct())
                Posix.FlushFolder(folder);
            isTaken = true;
            await NoteAsync(taken, CancellationToken.None);
            return taken;
        }
        finally
        {
            foreach (var name in files)
                File.Delete($"{name}.part");
            if (!isTaken)
            {
                moved.ForEach(File.Delete);
                await dumpKeys.ForgetAsync(id);
            }
        }
    }

    private async Task<Result<BackupTaken>> WriteAsync(
        Guid id, string connectionString, FileStream part, string[] files, IReadOnlyList<SchemaSource> schemas, IProgress<long>? progress,
        CancellationToken ct)
    {
        var (keys, list, file) = (files[0], files[1], files[2]);
        // Before the moment that is dumped, so that the dump holds every block that they name.
        var checkpoints = new Dictionary<string, Checkpoint?>();
        foreach (var client in await database.QueryAsync<string>(
            Access.System("backup"), $"select client_id from platform.clients order by client_id", ct))
            checkpoints[client] = await sealer.CheckpointAsync(client, ct);

        var key = await dumpKeys.MakeAsync(id, ct);
        await using var snapshot = await BackupSnapshot.OpenAsync(connectionString, ct);
        if (!(await PostgresTools.FindAsync(configuration, snapshot.Server, ct)).Is(out var tools, out var lacking))
            return lacking;
        var ours = await snapshot.SchemasAsync(schemas.Select(schema => schema.Name));
        var counts = await snapshot.CountsAsync(ours);
        var common = new BackupManifest(
            BackupManifest.CurrentFormat, BackupManifest.Database, id, snapshot.At, master.Id, snapshot.Server, tools.Major,
            await snapshot.SettingsAsync(), await snapshot.ScriptsAsync(), await snapshot.HighWaterMarkAsync(), await snapshot.LastNumberAsync(),
            [.. (await snapshot.SealsAsync()).Select(seal => new SealedClient(
                seal.Key, seal.Value.Blocks, seal.Value.LastSeq, checkpoints.GetValueOrDefault(seal.Key)))],
            counts, new Dictionary<Guid, byte[]>(), new BackupPart(0, ""));

        var opens = await dumpKeys.AllAsync(ct);
        var (problem, before) = ((string?)null, 0L);
        var manifest = await PartAsync(part, BackupManifest.Database, [
            .. ours.Select(schema => $"--schema={schema}"), .. BackupSnapshot.KeyTables.Select(table => $"--exclude-table-data={table}")]);
        before = manifest.Dump.Bytes;
        if (problem is null)
        {
            await using var keysPart = BackupFile.Create($"{keys}.part");
            await PartAsync(keysPart, BackupManifest.Keys, ["--data-only", .. BackupSnapshot.KeyTables.Select(table => $"--table={table}")]);
        }
        if (problem is not null)
            return new Unavailable($"The database could not be dumped: {problem}");
        var erased = Merge(await snapshot.ErasuresAsync(), erasures.Read());
        await WriteListAsync($"{list}.part", erased, ct);
        var bytes = new[] { file, keys, list }.Sum(name => new FileInfo($"{name}.part").Length);
        return new BackupTaken(file, keys, list, manifest, counts.Values.Sum(), bytes, erased.Count);

        Task<BackupManifest> PartAsync(FileStream into, string kind, string[] options) => BackupFile.WriteAsync(
            into, kind, master,
            async dump => problem = await tools.DumpAsync(
                connectionString, [.. Always, $"--snapshot={snapshot.Name}", .. options],
                plain => kind == BackupManifest.Keys ? plain.CopyToAsync(dump, ct) : DumpCipher.EncryptAsync(plain, dump, key, ct), ct),
            dump => common with
            {
                Kind = kind,
                Counts = counts.Where(c => BackupSnapshot.KeyTables.Contains(c.Key) == (kind == BackupManifest.Keys)).ToDictionary(),
                DumpKeys = kind == BackupManifest.Keys ? opens : common.DumpKeys,
                Dump = dump,
            },
            written => progress?.Report(before + written));
    }

    // Files are ciphertext and shrink by nothing; the rest shrinks well at the quickest level.
    private static readonly string[] Always =
    [
        "--format=custom", "--compress=1", "--no-owner", "--no-privileges", "--no-security-labels", "--enable-row-security",
        "--lock-wait-timeout=60000",
    ];

    /// <summary>
    /// Both lists as one: a subject of a client once as a person, with the instant of the first erasure, and apart from it each key that retention
    /// destroyed, at the last instant that it was listed: the first time nothing may have come of it. The two stay apart, or somebody of whom only
    /// keys were destroyed would be erased. What ended once has ended, whatever was begun since.
    /// </summary>
    internal static IReadOnlyList<ErasureLine> Merge(params IEnumerable<IEnumerable<ErasureLine>> lists)
    {
        var all = lists.SelectMany(lines => lines).ToLookup(line => line.Person);
        var people = all[true].GroupBy(line => (line.Client, line.Subject)).Select(same => new ErasureLine(
            same.OrderBy(line => line.IsOpen).ThenBy(line => line.At).First().At, same.Key.Client, same.Key.Subject, Person: true,
            [.. same.SelectMany(line => line.Keys).Distinct().Order()], same.Any(line => !line.IsOpen)));
        var keys = all[false].SelectMany(line => line.Keys.Select(key => (line.Client, line.Subject, Key: key, line.At)))
            .GroupBy(line => (line.Client, line.Subject, line.Key), line => line.At)
            .GroupBy(same => (same.Key.Client, same.Key.Subject, At: same.Max()), same => same.Key.Key)
            .Select(same => new ErasureLine(same.Key.At, same.Key.Client, same.Key.Subject, Person: false, [.. same.Order()]));
        return [.. people.Concat(keys).OrderBy(line => line.At).ThenBy(line => line.Subject).ThenBy(line => line.Person)];
    }

    private static async Task WriteListAsync(string path, IReadOnlyList<ErasureLine> lines, CancellationToken ct)
    {
        await using var file = BackupFile.Create(path);
        foreach (var line in lines)
            await file.WriteAsync(ErasureList.Text(line), ct);
        file.Flush(flushToDisk: true);
    }

    private Task<int> NoteAsync(BackupTaken taken, CancellationToken ct) => database.ExecuteAsync(Access.System("backup"), $"""
        insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
        values ({Access.EveryClient}, {Actor.System}, 'backup', {Act}, {taken.Manifest.Id}, jsonb_build_object('bytes', {taken.Bytes}))
        """, ct);
}

/// <summary>A backup overwrites nothing.</summary>
public sealed record BackupExists(string Message) : Conflict(Message);
