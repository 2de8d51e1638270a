using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>A collector who never touches the mouse, one with two windows on a case, and one whose lease is ended.</summary>
[Collection("maren")]
public sealed class KeyboardStoryTests(DemoHost demo)
{
    // But for those that move on or open what asks first: A, G, H, M, N, O, R, S.
    private const string EveryKey = "bcdefijklpqtuvwxyz0123456789";

    [Fact]
    public async Task The_inbox_is_walked_by_keys_and_none_takes_the_machines_answer()
    {
        using var data = await ReadyAsync();
        await using var staff = await demo.JoinAsync("kai", "Kai R.", "collector");
        var (page, keys) = (staff.Page, staff.Page.Keyboard);
        await staff.GoAsync("/inbox");
        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await keys.PressAsync("k");
        var first = page.Locator(".hb-row").First;
        await Assertions.Expect(first).ToBeFocusedAsync();
        await keys.PressAsync("?");
        await Assertions.Expect(page.Locator("dialog#keys")).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(first).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1[data-focus]")).ToBeFocusedAsync();

        var (caseId, proposed) = await staff.TakeLastAsync(data);
        var own = proposed == "keep-reminding" ? "hold-contact" : "keep-reminding";
        var choice = page.Locator($"form#judge input[name=choice][value={own}]");
        await keys.PressAsync(await choice.GetAttributeAsync("data-key") ?? "");
        await Assertions.Expect(choice).ToBeCheckedAsync();
        await keys.PressAsync("Control+Enter");
        Assert.Equal(0, await data.CountAsync($"inbox.judgements where case_id = '{caseId}'"));
        await page.Locator("form#judge input[name=weight]").First.FocusAsync();
        await keys.PressAsync("Space");
        await page.Locator("form#judge input[name=sure]").First.FocusAsync();
        await keys.PressAsync("ArrowRight");
        await keys.PressAsync("Control+Enter");
        await SettledAsync(page, page.GetByRole(AriaRole.Heading, new() { Name = "Decide", Exact = true }));

        await Assertions.Expect(page.Locator("input[name=take][value=machine]")).ToHaveCountAsync(1);
        foreach (var key in EveryKey) await keys.PressAsync($"{key}");
        await Assertions.Expect(page.Locator("input[name=take]:checked")).ToHaveCountAsync(0);
        await keys.PressAsync("m");
        await Assertions.Expect(page.Locator("input[name=take][value=own]")).ToBeCheckedAsync();
        await page.Locator("form#judge input[name=reason]").First.FocusAsync();
        await keys.PressAsync("Space");
        await keys.PressAsync("Control+Enter");
        await SettledAsync(page, page.Locator(".hb-undo"));
        await keys.PressAsync("z");
        await SettledAsync(page, page.GetByRole(AriaRole.Heading, new() { Name = "Decide", Exact = true }));
        await Assertions.Expect(page.Locator("h1[data-focus]")).ToBeFocusedAsync();
        // Made anew: nothing is chosen, so that no single key sends it off again.
        await Assertions.Expect(page.Locator("form#judge input:checked")).ToHaveCountAsync(0);
        await keys.PressAsync("m");
        await page.Locator("form#judge input[name=reason]").First.FocusAsync();
        await keys.PressAsync("Space");
        await keys.PressAsync("Control+Enter");
        await SettledAsync(page, page.Locator(".hb-undo"));

        var decided = page.Url;
        await keys.PressAsync("n");
        await page.WaitForURLAsync(url => url.Contains("/inbox/cases/", StringComparison.Ordinal) && url != decided);
        await Assertions.Expect(page.Locator("h1[data-focus]")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your judgement" })).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.WaitForURLAsync(decided);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your decision" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("form#judge")).ToHaveCountAsync(0);
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task Two_windows_on_one_case_record_one_judgement_and_say_what_became_of_it()
    {
        using var data = await ReadyAsync();
        await using var staff = await demo.JoinAsync("lou", "Lou P.", "collector");
        var (caseId, proposed) = await staff.TakeLastAsync(data);
        var choice = proposed == "keep-reminding" ? "hold-contact" : "keep-reminding";
        var (one, two) = (staff.Page, await staff.Page.Context.NewPageAsync());
        await two.GotoAsync(one.Url);
        await FillAsync(one, choice);
        await FillAsync(two, choice);
        await two.GetByRole(AriaRole.Button, new() { Name = "Record my judgement" }).ClickAsync();
        await Assertions.Expect(two.GetByRole(AriaRole.Heading, new() { Name = "Decide", Exact = true })).ToBeVisibleAsync();
        await one.GetByRole(AriaRole.Button, new() { Name = "Record my judgement" }).ClickAsync();
        await Assertions.Expect(one.GetByText("Your judgement is on record.")).ToBeVisibleAsync();
        Assert.Equal(1, await data.CountAsync($"events.mt_events where stream_id = '{caseId}' and type = 'judgement_recorded'"));

        await two.Locator("label:has(input[name=take][value=own])").ClickAsync();
        await two.Locator("label:has(input[name=reason])").First.ClickAsync();
        await two.Locator("form#judge button[type=submit]").ClickAsync();
        await Assertions.Expect(two.Locator(".hb-undo")).ToBeVisibleAsync();
        await LookAgainAsync(one);
        await Assertions.Expect(one.Locator("#case-lost")).ToContainTextAsync("You decided this case in another window.");
        await one.Locator("#case-lost").GetByRole(AriaRole.Link, new() { Name = "Load it again" }).ClickAsync();
        await Assertions.Expect(one.GetByRole(AriaRole.Heading, new() { Name = "Your decision" })).ToBeVisibleAsync();
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task A_lease_that_a_supervisor_ended_is_said_kindly_and_the_words_typed_are_there_again()
    {
        using var data = await ReadyAsync();
        await using var staff = await demo.JoinAsync("mio", "Mio S.", "collector");
        var (caseId, _) = await staff.TakeLastAsync(data);
        var page = staff.Page;
        await page.Locator("summary", new() { HasTextString = "Note for the next person" }).ClickAsync();
        await page.Locator("#judge textarea[name=note]").FillAsync("She cares for her mother until spring");
        await Assertions.Expect(page.Locator("[data-saved]")).ToContainTextAsync("saved ");
        await data.UntilAsync("the draft is kept", async () => await data.CountAsync($"inbox.drafts where case_id = '{caseId}'") == 1, 20);

        await using var supervisor = await demo.OpenAsync("ines");
        await supervisor.GoAsync("/supervision");
        await supervisor.Page.Locator($"tr:has(a[href$='{caseId}'])").GetByRole(AriaRole.Button, new() { Name = "End lease" }).ClickAsync();
        await supervisor.Page.GetByText("The lease is ended.").WaitForAsync();
        await LookAgainAsync(page);
        await Assertions.Expect(page.Locator("#case-lost")).ToContainTextAsync(
            "Your hold on this case has ended. What you wrote is kept as your draft.");
        await staff.LookInAsync("story-collector-8-lost", "light", "phone-dark");

        await page.Locator("#case-lost").GetByRole(AriaRole.Link, new() { Name = "Load it again" }).ClickAsync();
        await staff.TakeAsync();
        await Assertions.Expect(page.Locator("#judge textarea[name=note]")).ToHaveValueAsync("She cares for her mother until spring");
        staff.HadNoTrouble();
    }

    /// <summary>What was swapped in is there, and the focus stands on its heading: nobody is faster than that.</summary>
    private static async Task SettledAsync(IPage page, ILocator there)
    {
        await Assertions.Expect(there).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("h1[data-focus]")).ToBeFocusedAsync();
    }

    private async Task<StoryData> ReadyAsync()
    {
        var data = new StoryData(demo.Database.ConnectionString);
        await data.UntilAsync("flagged accounts are in the inbox", async () => await data.CountAsync("inbox.proposals") > 0);
        return data;
    }

    private static async Task FillAsync(IPage page, string choice)
    {
        var form = page.Locator("form#judge");
        await form.Locator($"label:has(input[name=choice][value='{choice}'])").ClickAsync();
        await form.Locator("label:has(input[name=weight])").First.ClickAsync();
        await form.Locator("label:has(input[name=sure])").Last.ClickAsync();
    }

    /// <summary>The person comes back to this window: then it looks whether the case is still in their hands.</summary>
    private static Task LookAgainAsync(IPage page) => page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
}
