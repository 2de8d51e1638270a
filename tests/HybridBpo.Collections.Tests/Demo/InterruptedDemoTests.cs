using HybridBpo.Collections.Demo;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Reconciling;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Demo;

/// <summary>Somebody stops the host while it fills the demo, and starts it again the next morning.</summary>
public class InterruptedDemoTests(House house) : IClassFixture<House>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_demo_that_was_broken_off_is_filled_on_a_later_day_as_if_it_were_the_first()
    {
        var first = DateOnly.FromDateTime(house.Clock.Now.UtcDateTime);
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            var filling = house.Get<SeedDemo>().RunAsync(1, stop.Token);
            while (!filling.IsCompleted && await CountAsync("collections.imports where state = 'loaded'") < 3) await Task.Delay(20, Ct);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => filling);
        }

        Assert.InRange(await CountAsync("collections.accounts"), 1, 1999);
        house.Clock.Advance(TimeSpan.FromDays(1));
        await house.Get<SeedDemo>().RunAsync(1, Ct);

        Assert.Equal(0, await CountAsync("collections.quarantine"));
        Assert.DoesNotContain(await house.SentAsync<OpenCase>(CaseMessages.Open), c => c.Kind == ReconciliationCase.CaseKind);
        var imports = await house.Get<ImportDesk>().ListAsync(DemoHouse.Reader, 0, 200, Ct);
        Assert.All(imports, i => Assert.Equal(("loaded", 0, i.RowCount), (i.State, i.Unchanged, i.Added)));
        foreach (var portfolio in PortfolioGenerator.Make(1, first))
        {
            Assert.Equal(DemoFiles.Of(portfolio).Select(f => f.Name).Order(),
                imports.Where(i => i.ClientId == portfolio.Client).Select(i => i.FileName).Order());
            var kept = (await house.Database.QueryAsync<Kept>(DemoHouse.Reader,
                $"select reference, balance_minor from collections.accounts where client_id = {portfolio.Client}", Ct))
                .ToDictionary(k => k.Reference, k => k.BalanceMinor);
            Assert.Equal(portfolio.Accounts.ToDictionary(a => a.Ref, a => a.Transactions.Sum(t => t.Entry.EffectMinor)), kept);
        }
    }

    private Task<long> CountAsync(string what) =>
        house.Database.SingleOrDefaultAsync<long>(DemoHouse.Reader, $"select count(*) from {Sql.Raw(what)}", Ct);

    private sealed record Kept(string Reference, long BalanceMinor);
}
