using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Persistence;

public class TakingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_workers_racing_for_the_next_case_never_hold_the_same_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database);
        var workers = Enumerable.Range(1, 50).Select(i => Person($"w{i}", $"Worker {i}", ["fernbrook"], Roles.Collector)).ToList();
        workers.ForEach(house.People.Add);
        for (var i = 0; i < 40; i++)
        {
            await house.OpenAsync(Asks.Plan($"R-{i}", subject: $"S-{i}"));
        }

        var taking = house.Get<Taking>();
        var taken = await Task.WhenAll(workers.Select(worker => Task.Run(() => taking.NextAsync(worker, Guid.NewGuid(), null, Ct))));

        var held = taken.Where(result => result.Refusal is null).Select(result => result.Value.CaseId).ToList();
        Assert.Equal(40, held.Count);
        Assert.Equal(40, held.Distinct().Count());
        Assert.All(taken.Where(result => result.Refusal is not null), result => Assert.IsType<NothingIsFree>(result.Refusal));
        Assert.Equal(40, await house.Database.SingleOrDefaultAsync<long>(Access.System("test"),
            $"select count(distinct holder) from inbox.cases where lease_until > now()", Ct));
    }

    [Fact]
    public async Task Cases_about_one_person_go_to_one_worker()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database);
        var workers = Enumerable.Range(1, 12).Select(i => Person($"w{i}", $"Worker {i}", ["fernbrook"], Roles.Collector)).ToList();
        workers.ForEach(house.People.Add);
        for (var i = 0; i < 6; i++)
        {
            await house.OpenAsync(Asks.Plan($"R-{i}", subject: "one and the same"));
        }

        var taking = house.Get<Taking>();
        var taken = await Task.WhenAll(workers.Select(worker => Task.Run(() => taking.NextAsync(worker, Guid.NewGuid(), null, Ct))));

        var winner = workers[Array.FindIndex(taken, result => result.Refusal is null)];
        Assert.Single(taken, result => result.Refusal is null);
        var second = await taking.NextAsync(winner, Guid.NewGuid(), null, Ct);
        Assert.NotEqual(taken.Single(result => result.Refusal is null).Value.CaseId, second.Value.CaseId);

        using var loser = house.As(workers.First(worker => worker != winner).Actor.Id);
        var (status, body, _) = await loser.ActAsync(Asks.Plan("R-5", subject: "one and the same"), "take");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("another case of the same person", body);
    }

    [Fact]
    public async Task Next_knows_urgency_then_due_time()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database);
        await house.OpenAsync(Asks.Plan("soon", dueInHours: 1));
        await house.OpenAsync(Asks.Plan("urgent late", urgency: 2, dueInHours: 30));
        await house.OpenAsync(Asks.Plan("high", urgency: 1, dueInHours: 50));
        await house.OpenAsync(Asks.Plan("elsewhere", urgency: 2, client: "castlegate"));
        await house.OpenAsync(Asks.Plan("asked by Ines", urgency: 2, notFor: [Ines]));
        await house.OpenAsync(Asks.Screening("not her kind"));

        var ines = house.People.Of(Ines);
        var order = new List<string>();
        while (await house.Get<Taking>().NextAsync(ines, Guid.NewGuid(), null, Ct) is { Refusal: null } taken && order.Count < 6)
        {
            var row = await house.Get<Queue.CaseRows>().FindAsync(ines, "fernbrook", taken.Value.CaseId, Ct);
            if (order.Contains(row!.Reference))
            {
                break;
            }

            order.Add(row.Reference);
        }

        Assert.Equal(["urgent late", "high", "soon"], order);
    }

    [Fact]
    public async Task An_expired_lease_is_taken_over_and_the_stale_token_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database);
        var ask = Asks.Plan("FB-1");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(ask);
        Assert.Equal(HttpStatusCode.Conflict, (await tobias.ActAsync(ask, "take")).Status);

        await ExpireAsync(house);
        await tobias.TakeAsync(ask);
        var (status, body, _) = await maren.TryJudgeAsync(house, ask, token: 1);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Somebody else holds this case now", body);
        Assert.Contains("Tobias R. holds", body);
        Assert.Equal(HttpStatusCode.Conflict, (await maren.ActAsync(ask, "renew", ("token", "1"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await tobias.ActAsync(ask, "renew", ("token", "2"))).Status);
    }

    [Fact]
    public async Task A_holder_whose_lease_ran_out_untaken_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database);
        var ask = Asks.Plan("FB-1");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await ExpireAsync(house);

        Assert.Equal(HttpStatusCode.OK, (await maren.ActAsync(ask, "renew", ("token", "1"))).Status);
        await maren.JudgeAsync(house, ask);
    }

    [Fact]
    public async Task A_reservation_whose_host_died_runs_out_and_leaves_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database);
        var ask = Asks.Plan("FB-1");
        await house.OpenAsync(ask);
        Assert.NotNull(await house.Get<CaseLeases>().ReserveAsync(house.People.Of(Maren), ask.Client, ask.CaseId, Ct));
        Assert.Null((await house.Get<CaseDesk>().LoadAsync(house.People.Of(Maren), ask.Client, ask.CaseId, Ct))!.Holder);

        await ExpireAsync(house);
        await using var restarted = await InboxHouse.StartAsync(database);
        using var tobias = restarted.As(Tobias);
        await tobias.TakeAsync(ask);
        await tobias.JudgeAsync(restarted, ask);

        Assert.Equal((Tobias, 2L), (await restarted.RowAsync(ask)) is var row ? (row.Holder, row.Token) : default);
    }

    [Fact]
    public async Task Taking_again_keeps_the_token_and_giving_back_frees_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database);
        var ask = Asks.Plan("FB-1");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(ask);
        await maren.TakeAsync(ask);
        Assert.Equal(1, (await house.RowAsync(ask)).Token);

        Assert.Equal("/inbox", (await maren.ActAsync(ask, "release", ("token", "1"), ("command", $"{Guid.NewGuid()}"))).To);
        await tobias.TakeAsync(ask);
        var state = await house.Get<CaseDesk>().LoadAsync(tobias.Access, ask.Client, ask.CaseId, Ct);
        Assert.Equal((Tobias, Stages.Open), (state!.Holder, state.Stage));
    }

    private static Task<int> ExpireAsync(InboxHouse house) => house.Database.ExecuteAsync(Access.System("test"), $"""
        with gone as (update inbox.subjects set until = now() - interval '1 second')
        update inbox.cases set lease_until = now() - interval '1 second' where holder is not null
        """, Ct);
}
