namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>A host dies between a decision and its being carried out; two others take over.</summary>
public sealed class KilledUndoTests(DemoHost demo)
{
    [Fact]
    public async Task A_host_killed_while_a_decision_may_still_be_undone_neither_loses_it_nor_carries_it_out_twice()
    {
        await using var own = await OwnHost.StartAsync(demo, new Dictionary<string, string?>
        {
            ["Scans:collections.score-portfolio"] = "0/10 * * * * ?",
            ["Inbox:UndoSeconds"] = "15",
        });
        await own.AddAsync("ines", "supervisor");
        await own.AddAsync("cora", "collector");
        await using var supervisor = await own.OpenAsync("ines");
        await OwnHost.SendAsync(supervisor.Page, "old.csv", DueFile.Of("B", 40, -90));
        var import = supervisor.Page.Url;
        await OwnHost.VouchAsync(supervisor.Page);
        await supervisor.Page.GotoAsync(import);
        await OwnHost.LoadSentAsync(supervisor.Page);
        await own.Data.UntilAsync("a case is open", async () => await own.Data.CountAsync("inbox.cases where stage = 'open'") > 0);

        await using var cora = await own.OpenAsync("cora");
        var caseId = await own.Data.OneAsync<Guid>("select case_id from inbox.cases where kind = 'collections.flagged-account' limit 1");
        await cora.GoAsync($"/inbox/cases/{OwnHost.Client}/{caseId}");
        await cora.TakeAsync();
        await cora.JudgeAsync("hold-contact");
        await cora.DecideAsOwnAsync("protects", "A death in the family.");
        await own.Host.KillAsync();
        var events = $"events.mt_events where stream_id = '{caseId}' and type";
        Assert.Equal(1, await own.Data.CountAsync($"{events} = 'decision_made'"));
        Assert.Equal(0, await own.Data.CountAsync($"{events} = 'outcome_sent'"));

        await using var one = await own.StartAnotherAsync();
        await using var two = await own.StartSecondAsync();
        await own.Data.UntilAsync("the decision is carried out", async () =>
            await own.Data.CountAsync($"inbox.cases where case_id = '{caseId}' and stage = 'delivered'") == 1);
        await own.Data.UntilAsync("nothing waits", async () => await own.Data.CountAsync("platform.messages where state <> 'done'") == 0);
        foreach (var type in new[] { "decision_made", "outcome_sent", "outcome_delivered" })
            Assert.Equal(1, await own.Data.CountAsync($"{events} = '{type}'"));
        Assert.Equal(1, await own.Data.CountAsync("events.mt_events where type = 'hold_placed'"));
    }
}
