namespace HybridBpo.Host.Web;

/// <summary>
/// Where uploads wait while they are read: in the data folder, where the erasure proof looks, and not in the machine's temporary folder. What a
/// host that was killed left there is thrown away by the next.
/// </summary>
internal static class UploadFolder
{
    private const string Variable = "ASPNETCORE_TEMP";

    public static void Use(IConfiguration configuration)
    {
        var folder = DataFolder.Private(DataFolder.Find(configuration), DataFolder.Uploads);
        // One that another host is reading at this moment stays readable to it.
        foreach (var left in new DirectoryInfo(folder).EnumerateFiles()) left.Delete();
        Environment.SetEnvironmentVariable(Variable, folder);
    }
}
