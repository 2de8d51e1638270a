using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// <summary>What new facts closed is as a rule asked again: whoever may be asked learns nothing of the machine's answer in between.</summary>
public class WithdrawnVerdictTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private const string Canary = "canary-verdict";

    private readonly InboxHouse house = fixture.House;

    [Fact]
    public async Task A_withdrawn_case_stays_closed_to_whoever_could_judge_and_has_not()
    {
        var first = Asks.Plan("W-1", subject: "W-1", why: Canary);
        await house.OpenAsync(first);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        using var audra = house.As(Audra);
        await maren.TakeAsync(first);
        await maren.JudgeAsync(house, first);
        await house.SendAsync(CaseMessages.Withdraw, first.Client, new WithdrawCase(first.CaseId, first.Client, "payment-received"));

        Assert.False(await SeesAsync(tobias));
        Assert.True(await SeesAsync(maren));
        Assert.True(await SeesAsync(audra));

        // Asked again, it tells nothing any more to who judged it before, and has yet to judge the next.
        var again = Asks.Plan("W-2", subject: "W-1", why: "another");
        await house.OpenAsync(again);
        Assert.False(await SeesAsync(maren));
        Assert.False(await SeesAsync(tobias));

        async Task<bool> SeesAsync(House.Person who)
        {
            var page = (await who.SeeAsync(first)).Body.Contains(Canary);
            Assert.Equal(page, (await who.GetAsync($"/api{House.Person.PathOf(first)}")).Body.Contains(Canary));
            return page;
        }
    }
}
