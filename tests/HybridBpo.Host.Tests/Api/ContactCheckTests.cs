using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;

namespace HybridBpo.Host.Tests.Api;

/// <summary>A dialer tells its calls in a file, and asks before the next one, through the whole house.</summary>
[Collection("command line")]
public sealed class ContactCheckTests(ApiHouse house) : IClassFixture<ApiHouse>, IAsyncLifetime
{
    private const string Path = "/api/v1/contact-checks", Phone = "+12125550123";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hybridbpo-calls-");

    private static int files;

    public async ValueTask InitializeAsync()
    {
        var placed = await RunAsync("placement", string.Join('\n', "account_ref,customer_ref,name,phone,state,zip,due_date,balance",
            $"CC-1,CC-P1,Ann Able,{Phone},NY,12207,2026-08-20,50.00", $"CC-2,CC-P1,Ann Able,{Phone},NY,12207,2026-08-20,50.00",
            "CC-3,CC-P3,Bo Able,+13125550123,IL,60601,2026-08-20,50.00"), "--amount-format", "point", "--date-format", "yyyy-MM-dd");
        Assert.Equal(0, placed.Code);
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_eighth_call_of_an_imported_file_is_refused_with_rule_citation_words_and_time()
    {
        var program = await house.ProgramAsync();
        var now = TimeProvider.System.GetUtcNow();
        string Calls(int from, int to) => string.Join('\n', Enumerable.Range(from, to - from + 1).Select(i =>
            $"CC-1,{Phone},{now.AddMinutes(-30 * i).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)},RNA,0,A-1,R-{i}"));
        const string head = "account,number called,called at,disposition,talk seconds,agent,recording id\n";
        var six = await RunAsync("calls", head + Calls(1, 6));
        Assert.Equal((0, 6), (six.Code, (int)JsonNode.Parse(six.Output)!["added"]!));
        var before = await CheckAsync(program, new() { ["account"] = "CC-1" });
        Assert.DoesNotContain("CALL-7", Rules(before));

        // An overlapping file brings the seventh.
        var seven = JsonNode.Parse((await RunAsync("calls", head + Calls(1, 7))).Output)!;
        Assert.Equal((1, 6), ((int)seven["added"]!, (int)seven["unchanged"]!));
        var after = await CheckAsync(program, new() { ["account"] = "CC-1" });
        Assert.Equal(HttpStatusCode.OK, after.Status);
        Assert.False((bool)after.Json["allowed"]!);
        var block = after.Json["blocks"]!.AsArray().Single(b => (string?)b!["ruleId"] == "CALL-7")!;
        Assert.Equal("12 CFR 1006.14(b)(2)(i)(A), (b)(3)", (string?)block["citation"]);
        Assert.StartsWith("This would be call 8", (string?)block["words"]);
        Assert.InRange((DateTimeOffset)block["earliestAt"]!, now.AddDays(5), now.AddDays(8));
        Assert.DoesNotContain("CALL-7", Rules(await CheckAsync(program, new() { ["account"] = "CC-2" })));
        // About both debts at once the stricter answer counts.
        var both = await CheckAsync(program, new() { ["account"] = "CC-2", ["debts"] = new JsonArray("CC-2", "CC-1") });
        Assert.Equal(["CC-1"], both.Json["blocks"]!.AsArray().Single(b => (string?)b!["ruleId"] == "CALL-7")!["debts"]!
            .AsArray().Select(d => (string)d!));
    }

    [Fact]
    public async Task The_command_line_loads_a_file_once_and_says_who_takes_one_back()
    {
        var text = $"account,number,call time,disposition\nCC-3,+13125550123,2026-10-01 10:00:00,Q5\n";
        Assert.Contains("Use --zone ZONE.", (await RunAsync("calls", text)).Output);
        Assert.Contains("\"lunch\" is no outcome of ours",
            (await RunAsync("calls", text, "--zone", "America/Chicago", "--outcome", "Q5=lunch")).Output);
        var loaded = JsonNode.Parse((await RunAsync("calls", text, "--zone", "America/Chicago", "--outcome", "Q5=voicemail")).Output)!;
        Assert.Equal((1, 0), ((int)loaded["added"]!, (int)loaded["quarantined"]!));
        Assert.True((bool)JsonNode.Parse((await RunAsync("calls", text)).Output)!["repeated"]!);
        var undo = await CommandAsync("collections", "import", "undo", (string)loaded["import"]!, "--client", "fernbrook", "--reason", "wrong-file");
        Assert.Equal(1, undo.Code);
        Assert.Contains("Two supervisors take a file of calls back", undo.Output);
        var check = await CommandAsync("collections", "import", "undo", (string)loaded["import"]!, "--client", "fernbrook", "--check", "--json");
        Assert.Equal((0, 1), (check.Code, (int)JsonNode.Parse(check.Output)!["calls"]!));
    }

    [Fact]
    public async Task Every_answer_leaves_a_row_with_what_every_rule_said()
    {
        var program = await house.ProgramAsync();
        var answer = await CheckAsync(program, new() { ["account"] = "CC-2" });
        Assert.Equal(1, await house.CountAsync($"""
            select count(*) from collections.contact_checks where id = '{answer.Id}' and not allowed and asked_by <> ''
              and jsonb_array_length(results) > 20 and results @> '[{"{"}"debt": "CC-2", "ruleId": "REGIME", "result": "blocked"{"}"}]'
            """));
    }

    [Fact]
    public async Task A_number_that_is_not_known_of_the_person_is_blocked_and_says_so()
    {
        var program = await house.ProgramAsync();
        var answer = await CheckAsync(program, new() { ["account"] = "CC-2", ["number"] = "+13125550123" });
        Assert.Contains("not known of the person",
            (string?)answer.Json["blocks"]!.AsArray().Single(b => (string?)b!["ruleId"] == "ADDRESS")!["words"]);
    }

    [Theory]
    [InlineData("""{ "account": "CC-2" }""", 400, "BodyUnreadable")]
    [InlineData("""{ "account": "CC-2", "channel": "call", "number": "+12125550123", "bypass": true }""", 400, "BodyUnreadable")]
    [InlineData("""{ "account": "CC-2", "channel": "call", "number": "ring me" }""", 422, "CheckNotFit")]
    [InlineData("""{ "account": "CC-2", "channel": "text", "number": "+12125550123" }""", 422, "CheckNotFit")]
    [InlineData("""{ "channel": "call", "number": "+12125550123" }""", 422, "CheckNotFit")]
    [InlineData("""{ "account": "CC-2", "channel": "call", "number": "+12125550123", "debts": [] }""", 422, "CheckNotFit")]
    [InlineData("""{ "account": "CC-2", "channel": "call", "number": "+12125550123", "debts": ["CC-3"] }""", 422, "CheckNotFit")]
    [InlineData("""{ "account": "CC-2", "channel": "call", "number": "+12125550123", "debts": [null] }""", 422, "CheckNotFit")]
    [InlineData("""{ "account": "CC-9", "channel": "call", "number": "+12125550123" }""", 404, "NobodyToCheck")]
    [InlineData("""{ "account": "CC-2", "channel": "call", "number": "+12125550123", "client": "castlegate" }""", 422, "ClientNotYours")]
    [InlineData("""{ "person": "0199d3a0-5c1e-7f31-9d55-1c8f0a4f2b10", "channel": "call", "number": "+12125550123", "debts": ["CC-1"] }""", 404,
        "NobodyToCheck")]
    public async Task What_cannot_be_answered_is_a_problem_that_says_what_to_do(string body, int status, string code)
    {
        var answer = await (await house.ProgramAsync()).PostAsync(Path, body, null);
        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Equal("application/problem+json", answer.Message.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Another_clients_key_finds_nobody_and_a_key_without_the_scope_does_not_get_in()
    {
        var other = await house.ProgramAsync("castlegate");
        Assert.Equal("NobodyToCheck", (await CheckAsync(other, new() { ["account"] = "CC-1" })).Code);
        var reader = new SampleClient(house.Host.Staff, await house.Host.KeyAsync([ApiScopes.ReadOutcomes], "fernbrook"));
        Assert.Equal("ScopeMissing", (await CheckAsync(reader, new() { ["account"] = "CC-1" })).Code);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            (await other.PostAsync(Path, new JsonObject { ["account"] = new string('x', 20_000) }.ToJsonString(), null)).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await other.PostAsync(Path, "account=1", null, "text/plain")).Status);
    }

    private static IEnumerable<string?> Rules(SampleClient.Answer answer) => answer.Json["blocks"]!.AsArray().Select(b => (string?)b!["ruleId"]);

    private static Task<SampleClient.Answer> CheckAsync(SampleClient program, JsonObject ask)
    {
        ask["channel"] = "call";
        ask["number"] ??= Phone;
        return program.PostAsync(Path, ask.ToJsonString(), null);
    }

    private async Task<(int Code, string Output)> RunAsync(string kind, string text, params string[] more)
    {
        var file = System.IO.Path.Combine(folder.FullName, $"{kind}-{Interlocked.Increment(ref files)}.csv");
        await File.WriteAllTextAsync(file, text + "\n");
        return await CommandAsync(["collections", "import", kind, file, "--client", "fernbrook", "--json", .. more]);
    }

    private async Task<(int Code, string Output)> CommandAsync(params string[] args)
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", house.Host.Database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", house.Host.DataFolder);
        try
        {
            using var output = new StringWriter();
            using var said = new StringWriter();
            var code = await CommandLine.RunAsync(args, output, said);
            return (code, code == 0 ? output.ToString() : said.ToString());
        }
        finally
        {
            Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
            Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        }
    }
}
