using System.Xml.Linq;

namespace HybridBpo.Architecture.Tests;

public class ProjectGraphTests
{
    /// The arrows of the house: who may reference whom, and nobody else.
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["HybridBpo.Trees"] = [],
        ["HybridBpo.EventStore"] = [],
        ["HybridBpo.Platform"] = ["HybridBpo.EventStore"],
        ["HybridBpo.Inbox.Contracts"] = ["HybridBpo.Platform"],
        ["HybridBpo.Inbox"] = ["HybridBpo.Inbox.Contracts"],
        ["HybridBpo.Collections"] = ["HybridBpo.Inbox.Contracts", "HybridBpo.Trees"],
        ["HybridBpo.Hro"] = ["HybridBpo.Inbox.Contracts"],
        ["HybridBpo.Host"] = ["HybridBpo.Inbox", "HybridBpo.Collections", "HybridBpo.Hro"],
    };

    [Fact]
    public void Every_project_of_the_house_is_known() =>
        Assert.Equal(Arrows.Keys.Order(), House.Projects.Keys.Order());

    [Fact]
    public void Projects_reference_only_what_the_arrows_allow()
    {
        foreach (var (project, folder) in House.Projects)
        {
            Assert.Equal(Arrows[project].Order(), References(Path.Combine(folder, project + ".csproj"), "ProjectReference").Order());
        }
    }

    [Fact]
    public void Trees_and_the_event_store_stand_on_almost_nothing()
    {
        Assert.Empty(References(Csproj("HybridBpo.Trees"), "PackageReference"));
        Assert.Equal(["Npgsql"], References(Csproj("HybridBpo.EventStore"), "PackageReference"));
    }

    [Fact]
    public void Every_project_has_its_tests_and_stands_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(House.Root, "HybridBpo.Modules.sln"));
        foreach (var project in House.Projects.Keys)
        {
            Assert.Contains($"\"{project}\"", solution);
            if (project != "HybridBpo.Inbox.Contracts")
            {
                Assert.True(Directory.Exists(Path.Combine(House.Root, "tests", project + ".Tests")), $"{project} has no tests");
            }
        }
    }

    [Fact]
    public void Versions_stand_in_one_place()
    {
        var stray = House.Files(House.Root, ".csproj")
            .SelectMany(path => XDocument.Load(path).Descendants("PackageReference").Where(e => e.Attribute("Version") is not null))
            .Select(e => (string?)e.Attribute("Include"));
        Assert.Empty(stray);
    }

    [Fact]
    public void Every_package_with_a_version_is_used()
    {
        var used = House.Files(House.Root, ".csproj").Append(Path.Combine(House.Root, "Directory.Build.targets"))
            .SelectMany(path => References(path, "PackageReference")).ToHashSet();
        Assert.Empty(References(Path.Combine(House.Root, "Directory.Packages.props"), "PackageVersion").Except(used));
    }

    private static string Csproj(string project) => Path.Combine(House.Projects[project], project + ".csproj");

    private static IEnumerable<string> References(string csproj, string kind) => XDocument.Load(csproj).Descendants(kind)
        .Select(e => (string)e.Attribute("Include")!)
        .Select(include => kind == "ProjectReference" ? Path.GetFileNameWithoutExtension(include.Replace('\\', '/')) : include);
}
