using System.Net;
using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Escalating;

public class EscalationPageTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private const string Path = "/supervision/escalation";

    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_policy_is_checked_shown_used_and_used_again_and_a_case_without_a_date_is_due_by_it()
    {
        using var sara = house.As(Sara);
        Assert.Contains("As it comes", (await sara.GetAsync(Path)).Body);
        var mine = EscalationPolicy.First
            .Replace("lines:", "lines:\n  - { id: plans, on: due, clients: [fernbrook], kinds: [demo.plan], within: 2h }")
            .Replace("16h, do: [tell]", "30m, do: [tell, \"team:rescue\"]");
        var check = (await PostAsync(sara, "check", 0, mine)).Body;
        Assert.Contains("not in force yet · no gap, no overlap", check);
        Assert.Contains("Fernbrook Energy · Plan", check);
        Assert.Contains("within 2 h of working time", check);
        Assert.Contains("Castlegate Mobile · every kind", check);
        Assert.Contains("after 30 min: tell the supervisors, move it to team rescue", check);
        Assert.Contains("Nobody is in: team rescue", check);
        Assert.Equal(0, (await house.Get<EscalationPolicies>().InForceAsync(Ct)).Version);

        var used = await PostAsync(sara, "use", 0, mine);
        Assert.Equal((HttpStatusCode.OK, Path), (used.Status, used.To));
        Assert.Contains("Version 1 is in force", used.Body);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(sara, "use", 0, EscalationPolicy.First)).Status);

        var ask = Asks.Plan("P-1") with { DueAt = null };
        await house.OpenAsync(ask);
        var opened = (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Select(e => e.Data).OfType<CaseOpened>().Single();
        Assert.Equal(("plans@1", 0), (opened.DueBy, opened.CalendarVersion));
        var calendar = await house.Get<CalendarVersions>().InForceAsync("fernbrook", Ct);
        Assert.Equal(calendar.DueAt(opened.At, TimeSpan.FromHours(2)), opened.DueAt);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(sara, "use", 1, EscalationPolicy.First)).Status);
        var old = (await sara.GetAsync($"{Path}?version=1")).Body;
        Assert.Contains("within 2 h of working time", old);
        Assert.Contains("team:rescue", old);
    }

    [Theory]
    [InlineData("lines: []", "no line under “lines”")]
    [InlineData("lines: [{id: a, on: due, clients: [nobody], within: 8h}]", "Gap")]
    [InlineData("{first}\n  - { id: more, on: breached, clients: [nobody], steps: [] }", "There is no client “nobody” among yours")]
    [InlineData("{first}\n  - { id: more, on: breached, kinds: [demo.plam], steps: [] }", "There is no kind “demo.plam”. There are ")]
    [InlineData("{first}\n  - { id: more, on: breached, steps: [] }", "Overlap: “breached” and “more” are both on breached for all cases")]
    public async Task What_is_wrong_is_said_and_what_was_typed_stays(string yaml, string why)
    {
        using var sara = house.As(Sara);
        var text = yaml.Replace("{first}", EscalationPolicy.First);
        foreach (var act in new[] { "check", "use" })
        {
            var (status, body, _) = await PostAsync(sara, act, (await house.Get<EscalationPolicies>().InForceAsync(Ct)).Version, text);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains(why, body);
            Assert.Contains(text, body);
            Assert.Contains("Because of the audit", body);
        }
    }

    [Fact]
    public async Task Only_supervisors_write_those_who_supervise_read_and_nobody_sees_other_clients_in_what_changes()
    {
        using var audra = house.As(Audra);
        using var maren = house.As(Maren);
        Assert.DoesNotContain("Use from now on", (await audra.GetAsync(Path)).Body);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(audra, "use", 0, EscalationPolicy.First)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await maren.GetAsync(Path)).Status);
        Assert.Equal(403, (await house.Get<EscalationPolicies>().WriteAsync(maren.Access, 0, EscalationPolicy.First, "x", Ct)).Refusal?.Status);
        house.People.Add(Person("sonia", "Sonia F.", ["fernbrook"], Roles.Supervisor));
        using var sonia = house.As("sonia");
        var body = (await PostAsync(sonia, "check", 0, EscalationPolicy.First.Replace("75%", "50%"))).Body;
        Assert.Contains("Fernbrook Energy · every kind", body);
        Assert.DoesNotContain("Castlegate", body);
    }

    internal static Task<(HttpStatusCode Status, string Body, string? To)> PostAsync(House.Person person, string act, int after, string yaml) =>
        person.PostAsync(Path, ("act", act), ("after", $"{after}"), ("yaml", yaml), ("why", "Because of the audit"));
}
