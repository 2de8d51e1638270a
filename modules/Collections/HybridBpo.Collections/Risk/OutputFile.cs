using HybridBpo.Platform;

namespace HybridBpo.Collections.Risk;

/// <summary>A file that is written beside its place and renamed over it, so that it is there whole or as it was.</summary>
internal static class OutputFile
{
    /// <summary>Where the file really lies: a link stays one, and what it leads to is replaced. Renaming over a device would remove it.</summary>
    public static Result<string> Locate(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            return new CannotWrite("--out names no file.");
        try
        {
            var file = new FileInfo(path);
            var place = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            return IsDevice(place) ? new CannotWrite($"{path} is a device, not a file; name a file to write.") : place;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CannotWrite($"{path} cannot be written ({e.Message}).");
        }
    }

    private static bool IsDevice(string place) =>
        (place.StartsWith("/dev/", StringComparison.Ordinal) && !place.StartsWith("/dev/shm/", StringComparison.Ordinal))
        || place.StartsWith("/proc/", StringComparison.Ordinal);
}
