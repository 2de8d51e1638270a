namespace HybridBpo.Architecture.Tests;

public class FileStyleTests
{
    [Fact]
    public void No_line_is_longer_than_150_characters()
    {
        var tooLong =
            from path in House.Files(House.Root, ".cs", ".razor", ".sql")
            from line in File.ReadLines(path).Select((text, at) => (text, at))
            where line.text.Length > 150
            select $"{House.Relative(path)}:{line.at + 1}";
        Assert.Empty(tooLong);
    }

    [Fact]
    public void The_root_holds_only_what_belongs_there()
    {
        string[] allowed =
        [
            ".ci", ".dockerignore", ".editorconfig", ".env", ".git", ".gitattributes", ".gitignore", "artifacts", "Directory.Build.props",
            "Directory.Build.targets", "Directory.Packages.props", "docker-compose.yml", "Dockerfile", "HybridBpo.Modules.sln", "models", "modules",
            "README.md", "run.sh", "src", "test.sh", "tests",
        ];
        Assert.Empty(Directory.EnumerateFileSystemEntries(House.Root).Select(path => Path.GetFileName(path)).Except(allowed));
    }
}
