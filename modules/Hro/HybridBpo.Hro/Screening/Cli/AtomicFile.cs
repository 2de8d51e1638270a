namespace HybridBpo.Hro.Screening;

/// <summary>Writes a file whole or not at all.</summary>
internal static class AtomicFile
{
    public static async Task WriteAsync(string path, string content, CancellationToken ct)
    {
        var part = path + ".part";
        try
        {
            await File.WriteAllTextAsync(part, content, ct);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
