using System.Text.RegularExpressions;
using HybridBpo.Platform.Tests;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>Story 2: a reminder is planned, passes the rules, leaves through a real mail server once, and its link stops the next one.</summary>
public sealed partial class ReminderStoryTests(DemoHost demo)
{
    private static readonly string First = $"""
        account_ref,customer_ref,name,email,due_date,balance,creditor,account_type
        RW-1,C-1,Alma Reyes,alma.reyes@example.com,{DayTime.Day(-5)},84.20,Riverton Water,water
        RW-2,C-2,Bea Lund,bea.lund@example.com,{DayTime.Day(-5)},61.00,Riverton Water,water
        RW-3,C-3,Dana Ito,dana.ito@example.com,{DayTime.Day(-5)},77.10,Riverton Water,water
        """;

    // Somebody else of the house, with the same address.
    private static readonly string Second = $"""
        account_ref,customer_ref,name,email,due_date,balance,creditor,account_type
        RW-4,C-4,Rafael Reyes,alma.reyes@example.com,{DayTime.Day(-5)},42.00,Riverton Water,water
        """;

    [Fact]
    public async Task A_reminder_leaves_once_and_its_link_stops_the_next_one()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var own = await OwnHost.StartAsync(demo, smtp.Settings);
        await own.AddAsync("ines", "supervisor");
        await using var staff = await own.OpenAsync("ines");
        var page = staff.Page;

        await OwnHost.LoadAsync(page, "riverton-november.csv", First);
        await HoldAsync(page, "RW-2", 6);
        await OwnHost.VouchAsync(page);
        await own.Data.UntilAsync("two reminders wait for sending", async () =>
            await own.Data.CountAsync("platform.deliveries where state = 'planned' and waits_for = 'off'") == 2);
        await staff.GoAsync("/nudges");
        await Assertions.Expect(page.GetByText("2 due messages wait.")).ToBeVisibleAsync();
        await own.ShootAsync("ines", "/nudges", "story-reminder-1-planned");
        Assert.Empty(smtp.Mails);

        await OwnHost.TurnSendingOnAsync(page);
        await own.Data.UntilAsync("both mails are with the server", () => Task.FromResult(smtp.Mails.Count == 2));
        var mail = smtp.Mails.Single(m => m.To == "alma.reyes@example.com");
        var link = OptOutLink().Match(mail.Text()).Value;
        Assert.StartsWith(own.Host.PublicUrl + "/o/", link, StringComparison.Ordinal);
        Assert.Equal($"<{link}>", mail.Header("List-Unsubscribe"));
        Assert.Equal("List-Unsubscribe=One-Click", mail.Header("List-Unsubscribe-Post"));
        Assert.Contains("This message is from a debt collector", Regex.Replace(mail.Text(), @"\s+", " "), StringComparison.OrdinalIgnoreCase);
        await own.Data.UntilAsync("both are recorded as sent", async () =>
            await own.Data.CountAsync("platform.deliveries where state = 'sent'") == 2);

        await OptOutAsync(own, link);
        await TimelineTellsItAsync(own, page);

        await OwnHost.LoadAsync(page, "riverton-december.csv", Second);
        await own.Data.UntilAsync("the next one is looked at", async () => await own.Data.CountAsync("collections.nudges") == 4);
        await staff.GoAsync("/nudges?state=blocked");
        var blocked = page.Locator("tr", new() { HasText = "Rafael Reyes" });
        await Assertions.Expect(blocked).ToContainTextAsync("The person asked us not to use this way.");
        await Assertions.Expect(blocked).ToContainTextAsync("OPTED-OUT");
        await Assertions.Expect(blocked).ToContainTextAsync("when a person opens it");
        await own.ShootAsync("ines", "/nudges?state=blocked", "story-reminder-4-blocked");
        await staff.GoAsync("/nudges?state=planned");
        var later = page.Locator("tr", new() { HasText = "Bea Lund" });
        await Assertions.Expect(later).ToContainTextAsync("Contact is on hold.");
        var next = await own.Data.OneAsync<DateTime>("select next_at from collections.nudges where state = 'planned'");
        Assert.InRange(next, DateTime.UtcNow.AddDays(5), DateTime.UtcNow.AddDays(8.5));
        await Assertions.Expect(later.Locator("time").First).ToHaveAttributeAsync("datetime", new Regex($"^{next:yyyy-MM-ddTHH:mm}"));
        await own.ShootAsync("ines", "/nudges?state=planned", "story-reminder-5-later");
        staff.HadNoTrouble();

        await own.Data.ScansAsync(2);
        await own.RestartAsync();
        await own.Data.ScansAsync(2);
        await using (var open = await own.OpenPublicAsync())
        {
            await open.GoAsync(new Uri(link).PathAndQuery);
            await Assertions.Expect(open.Page.GetByText("You get no more e-mails from us")).ToBeVisibleAsync();
        }

        Assert.Equal(2, smtp.Mails.Count);
        Assert.Equal(2, smtp.Mails.Select(m => m.Header("Message-ID")).Distinct().Count());
        var ledger = await own.Data.LedgerAsync();
        Assert.Equal(2, ledger["sent"]);
        Assert.Equal(await own.Data.CountAsync("platform.deliveries"), ledger.Values.Sum());
        Assert.Empty(ledger.Keys.Except(["sent", "planned", "blocked", "cancelled"]));
        Assert.Equal(2, await own.Data.CountAsync("events.mt_events where type = 'nudge_sent'"));
    }

    private static async Task HoldAsync(IPage page, string reference, int days)
    {
        await OpenAccountAsync(page, reference);
        await page.GetByText("Stop contact").First.ClickAsync();
        await page.Locator("input[name=until]").FillAsync(DayTime.Day(days));
        await page.Locator("input[name=note]").FillAsync("In hospital until the end of the week.");
        await page.Locator("form[action$='/hold'] button").ClickAsync();
        await Assertions.Expect(page.GetByText("Contact on hold until").First).ToBeVisibleAsync();
    }

    private static async Task OpenAccountAsync(IPage page, string reference)
    {
        await page.GotoAsync($"/accounts?q={reference}");
        await page.GetByRole(AriaRole.Link, new() { Name = reference }).First.ClickAsync();
        await page.GetByText("Balance proof").WaitForAsync();
    }

    private static async Task OptOutAsync(OwnHost own, string link)
    {
        var path = new Uri(link).PathAndQuery;
        await using (var look = await own.OpenPublicAsync()) await Screens.CheckAsync(look, path, "story-reminder-2-opt-out");
        Assert.Equal(0, await own.Data.CountAsync("collections.suppressions"));

        await using var open = await own.OpenPublicAsync();
        await open.GoAsync(path);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Stop all e-mails" }).ClickAsync();
        await Assertions.Expect(open.Page.GetByText("You get no more e-mails from us")).ToBeVisibleAsync();
        await open.LookAsync("story-reminder-3-opted-out-phone");
        Assert.Equal(1, await own.Data.CountAsync("collections.suppressions"));
        Assert.Empty(await open.Page.Context.CookiesAsync());
    }

    private static async Task TimelineTellsItAsync(OwnHost own, IPage page)
    {
        await OpenAccountAsync(page, "RW-1");
        await Assertions.Expect(page.GetByText("Kind reminder sent by e-mail")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main").GetByText("by the link in a message")).ToBeVisibleAsync();
        await own.ShootAsync("ines", new Uri(page.Url).PathAndQuery, "story-reminder-6-timeline");
    }

    [GeneratedRegex(@"https?://\S+/o/[\w.~-]+")]
    private static partial Regex OptOutLink();
}
