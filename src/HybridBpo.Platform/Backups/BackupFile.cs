using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace HybridBpo.Platform;

/// <summary>
/// A zip file of a dump (<c>database.dump</c>, encrypted, or <c>keys.dump</c>), its <c>manifest.json</c>, and <c>manifest.mac</c>: HMAC-SHA256 of the
/// manifest under a key derived from the master key. The manifest names the dump's hash, so nothing in the file can be changed unseen.
/// </summary>
internal static class BackupFile
{
    private const string ManifestName = "manifest.json", MacName = "manifest.mac";
    private const long LongestManifest = 512 << 20;

    /// <summary>Opens a new file for its owner only, and for this process alone.</summary>
    /// <exception cref="IOException">Another process writes it, or it cannot be written.</exception>
    public static FileStream Create(string path)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    /// <summary>Writes a file; complete and on disk when this returns.</summary>
    /// <param name="file">See <see cref="Create"/>.</param>
    /// <param name="kind">See <see cref="BackupManifest.Kind"/>.</param>
    /// <param name="master">Signs the manifest.</param>
    /// <param name="fill">Writes the dump.</param>
    /// <param name="describe">Makes the manifest once the dump is known.</param>
    /// <param name="written">Told of the bytes written so far.</param>
    public static async Task<BackupManifest> WriteAsync(
        FileStream file, string kind, MasterKey master, Func<Stream, Task> fill, Func<BackupPart, BackupManifest> describe, Action<long> written)
    {
        BackupManifest manifest;
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            BackupPart part;
            await using (var dump = new HashedStream(zip.CreateEntry($"{kind}.dump", CompressionLevel.NoCompression).Open(), written))
            {
                await fill(dump);
                part = dump.Finish();
            }
            manifest = describe(part);
            var json = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupManifest.Json);
            await AddAsync(zip, ManifestName, json);
            // The key that it names, even if another became the current one meanwhile.
            await AddAsync(zip, MacName, Mac(master.Ring.Find(manifest.MasterKey)!, json));
        }
        file.Flush(flushToDisk: true);
        return manifest;
    }

    /// <summary>Reads the manifest and checks every byte of the file against it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="master">The master key that it must have been made under.</param>
    /// <param name="passed">Told of the bytes that were checked so far, and of how many there are.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task<Result<BackupManifest>> VerifyAsync(
        string path, string kind, MasterKey master, Action<long, long> passed, CancellationToken ct)
    {
        try
        {
            using var zip = Open(path);
            if (!(await ReadManifestAsync(zip, path, kind, master, ct)).Is(out var manifest, out var refusal))
                return refusal;
            if (zip.GetEntry($"{kind}.dump") is not { } entry)
                return new NotABackup($"{path} holds no dump.");
            await using var dump = new HashedStream(entry.Open(), bytes => passed(bytes, manifest.Dump.Bytes));
            await dump.CopyToAsync(Stream.Null, 1 << 20, ct);
            return dump.Finish() == manifest.Dump
                ? manifest
                : new NotABackup($"{path} was changed or is damaged: its dump is not the one that was written.");
        }
        catch (Exception broken) when (broken is InvalidDataException or JsonException or EndOfStreamException)
        {
            return new NotABackup($"{path} is no backup of HybridBpo, or is cut short or damaged.");
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return new NotABackup($"{path} could not be read: {away.Message}");
        }
    }

    /// <summary>Writes the dump of a file that was verified somewhere.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="key">What the dump is encrypted under; null when it is not.</param>
    /// <param name="into">Where to.</param>
    /// <param name="passed">Told of the bytes that were written so far.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task CopyDumpAsync(string path, string kind, byte[]? key, Stream into, Action<long> passed, CancellationToken ct)
    {
        using var zip = Open(path);
        await using var dump = new HashedStream(zip.GetEntry($"{kind}.dump")!.Open(), passed);
        await (key is null ? dump.CopyToAsync(into, 1 << 20, ct) : DumpCipher.DecryptAsync(dump, into, key, ct));
    }

    private static ZipArchive Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static async Task<Result<BackupManifest>> ReadManifestAsync(
        ZipArchive zip, string path, string kind, MasterKey master, CancellationToken ct)
    {
        if (zip.GetEntry(ManifestName) is not { Length: <= LongestManifest } entry || zip.GetEntry(MacName) is not { Length: 32 } sealing)
            return new NotABackup($"{path} is no backup of HybridBpo.");
        var json = await BytesAsync(entry, ct);
        using var text = JsonDocument.Parse(json);
        var format = text.RootElement.TryGetProperty("format", out var said) && said.TryGetInt32(out var number) ? number : 0;
        if (format != BackupManifest.CurrentFormat)
            return new NotABackup($"{path} has the form {format}, which this version does not read: restore it with the version that wrote it.");
        var manifest = text.Deserialize<BackupManifest>(BackupManifest.Json)!;
        if (manifest.Kind != kind)
            return new NotABackup($"{path} holds the {(manifest.Kind == BackupManifest.Keys ? "keys" : "database")}, not the {kind}.");
        if (master.Ring.Find(manifest.MasterKey) is not { } key)
            return new WrongMasterKey($"{path} was made under the master key {manifest.MasterKey}, and this host has {master.Id}: "
                + $"copy that installation's keys/master-key into the data folder, or set {MasterKey.Key}.");
        var written = await BytesAsync(sealing, ct);
        return CryptographicOperations.FixedTimeEquals(Mac(key, json), written)
            ? manifest
            : new NotABackup($"{path} was changed: its manifest is not the one that was written.");
    }

    private static byte[] Mac(byte[] master, byte[] manifest) =>
        HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: "hybridbpo backup manifest"u8.ToArray()), manifest);

    private static async Task AddAsync(ZipArchive zip, string name, byte[] bytes)
    {
        await using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        await entry.WriteAsync(bytes);
    }

    private static async Task<byte[]> BytesAsync(ZipArchiveEntry entry, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await using var stream = entry.Open();
        await stream.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }
}

/// <summary>The file is no backup, or not as it was written; the message says which.</summary>
public sealed record NotABackup(string Message) : Invalid(Message);
