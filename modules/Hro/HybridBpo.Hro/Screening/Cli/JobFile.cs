using System.IO.Compression;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>The job's file is not one that criteria can be taken from.</summary>
internal sealed record BadJobFile(string File, string Reason) : Invalid($"{File}: {Reason}.");

/// <summary>Reads the job of a run: its text (.md, .txt), from which rules propose criteria, or criteria (.json). <c>.gz</c> is unpacked.</summary>
internal static class JobFile
{
    private const int MostBytes = 1024 * 1024;

    public static async Task<Result<Rubric>> ReadAsync(FileInfo file, CancellationToken ct)
    {
        if (!file.Exists)
            return new BadJobFile(file.Name, "there is no such file");
        var packed = file.Extension.Equals(".gz", StringComparison.OrdinalIgnoreCase);
        var name = packed ? Path.GetFileNameWithoutExtension(file.Name) : file.Name;
        byte[] bytes;
        try
        {
            await using var raw = file.OpenRead();
            if (packed && !WholeGzip.Is(raw, MostBytes, ct))
                return new BadJobFile(file.Name, "the gzip file is cut off or damaged; fetch it again");
            await using Stream content = packed ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            var buffer = new byte[MostBytes + 1];
            var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            if (length > MostBytes)
                return new BadJobFile(file.Name, "a job may have up to 1 MB");
            bytes = buffer[..length];
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new BadJobFile(file.Name, "it cannot be read");
        }

        if (!ReadText.Decode(bytes, file.Name).Is(out var text, out var refusal))
            return refusal;
        switch (Path.GetExtension(name).ToLowerInvariant())
        {
            case ".json":
                return Rubrics.FromJson(text, file.Name);
            case ".md" or ".txt":
                var rubric = Rubrics.FromText(text);
                return rubric.Criteria.Count > 0
                    ? rubric
                    : new BadJobFile(file.Name, "no criterion was found; name them under a heading such as \"Requirements\", one per line, or give "
                        + "a .json");
            default:
                return new BadJobFile(file.Name, "a job is a .md, .txt or .json file");
        }
    }
}
