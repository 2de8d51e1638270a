using System.Text.RegularExpressions;
using HybridBpo.Platform.Tests;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>A debtor's path: from the mail to their own page, past two facts, to a dispute that people find in the inbox.</summary>
public sealed partial class OwnPageStoryTests(DemoHost demo)
{
    private static readonly string File = $"""
        account_ref,customer_ref,name,email,phone,city,state,zip,country,due_date,balance,creditor,account_type
        OW-1,C-1,Alma Reyes,alma.reyes@example.com,+12125550123,New York,NY,10001,US,{DayTime.Day(-5)},84.20,Riverton Water,water
        OW-2,C-1,Alma Reyes,alma.reyes@example.com,+12125550123,New York,NY,10001,US,{DayTime.Day(-4)},19.00,Riverton Water,water
        """;

    [Fact]
    public async Task A_debtor_opens_their_page_disputes_and_promises_and_people_find_it()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        var settings = smtp.Settings.ToDictionary();
        settings["OwnPage:PayAt:riverton"] = "https://pay.riverton.example.com/";
        await using var own = await OwnHost.StartAsync(demo, settings);
        await own.AddAsync("ines", "supervisor");
        await own.AddAsync("maren", "collector");
        await using var staff = await own.OpenAsync("ines");
        await OwnHost.LoadAsync(staff.Page, "riverton-november.csv", File);
        await OwnHost.VouchAsync(staff.Page);
        await own.Data.UntilAsync("a reminder waits", async () => await own.Data.CountAsync("platform.deliveries where state = 'planned'") == 1);
        await OwnHost.TurnSendingOnAsync(staff.Page);
        await own.Data.UntilAsync("the mail is with the server", () => Task.FromResult(smtp.Mails.Count == 1));
        var link = PageLink().Match(smtp.Mails.Single().Text()).Value;
        Assert.StartsWith(own.Host.PublicUrl + "/d/", link, StringComparison.Ordinal);
        var path = new Uri(link).PathAndQuery;

        await using var me = await own.OpenPublicAsync();
        var page = me.Page;
        await me.GoAsync(path);
        await Assertions.Expect(page.GetByText("Alma")).ToHaveCountAsync(0);
        await me.LookInAsync("story-own-page-1-door");
        await page.GetByLabel("ZIP or postal code").FillAsync("99999");
        await page.GetByLabel("Last four digits").FillAsync("0123");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open my page" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not fit");
        await page.GetByLabel("ZIP or postal code").FillAsync("10001");
        await page.GetByLabel("Last four digits").FillAsync("0123");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open my page" }).ClickAsync();
        await Assertions.Expect(page.GetByText("You owe Riverton Water $103.20")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Pay now" }))
            .ToHaveAttributeAsync("href", "https://pay.riverton.example.com/");
        foreach (var summary in await page.Locator("summary").AllAsync()) await summary.ClickAsync();
        await me.LookInAsync("story-own-page-2-open");

        await me.GoAsync(path);
        await page.Locator("summary", new() { HasText = "I think this is wrong" }).ClickAsync();
        await page.Locator("#dispute-account").SelectOptionAsync(new SelectOptionValue { Label = "OW-1, $84.20" });
        await page.Locator("#dispute-words").FillAsync("I moved out in March.");
        await page.Locator("form[action*='/dispute'] button").ClickAsync();
        await Assertions.Expect(page.GetByText("We have it. Your receipt is R-000001.")).ToBeVisibleAsync();
        await page.Locator("summary", new() { HasText = "I pay it on a day" }).ClickAsync();
        await page.Locator("#promise-account").SelectOptionAsync(new SelectOptionValue { Label = "OW-2, $19.00" });
        await page.Locator("#promise-amount").FillAsync("19.00");
        await page.Locator("#promise-day").FillAsync(DayTime.Day(7));
        await page.Locator("form[action*='/promise'] button").ClickAsync();
        await Assertions.Expect(page.GetByText("We have it. Your receipt is R-000002.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Español" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Usted debe $103.20")).ToBeVisibleAsync();
        await me.LookInAsync("story-own-page-3-told");
        me.HadNoTrouble();

        await using var collector = await own.OpenAsync("maren");
        await own.Data.UntilAsync("the dispute is a case", async () =>
            await own.Data.CountAsync("inbox.cases where kind = 'collections.dispute'") == 1);
        await collector.GoAsync("/accounts?q=OW-1");
        await collector.Page.GetByRole(AriaRole.Link, new() { Name = "OW-1" }).First.ClickAsync();
        await Assertions.Expect(collector.Page.GetByText("Opened their own page")).ToBeVisibleAsync();
        await Assertions.Expect(collector.Page.GetByText("Dispute opened").First).ToBeVisibleAsync();
        await collector.LookAsync("story-own-page-4-desk");
        collector.HadNoTrouble();
    }

    [GeneratedRegex(@"https?://\S+/d/[\w.~-]+")]
    private static partial Regex PageLink();
}
