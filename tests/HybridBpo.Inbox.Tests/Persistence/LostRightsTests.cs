using System.Net;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Supervision;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Persistence;

/// Somebody is switched off, or loses a client or a role, while holding cases.
public class LostRightsTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_person_holds_of_a_client_they_lost_is_free_at_once_and_the_rest_stays()
    {
        var (lost, aside, kept) = (Asks.Plan("L-1"), Asks.Plan("L-2", dueInHours: 30), Asks.Plan("L-3", client: "castlegate"));
        using var nora = Join("nora");
        await TakeAsync(nora, lost, aside, kept);
        await nora.ActAsync(aside, "snooze", ("command", $"{Guid.NewGuid()}"), ("token", "1"),
            ("until", DateTimeOffset.UtcNow.AddHours(2).ToString("O")));

        house.People.Add(Person("nora", "Nora F.", ["castlegate"], Roles.Collector));
        await TellAsync("nora");
        await TellAsync("nora");

        Assert.Equal((null, null), (await house.RowAsync(lost)) is var row ? (row.Holder, row.LeaseUntil) : default);
        Assert.Equal((null, null), (await house.RowAsync(aside)) is var free ? (free.SnoozedBy, free.SnoozedUntil) : default);
        Assert.Equal("nora", (await house.RowAsync(kept)).Holder);
        using var tobias = house.As(Tobias);
        Assert.Contains("L-2", (await tobias.GetAsync("/inbox/queue")).Body);
        await tobias.TakeAsync(lost);
        Assert.Contains("Taken from Nora F., who may judge it no longer", (await tobias.SeeAsync(lost)).Body);
        Assert.Equal(HttpStatusCode.Conflict, (await nora.TryJudgeAsync(house, kept, token: 99)).Status);
    }

    [Fact]
    public async Task Another_role_that_still_judges_keeps_the_case()
    {
        var ask = Asks.Plan("L-4");
        using var nora = Join("nils");
        await TakeAsync(nora, ask);
        house.People.Add(Person("nils", "Nils B.", ["fernbrook"], Roles.Supervisor));
        await TellAsync("nils");
        Assert.Equal("nils", (await house.RowAsync(ask)).Holder);

        house.People.Add(Person("nils", "Nils B.", ["fernbrook"], Roles.Analyst));
        await TellAsync("nils");
        Assert.Null((await house.RowAsync(ask)).Holder);
    }

    [Fact]
    public async Task What_was_missed_at_once_is_free_within_the_minute()
    {
        var ask = Asks.Plan("L-5");
        using var nora = Join("olaf");
        await TakeAsync(nora, ask);
        house.People.Add(Person("olaf", "Olaf S.", [], Roles.Collector));

        await house.Get<InboxWatch>().RunAsync(Ct);

        Assert.Null((await house.RowAsync(ask)).Holder);
    }

    private Person Join(string id)
    {
        house.People.Add(Person(id, "Nora F.", ["fernbrook", "castlegate"], Roles.Collector));
        return house.As(id);
    }

    private async Task TakeAsync(Person person, params OpenCase[] asks)
    {
        foreach (var ask in asks)
        {
            await house.OpenAsync(ask);
            await person.TakeAsync(ask);
        }
    }

    private async Task TellAsync(string person)
    {
        foreach (var observer in house.Services.GetServicesOf<IUserObserver>())
        {
            await observer.RightsChangedAsync(person, house.People.Of(Sara).Actor, Ct);
        }
    }
}
