using System.Runtime.CompilerServices;

namespace HybridBpo.Architecture.Tests;

/// The repository on disk and the assemblies that it builds.
internal static class House
{
    public static string Root { get; } = FindRoot();

    /// Product projects (not tests): name → folder.
    public static IReadOnlyDictionary<string, string> Projects { get; } = new[] { "src", "modules" }
        .SelectMany(top => Directory.EnumerateFiles(Path.Combine(Root, top), "*.csproj", SearchOption.AllDirectories))
        .Where(path => !IsOutput(path))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => Path.GetDirectoryName(path)!);

    public static IReadOnlyList<string> Modules { get; } = ["HybridBpo.Inbox", "HybridBpo.Collections", "HybridBpo.Hro"];

    public static string Assembly(string project) => Path.Combine(AppContext.BaseDirectory, project + ".dll");

    public static IEnumerable<string> Files(string folder, params string[] extensions) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => !IsOutput(path) && extensions.Contains(Path.GetExtension(path)));

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static bool IsOutput(string path) =>
        path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules" or "artifacts" or "lib");

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "HybridBpo.Modules.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The solution was not found above the tests.");
        }

        return folder.FullName;
    }
}
