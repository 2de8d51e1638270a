using System.Net;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Practising;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// New staff practise apart from all work.
public sealed class PracticeTests : IAsyncLifetime
{
    private static readonly Access Test = Access.System("test");
    private TestDatabase database = null!;
    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database, relay: true, undoSeconds: 1);
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Each_answer_is_told_what_is_right_and_nothing_else_in_the_house_changes()
    {
        var decided = await house.DecidedAsync("INV-4001", Ines);
        using var sara = house.As(Sara);
        await sara.MakeAsync(decided, "INV-7001", Purposes.Practice);
        await house.Get<SeedReserve>().RunAsync(Ct);
        var before = await RowsAsync();
        using var maren = house.As(Maren);
        var (_, page, at) = await maren.PostAsync("/inbox/practice/next");
        Assert.Contains("Linden Supplies", page);
        foreach (var kept in new[] { "The bank account was changed", "Right is", "Within the limit", "would have proposed" })
        {
            Assert.DoesNotContain(kept, page);
        }

        Assert.Contains("Choose one of the answers", (await maren.PostAsync(at!, ("choice", "burn"))).Body);
        var told = (await maren.PostAsync(at!, ("choice", "pay"))).Body;
        Assert.Contains("Not this time", told);
        Assert.Contains("Right is “Hold it back”", told);
        Assert.Contains("The bank account was changed a day before.", told);
        Assert.Contains("and been wrong", told);
        // The first answer stays.
        Assert.Contains("Not this time", (await maren.PostAsync(at!, ("choice", "hold"))).Body);
        Assert.Equal("/inbox/practice", (await maren.PostAsync("/inbox/practice/next")).To);
        Assert.Equal(before, await RowsAsync());
        using var rita = house.As(Rita);
        Assert.Equal(HttpStatusCode.NotFound, (await rita.GetAsync(at!)).Status);
        using var otto = house.As(Otto);
        Assert.Equal(HttpStatusCode.NotFound, (await otto.GetAsync(at!)).Status);
        Assert.Null(await maren.NextSeedAsync(house));
    }

    [Theory]
    [InlineData(19, 19, false)]
    [InlineData(20, 16, true)]
    [InlineData(20, 15, false)]
    public void Ready_is_who_had_sixteen_of_the_last_twenty_right(long last, long right, bool ready) =>
        Assert.Equal(ready, new Progress(Maren, last, right, last, right, default).IsReady);

    [Fact]
    public async Task A_supervisor_sees_who_is_ready_by_the_last_twenty()
    {
        // Ten wrong at first, then twenty of which seventeen are right.
        await house.Database.ExecuteAsync(Test, $"""
            insert into inbox.practice_answers (client_id, sample_id, user_id, choice, is_right, answered_at)
            select 'fernbrook', gen_random_uuid(), {Maren}, 'x', i > 13, now() - make_interval(mins => 60 - i) from generate_series(1, 30) as i
            """, Ct);
        using var sara = house.As(Sara);
        var page = (await sara.GetAsync("/supervision/practice")).Body;
        Assert.Contains("Maren K.", page);
        Assert.Contains("17 of 20", page);
        Assert.Contains("ready</span>", page);
        using var otto = house.As(Otto);
        Assert.Equal(HttpStatusCode.Forbidden, (await otto.GetAsync("/supervision/practice")).Status);
        using var maren = house.As(Maren);
        Assert.Contains("your supervisor sees that you are ready", (await maren.GetAsync("/inbox/practice")).Body);
    }

    private async Task<string> RowsAsync() => (await house.Database.SingleOrDefaultAsync<string>(Test, $"""
        select concat_ws(' ', (select count(*) from inbox.cases), (select count(*) from inbox.outcomes), (select count(*) from inbox.oversight_hands),
          (select count(*) from inbox.oversight_decisions), (select count(*) from inbox.seeds),
          (select count(*) from events.mt_events), (select count(*) from platform.messages))
        """, Ct))!;
}
