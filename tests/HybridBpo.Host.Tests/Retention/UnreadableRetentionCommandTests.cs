using System.Net;
using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>Keys that a retention left out: on the pages, in doctor and status, and destroyed by an operator's word.</summary>
[Collection("command line")]
public sealed class UnreadableRetentionCommandTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private const string LeftOut = "1 key is left out, as events under it cannot be read here";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Database Database => host.App.Services.GetRequiredService<Database>();

    public ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", host.Database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", host.DataFolder);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_left_out_is_told_everywhere_until_an_operator_says_that_it_goes()
    {
        await PlantAsync();
        Assert.DoesNotContain("left out, as", (await RunAsync("doctor")).Output);
        var run = await RunAsync("retention", "run", "--yes");
        Assert.Equal(1, run.Code);
        await UntilLeftAsync(1);
        Assert.Contains($"fernbrook case_opened: 0 keys of 0 people destroyed; 0 held, 0 with something open are spared. {LeftOut}", run.Output);
        Assert.Matches($"missing +retention +fernbrook case_opened: {LeftOut}", (await RunAsync("doctor")).Output);
        Assert.Contains(LeftOut, (await RunAsync("retention", "status")).Output);
        var json = JsonDocument.Parse((await RunAsync("retention", "status", "--json")).Output).RootElement.GetProperty("leftOut")[0];
        Assert.Equal(("case_opened", 1), (json.GetProperty("kind").GetString(), json.GetProperty("keys").GetInt64()));
        var auditor = await host.SignedInAsync(Roles.Auditor);
        foreach (var page in new[] { "/retention", "/retention/fernbrook/case_opened" })
            Assert.Contains(LeftOut, WebUtility.HtmlDecode((await auditor.GetAsync(page)).Body));

        string[][] unsaid =
        [
            ["--despite-unreadable", "the writer is gone"], ["--kind", "case_opened", "--client", "fernbrook"],
            ["--kind", "case_opened", "--client", "fernbrook", "--despite-unreadable", "why"],
        ];
        foreach (var args in unsaid)
            Assert.Equal(2, (await RunAsync(["retention", "run", "--yes", .. args])).Code);
        string[] word = ["retention", "run", "--client", "fernbrook", "--kind", "case_opened", "--despite-unreadable", "the writer is gone"];
        Assert.Equal(1, (await RunAsync(word)).Code);
        Assert.Contains(LeftOut, (await RunAsync("doctor")).Output);
        var gone = await RunAsync([.. word, "--yes"]);
        Assert.Equal(0, gone.Code);
        await UntilLeftAsync(0);
        Assert.Contains("case_opened: 1 key of 1 person destroyed", gone.Output);
        Assert.Contains("What tables copied of events that cannot be read may still be there: Event 1 of stream", gone.Output);
        Assert.DoesNotContain("left out, as", (await RunAsync("doctor")).Output);
        foreach (var page in new[] { "/retention", "/retention/fernbrook/case_opened" })
            Assert.DoesNotContain("left out", WebUtility.HtmlDecode((await auditor.GetAsync(page)).Body));
        Assert.Equal("the writer is gone", await Database.SingleOrDefaultAsync<string>(
            Access.System("test"), $"select detail ->> 'Despite' from platform.acts where act = 'retention-step'", Ct));
        Assert.Equal(1, (await RunAsync("retention", "run", "--yes", "--client", "oakmere", "--kind", "case_opened", "--despite-unreadable",
            "the writer is gone")).Code);
    }

    [Fact]
    public async Task What_a_run_did_is_printed_although_another_policy_fails_and_it_ends_as_failed()
    {
        string[] run = ["retention", "run", "--yes", "--client", "oakmere"];
        await Database.ExecuteAsync(Access.System("test"), $"""
            insert into platform.retention_policies (client_id, kind, does, days)
            values ('oakmere', 'a_newer_kind', 'fields', 30), ('oakmere', 'case_opened', 'fields', 30)
            """, Ct);
        var (printed, json) = (await RunAsync(run), await RunAsync([.. run, "--json"]));
        await Database.ExecuteAsync(Access.System("test"), $"delete from platform.retention_policies where client_id = 'oakmere'", Ct);

        Assert.Equal((1, 1), (printed.Code, json.Code));
        Assert.Contains("oakmere case_opened: 0 keys of 0 people destroyed", printed.Output);
        Assert.Contains("Not carried out: oakmere a_newer_kind: this host does not know the kind", printed.Error);
        var document = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal("case_opened", Assert.Single(document.GetProperty("runs").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Contains("a_newer_kind", Assert.Single(document.GetProperty("failures").EnumerateArray()).GetString());
    }

    // The answer may be of the same second.
    private async Task UntilLeftAsync(long keys)
    {
        long told = -1;
        for (var tries = 0; tries < 100 && told != keys; tries++)
        {
            await Task.Delay(tries == 0 ? 0 : 100, Ct);
            told = JsonDocument.Parse((await host.Browse().GetAsync("/health/ready")).Body).RootElement.GetProperty("retentionKeysLeft").GetInt64();
        }
        Assert.Equal(keys, told);
    }

    private async Task PlantAsync()
    {
        var (store, stream) = (host.App.Services.GetRequiredService<EventStore>(), Guid.CreateVersion7());
        var session = store.OpenSession("fernbrook", new EventMetadata("system", "test"));
        foreach (var kind in new[] { "case_opened", "case_withdrawn" })
            session.Append(stream, PlantedEvents.Make(store.Kinds.Single(k => k.Alias == kind), stream, stream, "words", DateTimeOffset.UnixEpoch));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        await Database.ExecuteAsync(Access.System("test"), $$"""
            update events.mt_events set data = data || '{"At": {"of": 1} }' where stream_id = {{stream}} and type = 'case_opened'
            """, Ct);
        await Database.ExecuteAsync(Access.System("test"), $"update events.es_subject_keys set month = '2020-01-01'", Ct);
        await Database.ExecuteAsync(Access.System("test"), $"""
            insert into platform.retention_policies (client_id, kind, does, days, set_by, set_at) values ('fernbrook', 'case_opened', 'fields', 30,
            'olga', now())
            """, Ct);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (await CommandLine.RunAsync(args, output, error, Composition.Modules), output.ToString(), error.ToString());
    }
}
