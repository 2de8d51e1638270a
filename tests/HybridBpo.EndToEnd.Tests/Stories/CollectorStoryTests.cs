using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>Story 1: a collector reads, judges, sees what the machine proposes, decides, undoes, decides again, and sees what followed.</summary>
[Collection("maren")]
public sealed class CollectorStoryTests(DemoHost demo)
{
    [Fact]
    public async Task A_collector_judges_first_then_sees_the_proposal_and_decides()
    {
        using var data = new StoryData(demo.Database.ConnectionString);
        await data.UntilAsync("flagged accounts are in the inbox", async () => await data.CountAsync("inbox.proposals") > 0);
        await using var staff = await demo.OpenAsync("maren");
        var page = staff.Page;
        await staff.GoAsync("/inbox");
        await staff.LookInAsync("story-collector-1-inbox");
        await page.Locator(".hb-queue-tools").GetByRole(AriaRole.Button, new() { Name = "Next case" }).ClickAsync();
        await page.WaitForURLAsync("**/inbox/cases/**");
        var caseId = new Uri(page.Url).Segments[^1];
        Assert.Equal(1, await data.CountAsync($"inbox.proposals where case_id = '{caseId}'"));
        var path = new Uri(page.Url).AbsolutePath;
        Assert.Equal("collections.flagged-account", await data.OneAsync<string>($"select kind from inbox.cases where case_id = '{caseId}'"));
        var secrets = await SecretsAsync(data, caseId);
        await Assertions.Expect(page.GetByText("What we know")).ToBeVisibleAsync();
        await ShowsOneAtATimeOnAPhoneAsync(page);
        await staff.LookInAsync("story-collector-2-judge");
        var account = await WithheldEverywhereAsync(data, page, path, caseId, secrets);

        await JudgeAsync(page);
        await Assertions.Expect(page.Locator(".hb-compare .hb-machine.is-open")).ToBeVisibleAsync();
        await SeesAsync(page, secrets);
        await staff.LookInAsync("story-collector-3-compare");

        await DecideAsync(page, "own", "Newer facts");
        await Assertions.Expect(page.Locator(".hb-undo")).ToBeVisibleAsync();
        await staff.ShootAsync("story-collector-4-undo-light");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Decide", Exact = true })).ToBeVisibleAsync();
        Assert.Equal(1, await data.CountAsync($"events.mt_events where stream_id = '{caseId}' and type = 'decision_undone'"));

        await DecideAsync(page, "other", "Protects the person");
        await Assertions.Expect(page.Locator(".hb-undo")).ToBeVisibleAsync();
        await staff.LookInAsync("story-collector-5-decided", "phone", "dark");
        await data.UntilAsync("the decision has left", async () =>
            await data.OneAsync<string>($"select stage from inbox.cases where case_id = '{caseId}'") == "delivered");
        await staff.GoAsync(path);
        await Assertions.Expect(page.GetByText("Decided and carried out.")).ToBeVisibleAsync();
        await staff.LookInAsync("story-collector-6-done");

        await staff.GoAsync(account);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Paused for hardship until");
        await staff.LookInAsync("story-collector-7-account");
        // Why is told to those who may know every verdict about the person: another story may have opened a case about them by now.
        await using var auditor = await demo.OpenAsync("otto");
        await auditor.GoAsync(account);
        await Assertions.Expect(auditor.Page.Locator("main")).ToContainTextAsync("protects: Told me about short time at work.");
        auditor.HadNoTrouble();
        Assert.Equal(1, await data.CountAsync($"events.mt_events where stream_id = '{account.Split('/')[^1]}' and type = 'hold_placed'"));
        staff.HadNoTrouble();
    }

