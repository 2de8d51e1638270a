using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Supervision;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// What nobody can take is found and forgotten however many stand before it.
public sealed class LongStrandedTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private static readonly Access Watch = Access.System("test");

    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Behind_a_thousand_that_somebody_can_take()
    {
        var asks = Enumerable.Range(0, Stranded.MostOfQueue).Select(i => Asks.Plan($"B-{i:0000}", dueInHours: 2, notFor: [Otto])).ToList();
        var nobodys = Asks.Plan("B-last", dueInHours: 3, notFor: [.. house.People.Ids]);
        await OpenAsync("fernbrook", [.. asks, nobodys]);
        var found = await house.Get<Stranded>().NobodyCanTakeAsync(Access.System("test", "fernbrook"), null, Ct);
        Assert.Equal([nobodys.CaseId], found.Select(row => row.CaseId));
    }

    [Fact]
    public async Task Who_comes_to_take_one_behind_a_thousand_others_ends_its_time_alone()
    {
        const string Comer = "comer";
        var ids = house.People.Ids.ToArray();
        var asks = Enumerable.Range(0, Stranded.MostOfQueue + 1)
            .Select(i => Asks.Plan($"C-{i:0000}", client: "castlegate", notFor: [.. ids, Comer])).OrderBy(ask => $"{ask.CaseId}").ToList();
        asks[^1] = asks[^1] with { NotFor = ids };
        await OpenAsync("castlegate", asks);
        await house.Get<Stranded>().MarkAsync(Watch, Ct);
        await house.Get<Stranded>().MarkAsync(Watch, Ct);
        Assert.Equal(asks.Count, (await MarkedAsync()).Count);

        house.People.Add(Person(Comer, "Cora M.", ["castlegate"], Roles.Collector));
        await house.Get<Stranded>().MarkAsync(Watch, Ct);
        Assert.Equal([asks[^1].CaseId], asks.Select(ask => ask.CaseId).Except(await MarkedAsync()));
    }

    private Task<IReadOnlyList<Guid>> MarkedAsync() => house.Database.QueryAsync<Guid>(Watch,
        $"select case_id from inbox.timers where client_id = 'castlegate' and stranded_since is not null", Ct);

    private async Task OpenAsync(string client, IReadOnlyList<OpenCase> asks) => Assert.All(
        await house.Get<OpenManyCases>().OpenAsync(Access.System("test", client), client, asks, Ct), answer => Assert.True(answer.Value));
}
