using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>
/// A collector judges an account of which no machine says anything, offers a plan, undoes it, offers it again: one letter leaves, to the cent. And a
/// later file that disagrees is a case for a person, not a new balance.
/// </summary>
public sealed class PlanLetterStoryTests(DemoHost demo)
{
    private const string Head = "account_ref,customer_ref,name,email,due_date,balance,creditor,account_type\n";

    // Late enough that no reminder goes any more and a person looks.
    private static readonly string Row = $"RW-9,C-9,Alma Reyes,alma.reyes@example.com,{DayTime.Day(-70)},178.40,Riverton Water,water\n";

    [Fact]
    public async Task An_offered_plan_leaves_as_one_letter_and_an_undone_one_as_none()
    {
        await using var own = await OwnHost.StartAsync(demo, new Dictionary<string, string?>
        {
            ["Scans:collections.score-portfolio"] = "0/10 * * * * ?",
            ["Inbox:UndoSeconds"] = "15",
        });
        await own.AddAsync("ines", "supervisor");
        await own.AddAsync("maren", "collector");
        await using var staff = await own.OpenAsync("ines");
        await OwnHost.LoadAsync(staff.Page, "riverton-september.csv", Head + Row);
        await OwnHost.VouchAsync(staff.Page);
        await OwnHost.TurnSendingOnAsync(staff.Page);
        await own.Data.UntilAsync("the account is before people", async () => await own.Data.CountAsync("inbox.cases where stage = 'open'") == 1);

        await using var collector = await own.OpenAsync("maren");
        var page = collector.Page;
        await collector.GoAsync("/inbox");
        await page.Locator(".hb-queue-tools").GetByRole(AriaRole.Button, new() { Name = "Next case" }).ClickAsync();
        await page.WaitForURLAsync("**/inbox/cases/**");
        Assert.DoesNotContain("No proposal", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await OfferAsync(page);
        await Assertions.Expect(page.Locator(".hb-machine")).ToContainTextAsync("No proposal");
        await Assertions.Expect(page.Locator(".hb-machine")).ToContainTextAsync("No model scores this client’s accounts yet");
        await collector.LookInAsync("story-plan-1-no-proposal");

        await collector.DecideAsOwnAsync("fits", "Two are enough, she said.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Decide", Exact = true }).WaitForAsync();
        await own.Data.UntilAsync(
            "the time to undo is over", async () => await own.Data.CountAsync("platform.messages where state = 'waiting'") == 0);
        Assert.Equal(0, await own.Data.CountAsync("platform.deliveries"));

        await collector.DecideAsOwnAsync("fits", "Three are enough, she said.");
        await own.Data.UntilAsync("the letter is captured", async () => await own.Data.CountAsync("platform.captured_mails") == 1);
        await own.Data.ScansAsync(2);
        Assert.Equal(1, await own.Data.CountAsync("platform.captured_mails"));
        Assert.Equal(1, await own.Data.CountAsync("platform.deliveries"));

        await staff.GoAsync("/mail");
        await staff.Page.Locator("tr", new() { HasText = "alma.reyes@example.com" }).GetByRole(AriaRole.Link).ClickAsync();
        var mail = staff.Page.Locator("article");
        await Assertions.Expect(staff.Page.Locator("main")).ToContainTextAsync("A plan for your water bill: 3 payments");
        foreach (var words in new[] { "1. $60.00 by", "2. $60.00 by", "3. $58.40 by", "Together: $178.40", "a debt collector", "Unsubscribe here" })
            await Assertions.Expect(mail).ToContainTextAsync(words);
        await staff.LookInAsync("story-plan-2-letter");
        var account = await own.Data.OneAsync<string>("select '/accounts/' || client_id || '/' || id from collections.accounts");
        await collector.GoAsync(account);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Plan decided: 2 × $60.00 and a last one of $58.40");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Plan letter sent by e-mail, captured");
        await collector.LookInAsync("story-plan-3-account");
        collector.HadNoTrouble();

        await DisagreeAsync(own, staff, account);
    }

    private static async Task OfferAsync(IPage page)
    {
        var form = page.Locator("form#judge");
        await form.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Offer a plan") }).CheckAsync();
        await form.Locator("[name='f.offer-plan.amount']").FillAsync("60.00");
        await form.Locator("[name='f.offer-plan.months']").FillAsync("3");
        await form.TickAsync("Pays when asked");
        await form.TickAsync("Fairly");
        await form.GetByRole(AriaRole.Button, new() { Name = "Record my judgement" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Decide", Exact = true }).WaitForAsync();
    }

    private static async Task DisagreeAsync(OwnHost own, StaffPage staff, string account)
    {
        var page = staff.Page;
        await OwnHost.LoadAsync(page, "riverton-october.csv", Head + Row.Replace("178.40", "190.00", StringComparison.Ordinal));
        await own.Data.UntilAsync("the disagreement is before people", async () =>
            await own.Data.CountAsync("inbox.cases where kind = 'collections.reconciliation'") == 1);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the case" }).ClickAsync();
        await staff.TakeAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("$178.40");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("$190.00");
        await staff.LookInAsync("story-plan-4-disagrees");
        await staff.JudgeAsync("keep-ours");
        await Assertions.Expect(page.Locator(".hb-machine")).ToContainTextAsync("People alone decide this");
        await staff.DecideAsOwnAsync("file-wrong", "Their October list is from August.");
        await own.Data.UntilAsync("the decision is carried out", async () =>
            await own.Data.CountAsync("collections.quarantine where state = 'left-out'") == 1);
        await staff.GoAsync(account);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Kept what we hold; the file’s row is left out");
        Assert.Equal(17_840, await own.Data.OneAsync<long>("select balance_minor from collections.accounts"));
        staff.HadNoTrouble();
    }
}
