using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Events;

namespace HybridBpo.Collections.Tests.Nudges;

public class PlanNudgesTests(House house) : IClassFixture<House>
{
    private readonly Desk desk = new(house);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_who_is_due_is_looked_at_however_many_are_blocked()
    {
        var all = new Desk(house, "oakmere");
        await all.PlaceAsync([.. Enumerable.Range(0, 620).Select(n => $"M-{n},C-{n},P {n},m{n}@example.com,,,,,")]);
        Assert.Equal((0, 620), await all.ScanAsync());
        Assert.Equal(620L, await all.OneAsync<long>("select count(distinct person_id) from collections.nudges where client_id = 'oakmere'"));
    }

    [Fact]
    public async Task A_hold_that_is_over_does_not_cost_the_person_a_reminder()
    {
        await desk.PlaceOneAsync("P-1");
        await desk.AttestAllAsync();
        await desk.ScanAsync();
        var planned = Assert.Single(await desk.NudgesAsync("P-1"));
        await HoldAsync("P-1", house.Clock.Now.AddHours(20));
        await HoldAsync("P-1", house.Clock.Now.AddHours(2));
        Assert.Equal("cancelled", Assert.Single(await desk.NudgesAsync("P-1")).State);
        var file = await desk.FileAsync("P-1");
        Assert.Equal(house.Clock.Now, Assert.Single(file.File.FactsFor(file.Account, file.File.Mail).Holds).Since, TimeSpan.FromMinutes(5));
        house.Clock.Advance(TimeSpan.FromHours(48));
        Assert.Equal("", await desk.BlocksAsync("P-1"));
        Assert.Equal((1, 0), await desk.ScanAsync());
        var again = Assert.Single(await desk.NudgesAsync("P-1"));
        Assert.Equal((planned.Id, "planned", 2), (again.Id, again.State, again.Tries));
        Assert.NotEqual(planned.DeliveryId, again.DeliveryId);
    }

    [Fact]
    public async Task The_audit_says_what_was_asked_and_counts_what_stays_the_same()
    {
        // What another test vouched for at this very moment would be a reason to look again.
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.PlaceOneAsync("Q-1");
        await desk.ScanAsync();
        var id = Assert.Single(await desk.NudgesAsync("Q-1")).Id;
        Assert.Equal("not-applicable", await desk.OneAsync<string>(
            "select r ->> 'result' from collections.rule_checks, jsonb_array_elements(results) r where r ->> 'ruleId' = 'SENDING-OFF' "
            + $"and nudge_id = '{id}'"));
        for (var hour = 0; hour < 3; hour++)
        {
            await desk.ScanAsync();
            house.Clock.Advance(TimeSpan.FromHours(2));
        }

        await desk.ScanAsync();
        Assert.Equal("1 row, 4 times", await desk.OneAsync<string>(
            $"select count(*) || ' row, ' || sum(times) || ' times' from collections.rule_checks where nudge_id = '{id}'"));
    }

    [Fact]
    public async Task A_far_day_that_was_taken_before_stops_nobody()
    {
        await desk.PlaceOneAsync("R-1");
        await desk.AttestAllAsync();
        await house.Database.ExecuteAsync(Access.System("test", "tilbury"), $$"""
            insert into collections.attestations (client_id, id, fact, value, attested_by, attested_at) values ('tilbury', {{Guid.NewGuid()}},
              {{Facts.EmailBasis}}, '{"kind": "creditor-notice", "since": "2026-08-01", "optOutEnds": "9999-12-31"}', 'sup-1', {{house.Clock.Now}})
            """, Ct);
        Assert.Contains("EMAIL-BASIS", await desk.BlocksAsync("R-1"));
        await house.Get<HybridBpo.Collections.Nudges.PlanNudges>().RunAsync(Ct);
        Assert.Equal("blocked", Assert.Single(await desk.NudgesAsync("R-1")).State);
        // What another test vouches for comes after it.
        house.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task An_account_that_is_left_out_says_why_and_its_fact_is_asked_for()
    {
        await desk.PlaceAsync("S-1,C-S,Ann Marsh,s@example.com,+12125550123,,NY,12207,US");
        await desk.AttestAllAsync();
        await desk.PlaceAsync("S-2,C-S,Ann Marsh,s@example.com,+12125550123,,NY,12207,US");
        await desk.ScanAsync();
        Assert.Equal(["S-1"], (await desk.NudgesAsync("S-1")).Where(n => n.State == "planned").SelectMany(n => n.Accounts).Select(a =>
            a == Account.IdOf("tilbury", "S-1") ? "S-1" : "S-2"));
        Assert.Contains("VALID", Assert.Single((await desk.FileAsync("S-2")).Timeline, e => e.Kind == "blocked").Detail);
        Assert.DoesNotContain((await desk.FileAsync("S-1")).Timeline, e => e.Kind == "blocked");
        var file = (await desk.AccountAsync("S-2")).ImportId;
        Assert.Equal(1L, await desk.OneAsync<long>(
            $"select count(*) from collections.missing_facts where fact = 'validation-notice' and import_id = '{file}'"));
    }

    private async Task HoldAsync(string reference, DateTimeOffset until)
    {
        var account = await desk.AccountAsync(reference);
        var open = (await desk.NudgesAsync(reference)).Where(n => n.State is "planned" or "blocked").ToList();
        Assert.Null((await house.Store.DecideAsync<Account, Done>(
            House.Supervisor, "tilbury", account.Id, Guid.NewGuid(),
            state => PlaceHold.Decide(new PlaceHold(Guid.NewGuid(), "contact", until, "sup-1", "collector", ""), state, house.Clock.Now),
            (session, _) => Collections.Nudges.NudgeWriting.CancelNudges(session, account.PersonId, open, "on-hold", house.Clock.Now), Ct)).Refusal);
    }
}
