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
            ".ci", ".editorconfig", ".git", ".gitattributes", ".gitignore", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
            "Dockerfile", "HybridBpo.Modules.sln", "README.md", "docker-compose.yml", "models", "modules", "run.sh", "src", "test.sh", "tests", "artifacts",
            ".dockerignore",
        ];
        Assert.Empty(Directory.EnumerateFileSystemEntries(House.Root).Select(path => Path.GetFileName(path)).Except(allowed));
    }
}