    /// <summary>What the machine said, as it would be written on a page.</summary>
    private static async Task<IReadOnlyList<string>> SecretsAsync(StoryData data, string caseId)
    {
        var stored = await data.OneAsync<string>($"select proposal::text from inbox.proposals where case_id = '{caseId}'");
        using var proposal = JsonDocument.Parse(stored);
        var root = proposal.RootElement;
        using var view = JsonDocument.Parse(root.GetProperty("Json").GetString()!);
        var score = view.RootElement.GetProperty("score").GetDouble();
        return
        [
            score.ToString(CultureInfo.InvariantCulture), $"{Math.Round(100 * score)} %", view.RootElement.GetProperty("words").GetString()!,
            root.GetProperty("Model").GetString()!,
            .. view.RootElement.GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("text").GetString()!),
        ];
    }

    /// <returns>The path of the account's page.</returns>
    private static async Task<string> WithheldEverywhereAsync(
        StoryData data, IPage page, string path, string caseId, IReadOnlyList<string> secrets)
    {
        var client = path.Split('/')[^2];
        var account = await data.OneAsync<Guid>($"select account_id from collections.flagged_cases where case_id = '{caseId}'");
        var reference = await data.OneAsync<string>($"select reference from inbox.cases where case_id = '{caseId}'");
        var band = await data.OneAsync<string>($"select band from collections.scores where account_id = '{account}' order by as_of desc limit 1");
        string[] places =
        [
            path, "/inbox", "/inbox/queue", $"/api/inbox/cases/{client}/{caseId}", "/api/inbox/cases", $"/accounts/{client}/{account}",
            $"/accounts?q={reference}", $"/search?q={reference}", $"/accounts/export.csv?q={reference}", $"{path}?open=snooze",
        ];
        foreach (var place in places)
        {
            var answer = await page.APIRequest.GetAsync(place);
            Assert.True(answer.Ok, $"{place} answered {answer.Status}");
            var text = System.Net.WebUtility.HtmlDecode(await answer.TextAsync());
            foreach (var secret in secrets) Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{place} holds “{secret}”.");
        }

        var export = await (await page.APIRequest.GetAsync($"/accounts/export.csv?q={reference}")).TextAsync();
        Assert.Contains(reference, export, StringComparison.Ordinal);
        Assert.DoesNotContain($",{band}\n", export, StringComparison.Ordinal);
        return $"/accounts/{client}/{account}";
    }

    private static async Task ShowsOneAtATimeOnAPhoneAsync(IPage page)
    {
        await page.SetViewportSizeAsync(360, 780);
        await Assertions.Expect(page.GetByText("What we know")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#queue-rows")).ToBeHiddenAsync();
        await page.SetViewportSizeAsync(1440, 900);
    }

    private static async Task JudgeAsync(IPage page)
    {
        var form = page.Locator("form#judge");
        await form.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Keep the usual reminders") }).CheckAsync();
        await form.TickAsync("Pays when asked");
        await form.TickAsync("Fairly");
        await form.GetByRole(AriaRole.Button, new() { Name = "Record my judgement" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Decide", Exact = true }).WaitForAsync();
    }

    private static async Task SeesAsync(IPage page, IReadOnlyList<string> secrets)
    {
        var text = System.Net.WebUtility.HtmlDecode(await page.ContentAsync());
        foreach (var secret in secrets.Skip(1)) Assert.Contains(secret, text, StringComparison.OrdinalIgnoreCase);
        await Assertions.Expect(page.Locator("figure[data-chart=waterfall] svg path").First).ToBeAttachedAsync();
    }

    private static async Task DecideAsync(IPage page, string take, string reason)
    {
        var form = page.Locator("form#judge");
        await form.Locator($"input[name=take][value={take}]").CheckAsync();
        if (take == "other")
        {
            await form.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Pause for hardship") }).CheckAsync();
            await form.Locator("[name='f.payment-hold.until']").FillAsync(DayTime.Day(20));
            await form.Locator("summary").ClickAsync();
            await form.Locator("textarea[name=note]").FillAsync("Told me about short time at work.");
        }
        foreach (var box in await form.Locator("input[name=reason]:checked").AllAsync()) await box.UncheckAsync(new() { Force = true });
        await form.TickAsync(reason);
        await form.Locator("button[type=submit]").ClickAsync();
    }
}
