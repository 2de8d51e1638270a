using System.Text.Json;
using System.Text.Json.Nodes;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Testing;

namespace HybridBpo.Collections.Tests.ContactRules;

/// <summary>One example of a case file for each rule of the book, run as somebody runs it, and the schema that tells how to write one.</summary>
public class CaseExampleTests
{
    private static readonly string Folder = Path.Combine(
        Repository.Root, "modules/Collections/HybridBpo.Collections/Nudges/ContactRules/Examples");

    public static TheoryData<string> Rules => [.. RuleBook.Shipped.Rules.Select(r => r.Id).Distinct()];

    [Fact]
    public void Every_rule_has_its_example_and_every_example_its_rule() => Assert.Equal(
        RuleBook.Shipped.Rules.Select(r => r.Id).Distinct().Order(StringComparer.Ordinal),
        Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_example_of_a_rule_is_blocked_by_it_and_by_no_other(string rule)
    {
        var host = new Host();
        Assert.Equal(0, CheckContactCommand.Create(host).Parse(["--case", Path.Combine(Folder, $"{rule}.json"), "--json"]).Invoke());
        var answer = JsonNode.Parse(host.Out.ToString()!)!;
        Assert.False((bool)answer["allowed"]!);
        Assert.Equal([rule], answer["rules"]!.AsArray().Where(r => (string)r!["result"]! == "blocked").Select(r => (string)r!["ruleId"]!));
    }

    [Fact]
    public void The_schema_names_every_field_that_the_examples_have_and_the_words_that_rules_go_by()
    {
        var host = new Host();
        var code = CheckContactCommand.Create(host).Parse(["--schema"]).Invoke();
        Assert.True(code == 0, host.Error.ToString());
        var schema = JsonNode.Parse(host.Out.ToString()!)!;
        Assert.Equal(["now", "attempt"], schema["required"]!.AsArray().Select(r => (string)r!));
        Assert.Contains("third-party", schema["properties"]!["facts"]!["properties"]!["regime"]!.ToJsonString());
        Assert.Contains("\"enum\":[\"call\",\"email\",\"text\",\"letter\"]",
            schema["properties"]!["attempt"]!["properties"]!["channel"]!.ToJsonString());
        foreach (var file in Directory.GetFiles(Folder, "*.json"))
            using (var read = JsonDocument.Parse(File.ReadAllText(file), new() { CommentHandling = JsonCommentHandling.Skip }))
                Fits(read.RootElement, schema, Path.GetFileName(file));
    }

    [Fact]
    public void Neither_a_case_nor_the_schema_is_told_what_to_name()
    {
        var host = new Host();
        Assert.Equal(2, CheckContactCommand.Create(host).Parse([]).Invoke());
        Assert.Contains("--case F", host.Error.ToString());
    }

    private static void Fits(JsonElement json, JsonNode schema, string at)
    {
        if (schema["enum"] is JsonArray words) Assert.Contains(json.GetString(), words.Select(w => (string?)w));
        if (json.ValueKind == JsonValueKind.Array)
            foreach (var item in json.EnumerateArray()) Fits(item, schema["items"]!, at);
        if (json.ValueKind != JsonValueKind.Object) return;
        foreach (var field in json.EnumerateObject())
        {
            Assert.True(schema["properties"]?[field.Name] is not null, $"{at}: {field.Name} is no field of the schema.");
            Fits(field.Value, schema["properties"]![field.Name]!, $"{at} {field.Name}");
        }

        Assert.All(schema["required"]?.AsArray() ?? [], needed => Assert.True(
            json.TryGetProperty((string)needed!, out _), $"{at}: {needed} is missing."));
        Assert.Equal("false", schema["additionalProperties"]?.ToJsonString());
    }

    private sealed class Host : ICommandHost
    {
        public TextWriter Out { get; } = new StringWriter();

        public TextWriter Error { get; } = new StringWriter();

        public Task<int> WithServicesAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken ct) =>
            throw new InvalidOperationException("This command needs no database.");
    }
}
