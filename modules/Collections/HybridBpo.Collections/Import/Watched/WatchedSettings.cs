using Microsoft.Extensions.Configuration;

namespace HybridBpo.Collections.Import.Watched;

/// <summary>Where clients' files land.</summary>
/// <param name="Root">Holds a folder for each client, named by its code; null = none is watched.</param>
/// <param name="Marker">A file is whole when another one of its name and this ending lies beside it, such as <c>.done</c>; null = not asked.</param>
internal sealed record WatchedSettings(string? Root, string? Marker)
{
    public static WatchedSettings From(IConfiguration configuration) => new(
        configuration["Imports:Folder"] is { Length: > 0 } root ? Path.GetFullPath(root) : null,
        configuration["Imports:Marker"] is { Length: > 0 } marker ? "." + marker.TrimStart('.') : null);
}
