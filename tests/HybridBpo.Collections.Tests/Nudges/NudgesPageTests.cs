using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;

namespace HybridBpo.Collections.Tests.Nudges;

/// <summary>The list of messages speaks plainly, names clients, and goes by one clock.</summary>
public class NudgesPageTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Bills that fell due four days ago, at both clients.</summary>
    private async Task ScanAsync()
    {
        var due = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-4);
        foreach (var (client, reference) in new[] { (AccountHost.Client, "N-1"), (AccountHost.Client, "N-2"), ("oakmere", "N-3") })
        {
            if (await host.Get<AccountBook>().FindAsync(AccountHost.Users["ines"], client, Account.IdOf(client, reference), Ct) is not null) continue;
            await host.PlaceAsync(reference, emails: [$"{reference}@example.com"], phones: ["+12125550123"], client: client, transactions:
                [new(Account.IdOf(client, reference), "OPEN", Collections.Import.TransactionTypes.Opening, 5_000,
                    new DateTimeOffset(due.AddDays(-20), default, TimeSpan.Zero), due.AddDays(-20), due, null, null)]);
        }

        await host.AttestAsync();
        foreach (var client in await host.Get<Clients>().ListAsync(AccountHost.Users["ines"], Ct)) await host.Get<PlanNudges>().RunAsync(client, Ct);
    }

    [Fact]
    public async Task What_blocks_is_said_in_plain_words_before_the_id_of_the_rule()
    {
        await ScanAsync();
        var body = (await host.As("maren").GetAsync("/nudges?state=blocked")).Body;
        Assert.Matches(
            @"<b>The law that applies must be known</b>\s*<span\s+class=""hb-meta d-block""><span class=""text-nowrap"">REGIME</span>", body);
    }

    [Fact]
    public async Task Every_time_on_the_page_is_of_one_zone_which_is_named()
    {
        await ScanAsync();
        var body = (await host.As("maren").GetAsync("/nudges")).Body;
        Assert.Matches(@"Times in (Chicago \(C[SD]T\)|New York \(E[SD]T\))", body);
        var zones = System.Text.RegularExpressions.Regex.Matches(body, @"\d\d:\d\d ([A-Z]{3,4})\b").Select(m => m.Groups[1].Value).Distinct();
        Assert.Single(zones);
    }

    [Fact]
    public async Task Who_waits_for_sending_is_named()
    {
        await ScanAsync();
        var mine = host.Get<Database>();
        await mine.ExecuteAsync(Access.System("test"), $"update platform.deliveries set waits_for = 'off', due_at = now()", Ct);
        var body = (await host.As("maren").GetAsync("/nudges")).Body;
        Assert.Contains("Sending is off for Tilbury Freight until a supervisor turns it on. 2 wait.", body);
        Assert.DoesNotContain("this client", body);
    }

    [Fact]
    public async Task A_page_past_the_end_leads_to_the_last_one()
    {
        await ScanAsync();
        Assert.Contains("There is only one page", (await host.As("maren").GetAsync("/nudges?page=40")).Body);
        Assert.Contains("Nothing here", (await host.As("maren").GetAsync("/nudges?state=other&page=40")).Body);
    }
}
