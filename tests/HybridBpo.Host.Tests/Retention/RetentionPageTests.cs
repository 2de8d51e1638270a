using System.Net;
using HybridBpo.Platform;

namespace HybridBpo.Host.Tests;

public sealed class RetentionPageTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Kind = "/retention/fernbrook/conversation_held";

    [Fact]
    public async Task An_officer_asks_a_supervisor_confirms_and_an_auditor_reads()
    {
        var (officer, second, auditor) = (
            await host.SignedInAsync(Roles.Compliance), await host.SignedInAsync(Roles.Supervisor), await host.SignedInAsync(Roles.Auditor));
        var list = await PageAsync(auditor, "/retention");
        Assert.Contains("Conversation held", list);
        Assert.Contains("no limit", list);
        Assert.Contains("of which nothing is recorded", list[..list.IndexOf("Conversation held", StringComparison.Ordinal)]);
        Assert.Contains("12 CFR 1006.100", await PageAsync(auditor, Kind));
        Assert.DoesNotContain("See what it would do", await PageAsync(auditor, Kind));
        Assert.Contains("would make nothing unreadable", await PageAsync(officer, Kind + "?days=2000"));

        Assert.Equal(303, (int)(await officer.PostAsync(Kind + "/ask", [("does", "fields"), ("days", "2000")])).Status);
        // What somebody asked for stands above, though nothing of the kind is recorded.
        list = await PageAsync(auditor, "/retention");
        Assert.Contains("2,000 days: waits for a second person", list[..list.IndexOf("of which nothing is recorded", StringComparison.Ordinal)]);
        Assert.Contains("Somebody else must confirm it", await PageAsync(officer, Kind));
        Assert.Equal(409, (int)(await officer.PostAsync(Kind + "/confirm", [("does", "fields"), ("days", "2000")])).Status);
        Assert.Equal(409, (int)(await second.PostAsync(Kind + "/confirm", [("does", "fields"), ("days", "1999")])).Status);
        Assert.Equal(303, (int)(await second.PostAsync(Kind + "/confirm", [("does", "fields"), ("days", "2000")])).Status);
        Assert.Contains("Kept for 2,000 days", await PageAsync(auditor, Kind));
        Assert.Equal(303, (int)(await officer.PostAsync(Kind + "/off", [("does", "fields")])).Status);
        Assert.Contains("Kept without limit", await PageAsync(auditor, Kind));
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_what_cannot_be_is_said_in_plain_words()
    {
        var (officer, auditor, collector) = (
            await host.SignedInAsync(Roles.Compliance), await host.SignedInAsync(Roles.Auditor), await host.SignedInAsync(Roles.Collector));
        Assert.Equal(403, (int)(await collector.GetAsync("/retention")).Status);
        Assert.Equal(403, (int)(await auditor.PostAsync(Kind + "/ask", [("does", "fields"), ("days", "10")])).Status);
        Assert.Equal(404, (int)(await officer.GetAsync("/retention/castlegate/conversation_held")).Status);
        Assert.Equal(404, (int)(await officer.GetAsync("/retention/fernbrook/no_such_kind")).Status);
        foreach (var days in new[] { "", "soon", "0", "-5", "36501", "99999999999999" })
            Assert.Equal(422, (int)(await officer.PostAsync(Kind + "/ask", [("does", "fields"), ("days", days)])).Status);
        Assert.Contains("from 1 to 36,500", await PageAsync(officer, Kind + "?days=36501"));
        Assert.Equal(409, (int)(await officer.PostAsync("/retention/fernbrook/account_placed/ask", [("does", "fields"), ("days", "10")])).Status);
        Assert.Contains("it goes when the person is erased", await PageAsync(officer, "/retention/fernbrook/account_placed"));
        Assert.Contains("takes no more events", await PageAsync(officer, "/retention/fernbrook/case_withdrawn"));
    }

    private static async Task<string> PageAsync(Browser browser, string path) => WebUtility.HtmlDecode((await browser.GetAsync(path)).Body);
}
