namespace HybridBpo.Collections.Tests.Import.Watched;

/// <summary>A house with a folder in which clients' files land.</summary>
public class WatchedHouse : House
{
    internal string Landing => Path.Combine(Folder, "landing");

    internal virtual string? Marker => null;

    private protected override Task<IReadOnlyDictionary<string, string?>> MoreSettingsAsync()
    {
        Directory.CreateDirectory(Landing);
        return Task.FromResult<IReadOnlyDictionary<string, string?>>(
            new Dictionary<string, string?> { ["Imports:Folder"] = Landing, ["Imports:Marker"] = Marker });
    }
}

public sealed class MarkedHouse : WatchedHouse
{
    internal override string? Marker => ".done";
}
