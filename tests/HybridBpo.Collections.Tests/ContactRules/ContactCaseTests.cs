using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class ContactCaseTests
{
    private const string Eighth = """
        { "now": "2026-10-13T18:00:00Z",
          "attempt": { "channel": "call", "debt": "FB-1", "address": "+12025550142" },
          "facts": { "regime": { "role": "third-party", "debt": "consumer", "jurisdiction": "US" }, "accountState": "open",
                     "zones": [ { "zone": "America/New_York", "source": "address" } ], "validation": { "noticeSentAt": "2026-07-06T12:00:00Z" } },
          "history": [
            { "channel": "call", "kind": "conversation", "debt": "FB-1", "at": "2026-10-09T15:20:00Z" } ] }
        """;

    [Fact]
    public void A_case_file_gets_the_answer_of_every_rule()
    {
        var answer = JsonDocument.Parse(Read(Eighth).Value.Answer()).RootElement;
        Assert.False(answer.GetProperty("allowed").GetBoolean());
        Assert.Equal("2026-10-16T12:00:00+00:00", answer.GetProperty("nextPossibleAt").GetString());
        var rules = answer.GetProperty("rules").EnumerateArray().ToDictionary(r => r.GetProperty("ruleId").GetString()!);
        Assert.Equal("blocked", rules["CALL-TALK"].GetProperty("result").GetString());
        Assert.Equal("allowed", rules["CALL-7"].GetProperty("result").GetString());
        Assert.Equal("not-applicable", rules["EMAIL-BASIS"].GetProperty("result").GetString());
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("  \n ", "is empty")]
    [InlineData("{", "no JSON from line 1 on")]
    [InlineData("{\n \"now\": nope }", "no JSON from line 2 on")]
    [InlineData("null", "The file is null: write an object in { } with now, attempt, facts, history")]
    [InlineData("[]", "The file is a list: write an object")]
    [InlineData("3", "The file is 3: write an object")]
    [InlineData("{\"attempt\":{\"channel\":\"call\",\"debt\":\"1\"}}", "now is missing: write a moment of the years 2000 to 2099 with its offset")]
    [InlineData("{\"now\":\"2026-10-13T18:00:00Z\"}", "attempt is missing: write an object in { } with channel, purpose, debt")]
    [InlineData("now|\"yesterday\"", "now is \"yesterday\": write a moment")]
    [InlineData("now|\"9999-12-31T23:59:59Z\"", "now is \"9999-12-31T23:59:59Z\": write a moment of the years 2000 to 2099")]
    [InlineData("now|\"2026-10-13T18:00:00\"", "with its offset")]
    [InlineData("now|1760378400", "now is 1760378400: write a moment")]
    [InlineData("now|null", "now is null: write a moment")]
    [InlineData("attempt|null", "attempt is null: write an object")]
    [InlineData("attempt|\"call\"", "attempt is \"call\": write an object")]
    [InlineData("facts|null", "facts is null")]
    [InlineData("facts|[]", "facts is a list")]
    [InlineData("history|null", "history is null: write a list in [ ]")]
    [InlineData("history|{}", "history is an object: write a list in [ ]")]
    [InlineData("history|[null]", "history[0] is null: write an object in { } with channel, at")]
    [InlineData("history|[{\"channel\":\"call\",\"debt\":\"1\"}]", "history[0].at is missing: write a moment")]
    [InlineData("history|[{\"channel\":\"call\",\"debt\":null,\"at\":\"2026-10-01T18:00:00Z\"}]", "history[0].debt is null")]
    [InlineData("history|[{\"channel\":\"fax\",\"debt\":\"1\",\"at\":\"2026-10-01T18:00:00Z\"}]", "history[0].channel is \"fax\": write \"call\"")]
    [InlineData("history|[{\"channel\":\"call\",\"kind\":\"x\",\"debt\":\"1\",\"at\":\"2026-10-01T18:00:00Z\"}]", "history[0].kind is \"x\"")]
    [InlineData("history|[{\"channel\":\"call\",\"inbound\":\"no\",\"debt\":\"1\",\"at\":\"2026-10-01T18:00:00Z\"}]", "true or false")]
    [InlineData("history|[{\"channel\":\"call\",\"attemptId\":\"7\",\"debt\":\"1\",\"at\":\"2026-10-01T18:00:00Z\"}]", "write an id such as")]
    [InlineData("attempt.channel|\"fax\"", "attempt.channel is \"fax\": write \"call\", \"email\", \"text\" or \"letter\"")]
    [InlineData("attempt.channel|7", "attempt.channel is 7: write a text")]
    [InlineData("attempt.debt|null", "attempt.debt is null")]
    [InlineData("attempt.debt|\"\"", "attempt.debt is empty: write the reference of the debt")]
    [InlineData("attempt.purpose|\"threat\"", "attempt.purpose is \"threat\"")]
    [InlineData("attempt.bypass|true", "attempt.bypass is no field that is known: attempt has channel, purpose, debt")]
    [InlineData("attempt.message|{\"text\":null}", "attempt.message.text is null")]
    [InlineData("attempt.message|{}", "attempt.message.text is missing")]
    [InlineData("facts.regime|null", "facts.regime is null")]
    [InlineData("facts.regime|{\"role\":\"collector\"}", "facts.regime.role is \"collector\": write \"third-party\" or \"first-party\"")]
    [InlineData("facts.zones|[null]", "facts.zones[0] is null")]
    [InlineData("facts.zones|[\"America/Chicago\"]", "facts.zones[0] is \"America/Chicago\": write an object in { } with zone, source")]
    [InlineData("facts.zones|[{\"zone\":null}]", "facts.zones[0].zone is null")]
    [InlineData("facts.zones|[{\"source\":\"stated\"}]", "facts.zones[0].zone is missing")]
    [InlineData("facts.zones|[{\"zone\":\"Mars/Olympus\"}]", "facts.zones[0].zone is \"Mars/Olympus\": write a time zone")]
    [InlineData("facts.optOuts|[null]", "facts.optOuts[0] is null")]
    [InlineData("facts.optOuts|[{\"scope\":\"fax\",\"at\":\"2026-10-01T18:00:00Z\"}]", "facts.optOuts[0].scope is \"fax\"")]
    [InlineData("facts.promiseUntil|\"9999-12-31\"", "facts.promiseUntil is \"9999-12-31\": write a day of the years 2000 to 2099")]
    [InlineData("facts.promiseUntil|\"13.10.2026\"", "such as \"2026-10-13\"")]
    [InlineData("facts.ceasedAt|\"0001-01-01T00:00:00Z\"", "facts.ceasedAt is \"0001-01-01T00:00:00Z\"")]
    [InlineData("facts.sendingOn|\"yes\"", "facts.sendingOn is \"yes\": write true or false")]
    [InlineData("facts.switchedOff|[null]", "facts.switchedOff[0] is null")]
    [InlineData("facts.inconvenient|[{\"from\":\"25:00\",\"to\":\"07:00\"}]", "facts.inconvenient[0].from is \"25:00\": write a time of day")]
    [InlineData("facts.inconvenient|[{\"from\":\"05:00\",\"to\":\"07:00\",\"days\":[\"Caturday\"]}]", "facts.inconvenient[0].days[0]")]
    [InlineData("facts.accountState|\"gone\"", "facts.accountState is \"gone\"")]
    [InlineData("facts.basis|{\"kind\":\"hope\",\"since\":\"2026-10-01T18:00:00Z\"}", "facts.basis.kind is \"hope\"")]
    [InlineData("facts.disputes|[{\"debt\":\"1\",\"openedAt\":\"2026-10-01T18:00:00Z\",\"kind\":\"x\"}]", "facts.disputes[0].kind")]
    [InlineData("attempt.address|\"\\ud800\"", "no text in UTF-8")]
    public void A_case_file_that_cannot_be_used_is_refused_with_the_field_and_what_to_write(string json, string says)
    {
        var message = Read(json.Split('|', 2) is [var path, var value] ? With(path, value) : json).Refusal!.Message;
        Assert.Contains(says, message);
        Assert.DoesNotContain("System.", message);
    }

    [Fact]
    public void A_field_that_stands_there_twice_is_refused_because_one_of_them_would_be_lost() => Assert.Contains(
        "Now stands there twice", Read("""{ "now": "2026-10-13T18:00:00Z", "Now": "2026-10-14T18:00:00Z" }""").Refusal!.Message);

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Assert.Contains("UTF-8", ContactCase.Read([(byte)'{', 0xff, 0xfe, (byte)'}']).Refusal!.Message);

    [Fact]
    public void Comments_trailing_commas_and_a_zone_that_nobody_knows_are_read()
    {
        var read = Read(With("facts.zones", "[ /* asked on Monday */ { \"zone\": \"unknown\" }, ]"));
        Assert.False(read.Value.Answer().Contains("\"allowed\": true", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ \"now\": 5 }", 2, "now is 5")]
    [InlineData(null, 1, "is not there")]
    public void The_command_ends_with_two_when_the_file_is_no_case_and_with_one_when_there_is_none(string? json, int code, string says)
    {
        var path = Path.Combine(Path.GetTempPath(), $"case-{Guid.NewGuid():N}.json");
        if (json is not null) File.WriteAllText(path, json);
        var host = new Host();
        var command = CheckContactCommand.Create(host);
        Assert.Equal(code, command.Parse(["--case", path]).Invoke());
        Assert.Contains(says, host.Error.ToString());
        File.Delete(path);
    }

    // The usable case with one field put to another value.
    private static string With(string path, string value)
    {
        var whole = JsonNode.Parse(Eighth)!;
        var parts = path.Split('.');
        var at = parts.SkipLast(1).Aggregate(whole, (node, name) => node[name]!);
        at[parts[^1]] = "@here@";
        return whole.ToJsonString().Replace("\"@here@\"", value, StringComparison.Ordinal);
    }

    private static Result<ContactCase> Read(string json) => ContactCase.Read(Encoding.UTF8.GetBytes(json));

    private sealed class Host : ICommandHost
    {
        public TextWriter Out { get; } = new StringWriter();

        public TextWriter Error { get; } = new StringWriter();

        public Task<int> WithServicesAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken ct) =>
            throw new InvalidOperationException("This command needs no database.");
    }
}
