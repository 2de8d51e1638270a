namespace HybridBpo.Hro.Screening;

/// <summary>A file on disk for programs that cannot read from memory; gone when disposed.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hybridbpo-resume-");

    public string Path => System.IO.Path.Combine(folder.FullName, "resume.pdf");

    public static async Task<TemporaryFile> WriteAsync(byte[] bytes, CancellationToken ct)
    {
        var file = new TemporaryFile();
        await File.WriteAllBytesAsync(file.Path, bytes, ct);
        return file;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
