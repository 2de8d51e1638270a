using HybridBpo.Testing;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>
/// From a real-looking file with broken rows, by repair and attestation, to one lawful mail. Its domains are real: nothing leaves this host.
/// </summary>
public sealed class BadFileStoryTests(DemoHost demo)
{
    private const string FileName = "debtflow-new_placements_feb2026.csv";

    [Fact]
    public async Task A_bad_file_ends_in_one_lawful_mail()
    {
        var source = Repository.SharedData($"bank/placement/{FileName}");
        Assert.SkipUnless(source is not null, $"bank/placement/{FileName} is not beside this working copy.");
        await using var own = await OwnHost.StartAsync(demo);
        await own.AddAsync("ines", "supervisor");
        await using var staff = await own.OpenAsync("ines");
        var page = staff.Page;
        var broken = Break(await File.ReadAllLinesAsync(source!, TestContext.Current.CancellationToken));

        await OwnHost.TurnSendingOnAsync(page);
        await OwnHost.SendAsync(page, FileName, broken);
        await Assertions.Expect(page.GetByText("Never stored")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("7823");
        await staff.LookInAsync("story-import-1-check");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Load ") }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^[0-9,]+ loaded") }).WaitForAsync(new() { Timeout = 60_000 });
        var import = page.Url;
        await SeesAsync(page, 3, "original_amount", "89z20.50");
        await SeesAsync(page, 6, "debtor_email", "keisha.w@gmail");
        await SeesAsync(page, 8, "dob", "under 18");
        await SeesAsync(page, 14, "due_date", "2025-12-35");
        await Assertions.Expect(page.GetByText("11 loaded, 1 repeated in the file, 4 in quarantine")).ToBeVisibleAsync();
        Assert.Equal(11, await own.Data.CountAsync("collections.accounts"));
        Assert.Equal(0, await own.Data.CountAsync("collections.addresses where value like '%keisha%'"));
        await staff.LookInAsync("story-import-2-quarantine");

        // The same file again has no second effect.
        await OwnHost.SendAsync(page, FileName, broken);
        Assert.Equal(import, page.Url);
        Assert.Equal(1, await own.Data.CountAsync("collections.imports"));

        await page.GetByLabel("due_date, line 14").FillAsync("2025-02-30");
        await page.Locator("#row-14").GetByRole(AriaRole.Button, new() { Name = "Repair" }).ClickAsync();
        await page.GetByText("Line 14 still cannot load, due_date: 2025-02-30 is no day: February 2025 has 28 days.").WaitForAsync();
        await page.GetByLabel("due_date, line 14").FillAsync(DayTime.Day(-5));
        await page.Locator("#row-14").GetByRole(AriaRole.Button, new() { Name = "Repair" }).ClickAsync();
        await page.GetByText("Line 14 is loaded.").WaitForAsync();

        await own.Data.UntilAsync("the rules miss facts", async () => await own.Data.CountAsync("collections.missing_facts") >= 4);
        Assert.Equal(0, await own.Data.CountAsync("platform.deliveries"));
        await staff.GoAsync("/facts");
        await Assertions.Expect(page.GetByText("1 reminder waits").First).ToBeVisibleAsync();
        await staff.LookInAsync("story-import-3-facts");
        await OwnHost.VouchAsync(page);

        await own.Data.UntilAsync("a mail is captured", async () => await own.Data.CountAsync("platform.captured_mails") > 0);
        await own.Data.ScansAsync(2);
        Assert.Equal(1, await own.Data.CountAsync("platform.captured_mails"));
        Assert.Equal(1, await own.Data.CountAsync("events.mt_events where type = 'nudge_sent'"));
        await staff.GoAsync("/mail");
        await page.Locator("tr", new() { HasText = "c.blake@gmail.com" }).GetByRole(AriaRole.Link).ClickAsync();
        var mail = page.Locator("article");
        await Assertions.Expect(mail).ToContainTextAsync("$2,340.00");
        await Assertions.Expect(mail).ToContainTextAsync("IMP-50013");
        await Assertions.Expect(mail).ToContainTextAsync("from a debt collector");
        await Assertions.Expect(mail).ToContainTextAsync("You may dispute this debt");
        await staff.LookInAsync("story-import-4-mail");
        Assert.Equal(1, await own.Data.CountAsync(
            "collections.rule_checks where moment = 'sending' and allowed and nudge_id = (select id from collections.nudges where state = 'sent')"));
        staff.HadNoTrouble();
    }

    /// <summary>Adds dates of birth, breaks an amount, an address, a date and a birthday, and repeats a row.</summary>
    private static string Break(string[] lines)
    {
        var rows = lines.Where(l => l.Length > 0).Select((line, i) => line + (i == 0 ? ",dob" : ",1980-04-12")).ToArray();
        Change("IMP-50002", "8920.50", "89z20.50");
        Change("IMP-50005", "keisha.w@gmail.com", "keisha.w@gmail");
        Change("IMP-50007", "1980-04-12", DayTime.Day(-365 * 16));
        Change("IMP-50013", "2025-12-05", "2025-12-35");
        return string.Join('\n', rows.Append(rows.Single(r => r.StartsWith("IMP-50001", StringComparison.Ordinal)))) + "\n";

        void Change(string reference, string from, string to)
        {
            var at = Array.FindIndex(rows, r => r.StartsWith(reference, StringComparison.Ordinal));
            Assert.Contains(from, rows[at], StringComparison.Ordinal);
            rows[at] = rows[at].Replace(from, to, StringComparison.Ordinal);
        }
    }

    private static async Task SeesAsync(IPage page, int line, string column, string value)
    {
        var row = page.Locator("#quarantine tbody tr", new() { Has = page.Locator($"td:text-is('{line}')") });
        await Assertions.Expect(row).ToContainTextAsync(column);
        var input = row.Locator("input.form-control");
        var seen = await row.InnerTextAsync() + (await input.CountAsync() > 0 ? await input.InputValueAsync() : "");
        Assert.Contains(value, seen, StringComparison.OrdinalIgnoreCase);
    }
}
