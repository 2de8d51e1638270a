namespace HybridBpo.Testing;

/// <summary>Places in the working copy that the tests run from.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>
    /// A file of the public test data that may lie beside the working copy; null when it is not there (then skip the test, naming it).
    /// </summary>
    /// <param name="path">Below the shared data folder, such as <c>credit/cs-training.csv.gz</c>.</param>
    public static string? SharedData(string path)
    {
        for (var folder = new DirectoryInfo(Root).Parent; folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", "data", path);
            if (Path.Exists(found))
                return found;
        }
        return null;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HybridBpo.Modules.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"HybridBpo.Modules.sln is not in any folder above {AppContext.BaseDirectory}.");
    }
}
