using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>One erasure, as it is kept outside the database: codes and ids, nothing personal.</summary>
/// <param name="At">When it was ordered, or carried out.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Person">Was a person erased with all that modules keep about them, or were only these keys destroyed?</param>
/// <param name="Keys">The keys that were destroyed, where they are known.</param>
/// <param name="Ended">
/// Of a person: false when the erasure begins, true in a second line when everything is erased. Null in lines of versions that did not tell: they
/// count as ended, as those versions carried out whatever was listed.
/// </param>
public sealed record ErasureLine(
    DateTimeOffset At, string Client, Guid Subject, bool Person, IReadOnlyList<Guid> Keys,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Ended = null)
{
    /// <summary>An erasure was begun, and nothing says that it ended.</summary>
    [JsonIgnore]
    public bool IsOpen => Person && Ended == false;
}

/// <summary>
/// The list of erasures that lies outside the database, so that a restore from an older backup carries them out again: one line each in
/// <c>erasures.jsonl</c> of the data folder, on disk before anything is erased, and a second one when everything is. Lines are only added.
/// </summary>
/// <param name="configuration">Where the data folder is named.</param>
/// <param name="time">The clock of what is noted.</param>
public sealed class ErasureList(IConfiguration configuration, TimeProvider time)
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "erasures.jsonl";

    /// <summary>Where the list lies.</summary>
    public string Path => System.IO.Path.Combine(DataFolder.Find(configuration), FileName);

    /// <summary>What is to be added before a person is erased now.</summary>
    internal ErasureLine LineOf(string client, Guid subject) => new(time.GetUtcNow(), client, subject, Person: true, [], Ended: false);

    /// <summary>Adds lines; they are on disk when this returns.</summary>
    /// <exception cref="IOException">The list cannot be written.</exception>
    public async Task AddAsync(IReadOnlyCollection<ErasureLine> lines, CancellationToken ct)
    {
        if (lines.Count == 0)
            return;
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        Directory.CreateDirectory(folder);
        await using var turn = await FileLock.TryTakeAsync(Path + ".lock", TimeSpan.FromSeconds(30), ct)
            ?? throw new IOException($"Another process holds {Path}.lock for too long: end it and try again.");
        var isNew = !File.Exists(Path);
        await using (var file = new FileStream(Path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            // What a power cut tore is ended here, so that the next line stands by itself.
            var torn = file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n';
            file.Seek(0, SeekOrigin.End);
            file.Write([.. torn ? "\n"u8 : [], .. lines.SelectMany(Text)]);
            file.Flush(flushToDisk: true);
        }
        if (isNew)
            Posix.FlushFolder(folder);
    }

    /// <summary>Reads this installation's list; empty when there is none yet. A line torn by a power cut was never acted upon.</summary>
    public IReadOnlyList<ErasureLine> Read() =>
        File.Exists(Path) ? [.. File.ReadLines(Path).Select(Parse).OfType<ErasureLine>()] : [];

    /// <summary>Reads a list that somebody names. Every line must be whole.</summary>
    /// <returns>Its lines, or which one cannot be read.</returns>
    public static Result<IReadOnlyList<ErasureLine>> Read(string path)
    {
        try
        {
            var lines = new List<ErasureLine>();
            foreach (var text in File.ReadLines(path))
            {
                if (Parse(text) is not { } line)
                    return new NotABackup($"{path} is no list of erasures: line {lines.Count + 1} cannot be read.");
                lines.Add(line);
            }
            return lines;
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return new NotABackup($"{path} could not be read: {away.Message}");
        }
    }

    internal static byte[] Text(ErasureLine line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web), (byte)'\n'];

    private static ErasureLine? Parse(string text)
    {
        try
        {
            var line = JsonSerializer.Deserialize<ErasureLine>(text, JsonSerializerOptions.Web);
            return line is { Client: not null, Keys: not null } ? line : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
