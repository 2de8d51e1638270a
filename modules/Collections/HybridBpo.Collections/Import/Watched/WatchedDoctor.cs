namespace HybridBpo.Collections.Import.Watched;

/// <summary>What doctor says of the folder in which clients' files land.</summary>
internal static class WatchedDoctor
{
    private const string Name = "import folder";

    /// <returns>Null when none is watched.</returns>
    public static DoctorCheck? Look(WatchedSettings settings)
    {
        if (settings.Root is not { } root) return null;
        if (!Directory.Exists(root)) return new DoctorCheck(Name, false, $"{root} is not there", "Make it, or set Imports__Folder to another one.");
        if (new DirectoryInfo(root).LinkTarget is not null)
            return new DoctorCheck(Name, false, $"{root} is a link", "Set Imports__Folder to the folder itself.");
        try
        {
            var probe = Path.Combine(root, $".doctor-{Environment.ProcessId}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
                return new DoctorCheck(Name, true, $"{root} is there and can be written");
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            return new DoctorCheck(Name, false, $"{root} cannot be written", "Give the user that runs HybridBpo the right to write there.");
        }
    }
}
