using System.Text.RegularExpressions;

namespace HybridBpo.Architecture.Tests;

public partial class TestNamesTests
{
    [Fact]
    public void Tests_are_named_as_sentences_and_none_is_switched_off()
    {
        var files = House.Files(Path.Combine(House.Root, "tests"), ".cs").Select(path => (path, text: File.ReadAllText(path))).ToList();
        var names =
            from file in files
            from Match match in TestMethod().Matches(file.text)
            where !Sentence().IsMatch(match.Groups["name"].Value)
            select $"{House.Relative(file.path)}: {match.Groups["name"].Value}";
        Assert.Empty(names);

        var off =
            from file in files
            from Match match in SwitchedOff().Matches(file.text)
            select $"{House.Relative(file.path)}: {match.Value}";
        Assert.Empty(off);
    }

    [GeneratedRegex(@"\[(Fact|Theory|Property)[^\]]*\][^(]*?\bpublic\s+(async\s+)?[\w<>]+\s+(?<name>\w+)\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\[(Fact|Theory)\([^)]*Skip\s*=")]
    private static partial Regex SwitchedOff();
}
