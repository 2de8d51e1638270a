using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Collections.Tests.Nudges;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Protection;

/// <summary>The case of a hardship stands beside the one of the machine: neither hides the other, and neither takes its room.</summary>
public class HardshipCaseTests(House house) : IClassFixture<House>
{
    private static readonly Access Collector = new(new Actor(Actor.Person, "col-1", "Maren K."), ["tilbury", "oakmere"], [Roles.Collector]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Paid_in_full_withdraws_both()
    {
        var desk = new Desk(house);
        await desk.PlaceOneAsync("B-1");
        await desk.PlaceOneAsync("B-2");
        var (own, account) = (Guid.NewGuid(), await desk.AccountAsync("B-1"));
        var session = house.Store.OpenSession("tilbury", Access.System("test"));
        session.Append(account.Id, new AccountFlagged(own, "R-01", "days-late", new DateOnly(2026, 10, 13)));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        await TellAsync(desk, "B-1");
        await TellAsync(desk, "B-2");
        var beside = Assert.Single(await house.SentAsync<OpenCase>(CaseMessages.Open), c => c.Reference == "B-1").CaseId;
        Assert.Equal(own, (await desk.AccountAsync("B-1")).CaseId);

        await house.LoadAsync("transactions", """
            AccountRef,TransactionRef,TransactionType,Amount,ProcessedAt
            B-1,P-1,payment,50.00,2026-10-13
            B-2,P-2,payment,20.00,2026-10-13
            """);
        var sent = await house.SentAsync<WithdrawCase>(CaseMessages.Withdraw);
        Assert.Equal("payment-received", Assert.Single(sent, w => w.Reason != "paid-in-full").Reason);
        var withdrawn = sent.Where(w => w.Reason == "paid-in-full");
        Assert.Equal(new[] { own, beside }.Order(), withdrawn.Select(w => w.CaseId).Order());
        Assert.All(withdrawn, w => Assert.Equal(("tilbury", "paid-in-full"), (w.Client, w.Reason)));
    }

    [Fact]
    public async Task It_takes_no_room_of_the_day_and_is_not_asked_about_twice()
    {
        var desk = new Desk(house, "oakmere");
        var client = (await house.Get<Clients>().GetAsync(House.Supervisor, "oakmere", Ct))!;
        var room = FlagPolicy.On(new DateOnly(2026, 10, 13)).PerDay;
        await desk.PlaceAsync([.. Enumerable.Range(0, room + 1).Select(n => $"R-{n},C-R{n},P {n},r{n}@example.com,,,,,,2026-03-01,50.00")]);
        await TellAsync(desk, "R-0");
        // Somebody ends the pause; the case that it opened still asks.
        var pause = Assert.Single((await desk.FileAsync("R-0")).State.Holds);
        Assert.Null((await house.Store.DecideAsync<Account, Done>(House.Supervisor, "oakmere", (await desk.AccountAsync("R-0")).Id, Guid.NewGuid(),
            state => Negotiation.ReleaseHold.Decide(new(pause.Id, "sup-1", "Works again"), state, house.Clock.Now), null, Ct)).Refusal);

        Assert.Equal(room, (await house.Get<ScorePortfolio>().RunAsync(client, Ct)).Flagged);
        Assert.Single(await house.SentAsync<OpenCase>(CaseMessages.Open), c => c.Client == "oakmere" && c.Reference == "R-0");
    }

    private async Task TellAsync(Desk desk, string reference) => Assert.Null((await house.Get<Protections>().NoteAsync(
        Collector, await desk.AccountAsync(reference), new NoteProtection(Told.Hardship, "letter", house.Clock.Now, "Lost her job.", "col-1"),
        Guid.NewGuid(), Ct)).Refusal);
}
