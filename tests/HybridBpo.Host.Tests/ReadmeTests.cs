using System.Text.RegularExpressions;
using HybridBpo.Host.Cli;
using HybridBpo.Testing;

namespace HybridBpo.Host.Tests;

/// <summary>README names every setting that the code reads, and no command that there is not.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Every_setting_that_the_code_reads_stands_in_readme()
    {
        var keys = Sources().SelectMany(KeysOf).Distinct().Order().ToList();
        string[] known =
        [
            "ConnectionStrings__HybridBpo", "HYBRIDBPO_DATA", "HYBRIDBPO_PG_BIN", "HYBRIDBPO_TRACE", "Inbox__UndoSeconds", "LanguageModel__Key",
            "MasterKey", "OTEL_EXPORTER_OTLP_ENDPOINT", "PublicUrl", "PublicUrls", "RateLimits__PublicPerMinute", "Smtp__Tls", "TrustedProxies",
        ];
        Assert.Empty(known.Except(keys));
        Assert.All(keys, key => Assert.Contains($"`{key}", Readme));
    }

    [Fact]
    public void Every_scan_stands_in_readme()
    {
        var scans = Sources().SelectMany(text => Scan().Matches(text)).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(scans);
        Assert.All(scans, scan => Assert.Contains($"`Scans__{scan}`", Readme));
    }

    [Fact]
    public void Every_setting_of_the_containers_stands_in_readme()
    {
        var compose = File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"));
        var image = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));
        var keys = Setting().Matches(compose[compose.IndexOf("  app:", StringComparison.Ordinal)..] + image).Select(m => m.Groups[1].Value).ToList();
        Assert.Contains("HYBRIDBPO_DATA", keys);
        Assert.Contains("PublicUrls", keys);
        Assert.All(keys, key => Assert.Contains($"`{key}", Readme));
    }

    [Fact]
    public async Task Every_command_that_readme_names_is_there()
    {
        // run.sh hands bench to a program of its own.
        var commands = Command().Matches(Readme).Select(m => m.Groups[1].Value.Trim()).Where(c => c != "bench").Distinct().ToList();
        Assert.Contains("user add", commands);
        foreach (var command in commands)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            await CommandLine.RunAsync([.. command.Split(' '), "--help"], output, error);
            Assert.Equal("", $"{error}");
            Assert.Contains(command, $"{output}");
        }
    }

    private static IEnumerable<string> Sources() => new[] { "src", "modules" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText);

    // Keys as environment variables; those of a section (GetSection) stand in the same file by their last word.
    private static IEnumerable<string> KeysOf(string text)
    {
        var section = Section().Match(text) is { Success: true } found ? found.Groups[1].Value + "__" : "";
        foreach (Match read in Read().Matches(text))
        {
            var key = read.Groups["key"].Value.Replace(":", "__", StringComparison.Ordinal);
            yield return read.Groups["of"].Value.StartsWith('s') ? section + key : key;
        }
        if (ConstantKey().Match(text) is { Success: true } constant) yield return constant.Groups[1].Value;
        if (text.Contains("GetConnectionString(", StringComparison.Ordinal)) yield return "ConnectionStrings__HybridBpo";
    }

    [GeneratedRegex(
        @"(?<of>\w*onfiguration|settings|smtp|EnvironmentVariable)(\[""(?<key>[^""]+)""\]|(\.GetValue(<\w+>)?\(|, |\()""(?<key>[A-Z]\w*(:\w+)?)"")")]
    private static partial Regex Read();

    [GeneratedRegex(@"GetSection\(""(\w+)""\)")]
    private static partial Regex Section();

    [GeneratedRegex(@"const string Key = ""(\w+)""")]
    private static partial Regex ConstantKey();

    [GeneratedRegex(@"(?m)^(?:      |ENV )([A-Z]\w+)[:=]")]
    private static partial Regex Setting();

    [GeneratedRegex(@"schedule\.Every<\w+>\(""([^""]+)""")]
    private static partial Regex Scan();

    [GeneratedRegex(@"\./run\.sh((?: [a-z][a-z-]+)+)")]
    private static partial Regex Command();
}
