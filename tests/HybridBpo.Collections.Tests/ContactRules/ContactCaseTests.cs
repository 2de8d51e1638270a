using System.Text;
using System.Text.Json;
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
    [InlineData("{", "line 1")]
    [InlineData("null", "empty")]
    [InlineData("""{ "now": "yesterday", "attempt": { "channel": "call", "debt": "1" } }""", "DateTimeOffset")]
    [InlineData("""{ "attempt": { "channel": "call", "debt": "1" } }""", "now")]
    [InlineData("""{ "now": "2026-10-13T18:00:00Z", "attempt": { "channel": "fax", "debt": "1" } }""", "\"fax\" is not a channel")]
    [InlineData("""{ "now": "2026-10-13T18:00:00Z", "attempt": { "channel": "call", "debt": "1", "bypass": true } }""", "bypass")]
    public void A_case_file_that_cannot_be_used_is_refused_with_the_place(string json, string says) =>
        Assert.Contains(says, Read(json).Refusal!.Message);

    private static Result<ContactCase> Read(string json) => ContactCase.Read(Encoding.UTF8.GetBytes(json));
}
