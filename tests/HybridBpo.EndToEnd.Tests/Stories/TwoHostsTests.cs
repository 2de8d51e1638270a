using HybridBpo.Platform.Tests;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>Two hosts on one database share the work; one dies in the middle of everything, and nothing is lost or done twice.</summary>
public sealed class TwoHostsTests(DemoHost demo)
{
    private const int Reminded = 300, Old = 40, Later = 3000;

    [Fact]
    public async Task Killing_one_of_two_hosts_loses_no_case_and_no_event_and_sends_no_mail_twice()
    {
        await using var smtp = await SmtpCatcher.StartAsync();
        await using var own = await OwnHost.StartAsync(demo, new Dictionary<string, string?>(smtp.Settings)
        {
            ["Scans:collections.score-portfolio"] = "0/10 * * * * ?",
        });
        await own.AddAsync("ines", "supervisor");
        await using var survivor = await own.StartSecondAsync();
        await using var staff = await own.OpenAsync("ines", at: survivor);
        var page = staff.Page;
        // What is vouched for covers what is there: the file is sent, and loads once its facts are known.
        await OwnHost.SendAsync(page, "due.csv", DueFile.Of("Slow", Reminded, -5) + DueFile.Rows("B", Old, -90));
        var import = page.Url;
        await OwnHost.VouchAsync(page);
        await page.GotoAsync(import);
        await OwnHost.LoadSentAsync(page);
        await own.Data.UntilAsync("all reminders are planned", async () => await own.Data.CountAsync("platform.deliveries") == Reminded);

        await OwnHost.TurnSendingOnAsync(page);
        await own.Data.UntilAsync("mails leave", () => Task.FromResult(smtp.Mails.Count >= 20), 120);
        await OwnHost.SendAsync(page, "later.csv", DueFile.Of("C", Later, 20));
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Load ") }).ClickAsync();
        await own.Data.UntilAsync(
            "the second file is being loaded", async () => await own.Data.CountAsync("collections.imports where done > 0") == 2, 60);
        var before = smtp.Mails.Count;
        await own.Host.KillAsync();
        Assert.True(before < Reminded, $"All {before} mails had left before the host was killed.");

        await own.Data.UntilAsync("everything has come to its end", async () =>
            await own.Data.CountAsync("platform.deliveries where state in ('planned', 'sending')") == 0
            && await own.Data.CountAsync("platform.messages where state <> 'done'") == 0
            && await own.Data.CountAsync("collections.imports where state <> 'loaded'") == 0, 400);
        await own.Data.ScansAsync(2);

        await MailsAsync(own, smtp);
        await NothingIsLostAsync(own);
        Assert.Equal(2, Directory.GetFiles(own.DataFolder, "*.jsonl", SearchOption.AllDirectories)
            .Count(f => File.ReadAllText(f).Contains("handing-over", StringComparison.Ordinal)));
        await staff.GoAsync("/nudges?state=sent");
        await staff.LookInAsync("story-two-hosts-nudges", "light", "phone");
        staff.HadNoTrouble();
    }

    private static async Task MailsAsync(OwnHost own, SmtpCatcher smtp)
    {
        var ledger = await own.Data.LedgerAsync();
        var (sent, unknown) = (ledger.GetValueOrDefault("sent"), ledger.GetValueOrDefault("unknown"));
        Assert.Equal(Reminded, sent + unknown);
        Assert.Equal(Reminded, await own.Data.CountAsync("platform.deliveries"));
        Assert.Equal(smtp.Mails.Count, smtp.Mails.Select(m => m.Header("Message-ID")).Distinct().Count());
        Assert.Equal(smtp.Mails.Count, smtp.Mails.Select(m => m.To).Distinct().Count());
        Assert.InRange(smtp.Mails.Count, sent, sent + unknown);
        Assert.InRange(unknown, 0, 8);
        Assert.Equal(Reminded, await own.Data.CountAsync("events.mt_events where type = 'contact_attempted'"));
        Assert.Equal(sent, await own.Data.CountAsync("events.mt_events where type = 'nudge_sent'"));
        Assert.Equal(unknown, await own.Data.CountAsync("events.mt_events where type = 'nudge_failed'"));
    }

    private static async Task NothingIsLostAsync(OwnHost own)
    {
        Assert.Equal(Reminded + Old + Later, await own.Data.CountAsync("collections.accounts"));
        Assert.Equal(Reminded + Old + Later, await own.Data.CountAsync("events.mt_events where type = 'account_placed'"));
        Assert.Equal(Reminded + Old + Later, await own.Data.CountAsync("collections.transactions"));
        Assert.Equal(0, await own.Data.CountAsync("collections.quarantine"));
        Assert.Equal(0, await own.Data.CountAsync(
            "(select from events.mt_events group by tenant_id, stream_id having count(*) <> max(version) or min(version) <> 1) gaps"));
        Assert.Equal(0, await own.Data.CountAsync("""
            events.mt_streams s
            where s.version <> (select max(version) from events.mt_events e where e.stream_id = s.id and e.tenant_id = s.tenant_id)
            """));
        // As many cases as the policy allows in a day, each opened once, each for a flag that is on record.
        Assert.Equal(25, await own.Data.CountAsync("events.mt_events where type = 'account_flagged'"));
        Assert.Equal(25, await own.Data.CountAsync("inbox.cases where kind = 'collections.flagged-account' and stage = 'open'"));
        Assert.Equal(25, await own.Data.CountAsync("events.mt_events where type = 'case_opened'"));
    }
}
