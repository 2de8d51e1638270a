namespace HybridBpo.Collections.Tests;

/// <summary>Public test data that is not part of the product: found in a <c>shared/data</c> folder beside or above the repository, else the test is
/// skipped.</summary>
internal static class SharedData
{
    public static string File(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine([folder.FullName, "shared", "data", .. path]) is var file && System.IO.File.Exists(file))
                return file;
        Assert.Skip($"shared/data/{string.Join('/', path)} is not here.");
        return "";
    }
}
