using System.Text;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>
/// A day at the desk by keys: filters, views, several cases at once, a colleague who is asked, files. People of their own, and cases from the
/// middle of one client's queue, away from what other tests take.
/// </summary>
public sealed class DeskStoryTests(DemoHost demo)
{
    private const string List = "/inbox?client=castlegate&kind=collections.flagged-account";

    [Fact]
    public async Task Several_cases_are_decided_by_keys_and_each_says_what_became_of_it()
    {
        await demo.HasCasesAsync();
        await using var staff = await demo.JoinAsync("bea", "Bea N.", "collector", "castlegate");
        var (page, keys) = (staff.Page, staff.Page.Keyboard);
        await staff.GoAsync(List);
        for (var row = 0; row < 12; row++) await keys.PressAsync("j");
        foreach (var press in new[] { "x", "j", "x", "j", "x" }) await keys.PressAsync(press);
        // At one look: rows come and go while others work.
        var picked = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('[data-pick]:checked')].map(box => box.value)");
        Assert.Equal(3, picked.Length);
        await Assertions.Expect(page.GetByText("3 selected")).ToBeVisibleAsync();

        // A colleague has taken one of them meanwhile.
        await using var other = await demo.OpenAsync("tobias");
        await other.GoAsync(PathOf(picked[1]));
        await other.TakeAsync();
        await keys.PressAsync("d");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Decide 3 cases alike" })).ToBeVisibleAsync();
        await staff.LookInAsync("story-desk-1-bulk", "light", "phone-dark");
        await keys.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("#bulk-form")).ToBeVisibleAsync();
        await keys.PressAsync("1");
        await Assertions.Expect(page.Locator("input[name=choice]").First).ToBeCheckedAsync();
        await CheckByKeyAsync(page, "weight");
        await CheckByKeyAsync(page, "sure");
        await CheckByKeyAsync(page, "reason");
        await keys.PressAsync("Control+Enter");

        await Assertions.Expect(page.Locator(".hb-bulk-list .is-done")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".hb-bulk-list .is-failed")).ToContainTextAsync("Somebody else holds this case now.");
        // What failed stays selected, and nothing else.
        Assert.Equal([picked[1]], await page.EvaluateAsync<string[]>("JSON.parse(sessionStorage.getItem('hb-picked'))"));
        await staff.LookInAsync("story-desk-2-bulk-done", "light", "phone-dark");
        await keys.PressAsync("z");
        await Assertions.Expect(page.Locator(".hb-bulk-list .is-done")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".hb-bulk-list")).ToContainTextAsync("Undone. You hold it.");
        using var data = new StoryData(demo.Database.ConnectionString);
        var ids = string.Join("','", picked.Select(p => p.Split(':')[1]));
        Assert.Equal(2, await data.CountAsync($"events.mt_events where stream_id in ('{ids}') and type = 'decision_undone'"));
        await keys.PressAsync("Escape");
        await page.WaitForURLAsync("**/inbox");
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task A_filter_by_keys_waits_for_Enter_and_is_kept_as_a_view_under_a_name()
    {
        await demo.HasCasesAsync();
        await using var staff = await demo.JoinAsync("dag", "Dag E.", "collector");
        var (page, keys) = (staff.Page, staff.Page.Keyboard);
        await staff.GoAsync("/inbox");
        var due = page.GetByLabel("Due", new() { Exact = true });
        await due.FocusAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(page).ToHaveURLAsync(demo.Host.StaffUrl + "/inbox");
        var chosen = await due.InputValueAsync();
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync($"**/inbox?due={chosen}**");
        await Assertions.Expect(due).ToBeFocusedAsync();

        // Leaving the field is enough too, and the focus goes on with the person.
        await keys.PressAsync("ArrowUp");
        var before = await due.InputValueAsync();
        await keys.PressAsync("Tab");
        await page.WaitForURLAsync($"**/inbox?due={before}**");
        await Assertions.Expect(due).Not.ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".hb-narrow :focus")).ToHaveCountAsync(1);

        await keys.PressAsync("Escape");
        await keys.PressAsync("v");
        await Assertions.Expect(page.GetByLabel("Save what is shown as")).ToBeVisibleAsync();
        await page.GetByLabel("Save what is shown as").FocusAsync();
        await keys.TypeAsync("Soon");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".hb-views summary")).ToContainTextAsync("Views: Soon");
        await page.WaitForLoadStateAsync();
        await keys.PressAsync("?");
        await Assertions.Expect(page.Locator("dialog#keys")).ToContainTextAsync("Decide, snooze, give back the selected");
        await keys.PressAsync("Escape");
        await Assertions.Expect(page.Locator("dialog#keys")).Not.ToBeVisibleAsync();

        await staff.GoAsync("/inbox/views");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Soon" }).PressAsync("Enter");
        await Assertions.Expect(page.GetByText("“Soon” is removed.")).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync();
        await keys.PressAsync("z");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Soon" })).ToBeVisibleAsync();
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task A_case_with_a_file_is_asked_of_a_colleague_who_takes_it_over_and_hands_it_back()
    {
        await demo.HasCasesAsync();
        using var data = new StoryData(demo.Database.ConnectionString);
        await using var staff = await demo.JoinAsync("eli", "Eli F.", "collector", "castlegate");
        await using var other = await demo.OpenAsync("tobias");
        await staff.GoAsync(List);
        // Far down, where no other story takes one; how many are free depends on what they hold at the moment.
        var rows = staff.Page.Locator(".hb-row");
        await Assertions.Expect(rows.First).ToBeVisibleAsync();
        var row = rows.Nth(Math.Min(17, await rows.CountAsync() - 1));
        var path = new Uri(new Uri(demo.Host.StaffUrl), await row.GetAttributeAsync("href")).AbsolutePath;
        await staff.GoAsync(path);
        await staff.TakeAsync();
        await AttachesAsync(staff.Page);

        var keys = staff.Page.Keyboard;
        await keys.PressAsync("a");
        await Assertions.Expect(staff.Page.Locator("dialog#delegate")).ToBeVisibleAsync();
        await staff.Page.Locator("#delegate-to").SelectOptionAsync(new SelectOptionValue { Label = "Tobias R." });
        await staff.Page.Locator("#delegate-note").FillAsync("You know her.");
        await staff.LookInAsync("story-desk-3-ask", "light", "phone-dark");
        await staff.Page.Locator("dialog#delegate button[type=submit]").PressAsync("Enter");
        await Assertions.Expect(staff.Page.GetByText("You asked Tobias R. to take this over")).ToBeVisibleAsync();
        await Assertions.Expect(staff.Page.Locator("h1[data-focus]")).ToBeFocusedAsync();

        await other.GoAsync("/inbox?tab=asked");
        await other.Page.Locator(".hb-row").First.PressAsync("Enter");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Take it over" }).PressAsync("Enter");
        await Assertions.Expect(other.Page.GetByRole(AriaRole.Button, new() { Name = "Record my judgement" })).ToBeVisibleAsync();
        await Assertions.Expect(other.Page.Locator("h1[data-focus]")).ToBeFocusedAsync();
        await other.Page.Keyboard.PressAsync("o");
        await other.Page.Locator("#hand-to").SelectOptionAsync(new SelectOptionValue { Label = "Eli F." });
        await other.Page.Locator("dialog#hand-over button[type=submit]").PressAsync("Enter");
        var eli = $"inbox.cases where case_id = '{path.Split('/')[^1]}' and holder = (select id from identity.users where user_name = 'eli')";
        await data.UntilAsync("Eli holds it again", async () => await data.CountAsync(eli) == 1, 30);

        // Put aside and brought back, then given back: each asks first.
        await staff.GoAsync(path);
        await keys.PressAsync("h");
        await staff.Page.Locator("dialog#snooze input[name=until]").First.FocusAsync();
        await keys.PressAsync("Space");
        await staff.Page.Locator("dialog#snooze button[type=submit]").PressAsync("Enter");
        await Assertions.Expect(staff.Page.Locator("dialog#snooze")).ToHaveCountAsync(0);
        await staff.GoAsync(path);
        await staff.TakeAsync();
        await keys.PressAsync("r");
        await staff.Page.Locator("dialog#release button[type=submit]").PressAsync("Enter");
        await Assertions.Expect(staff.Page.Locator("dialog#release")).ToHaveCountAsync(0);
        Assert.Equal(0, await data.CountAsync(eli));
        staff.HadNoTrouble();
        other.HadNoTrouble();
    }

    private static async Task AttachesAsync(IPage page)
    {
        var words = Encoding.UTF8.GetBytes("She wrote on 3 November.");
        await page.Locator("#attach-file").SetInputFilesAsync(new FilePayload { Name = "letter.txt", MimeType = "text/plain", Buffer = words });
        await page.GetByRole(AriaRole.Button, new() { Name = "Attach", Exact = true }).PressAsync("Enter");
        var link = page.GetByRole(AriaRole.Link, new() { Name = "letter.txt" });
        var download = await page.RunAndWaitForDownloadAsync(() => link.PressAsync("Enter"));
        Assert.Equal(words, await File.ReadAllBytesAsync(await download.PathAsync()));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove letter.txt" }).PressAsync("Enter");
        await Assertions.Expect(page.GetByText("“letter.txt” is removed.")).ToBeVisibleAsync();
        await Assertions.Expect(link).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Region, new() { Name = "Files" }).GetByRole(AriaRole.Button, new() { Name = "Undo" }).PressAsync("Enter");
        await Assertions.Expect(link).ToBeVisibleAsync();
    }

    /// <summary>Goes on by Tab to the next box of this name, and presses Space.</summary>
    private static async Task CheckByKeyAsync(IPage page, string name)
    {
        for (var tabs = 0; tabs < 30; tabs++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string?>("document.activeElement.name") != name) continue;
            await page.Keyboard.PressAsync("Space");
            return;
        }
        Assert.Fail($"No Tab leads to {name}");
    }

    private static string PathOf(string picked) => $"/inbox/cases/{picked.Replace(':', '/')}";
}
