using HybridBpo.Collections.Risk.Lifecycle;
using HybridBpo.Collections.Risk.Portfolio;

namespace HybridBpo.Collections.Tests.Risk;

public class TrainingWindowTests(House house) : IClassFixture<House>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_transactions_tell_how_far_outcomes_are_known()
    {
        await house.LoadAsync("placement", "AccountRef,DueDate,Balance,CustomerRef,Name\nW-1,2026-05-31,100.00,C-1,Ann\n", client: "oakmere");
        Assert.Null(await LastAsync());
        Assert.Null((await house.Get<TrainingRuns>().WindowAsync(House.Analyst, "oakmere", Ct))!.Last);

        await house.LoadAsync(
            "transactions", "AccountRef,TransactionRef,TransactionType,Amount,ProcessedAt\nW-1,P-1,payment,40.00,2026-06-30\n", client: "oakmere");
        Assert.Equal(new DateOnly(2026, 6, 30), await LastAsync());
        Assert.Equal(new DateOnly(2026, 6, 30), (await house.Get<TrainingRuns>().WindowAsync(House.Analyst, "oakmere", Ct))!.Last);
    }

    private async Task<DateOnly?> LastAsync() => (await house.Get<Portfolios>().LoadAsync(House.Analyst, "oakmere", Ct)).LastDay;
}
