namespace HybridBpo.Platform;

/// <summary>A lock file that the kernel releases when its holder ends, however it ends.</summary>
internal static class FileLock
{
    public static async Task<FileStream?> TryTakeAsync(string path, TimeSpan patience, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (TimeProvider.System.GetElapsedTime(started) > patience)
                    return null;
                await Task.Delay(50, ct);
            }
        }
    }
}
