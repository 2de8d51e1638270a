using System.Net;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// "Next case" as somebody presses it: twice on a slow line, or over and over.
public sealed class NextTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private InboxHouse house = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database);
        for (var i = 0; i < 12; i++)
        {
            await house.OpenAsync(Asks.Plan($"N-{i:00}", dueInHours: 2 + i));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task The_same_form_sent_again_comes_to_the_same_case()
    {
        using var maren = house.As(Maren);
        var command = Guid.NewGuid();
        var together = await Task.WhenAll(NextAsync(maren, command), NextAsync(maren, command), NextAsync(maren, command));
        Assert.Single(together.Distinct());
        Assert.Equal(1, await HeldAsync(Maren));

        await maren.JudgeAsync(house, Asks.Plan("N-00"));
        await maren.DecideAsync(house, Asks.Plan("N-00"));
        Assert.Equal(together[0], await NextAsync(maren, command));
        Assert.Equal(0, await HeldAsync(Maren));
        Assert.NotEqual(together[0], await NextAsync(maren, Guid.NewGuid()));
        using var tobias = house.As(Tobias);
        Assert.NotEqual(together[0], await NextAsync(tobias, command));
    }

    [Fact]
    public async Task Pressing_it_over_and_over_comes_back_to_what_one_holds_and_has_not_judged()
    {
        using var maren = house.As(Maren);
        var seen = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            var after = seen.Count == 0 ? "" : seen[^1].Split('/')[^1];
            var (status, body, to) = await maren.PostAsync("/inbox/next", ("command", $"{Guid.NewGuid()}"), ("after", after));
            Assert.Equal(HttpStatusCode.OK, status);
            seen.Add(to!);
            if (i < Taking.MostUnjudged)
            {
                Assert.DoesNotContain("wait for your judgement", body);
            }
        }

        Assert.Equal(Taking.MostUnjudged, await HeldAsync(Maren));
        Assert.Equal(Taking.MostUnjudged, seen.Distinct().Count());
        // Each of them comes round again.
        Assert.Equal(seen.Distinct().Order(), seen.TakeLast(3).Order());
        using var tobias = house.As(Tobias);
        Assert.Contains("N-03", (await tobias.GetAsync("/inbox/queue")).Body);

        await maren.JudgeAsync(house, Asks.Plan("N-00"));
        Assert.DoesNotContain(await NextAsync(maren, Guid.NewGuid()), seen);
    }

    [Fact]
    public async Task Fifty_at_once_by_one_person_hold_no_more_than_three()
    {
        var maren = house.People.Of(Maren);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() =>
            house.Get<Taking>().NextAsync(maren, Guid.NewGuid(), null, TestContext.Current.CancellationToken))));
        Assert.Equal(Taking.MostUnjudged, await HeldAsync(Maren));
    }

    private static async Task<string> NextAsync(Person person, Guid command) =>
        (await person.PostAsync("/inbox/next", ("command", $"{command}"))).To!;

    private Task<long> HeldAsync(string person) => house.Database.SingleOrDefaultAsync<long>(Access.System("test"),
        $"select count(*) from inbox.cases where holder = {person} and lease_until > now()", TestContext.Current.CancellationToken);
}
