using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Demo;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Demo;

public class DemoPortfolioIsImportedTests(DemoHouse demo) : IClassFixture<DemoHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_account_and_every_line_of_its_balance_tells_the_file_and_row_from_which_it_came()
    {
        var imports = await demo.House.Get<ImportDesk>().ListAsync(DemoHouse.Reader, 0, 100, Ct);
        Assert.All(imports, i => Assert.Equal(("loaded", 0, 0, i.RowCount), (i.State, i.Quarantined, i.Unchanged, i.Added)));
        Assert.Equal(2000, imports.Where(i => i.Kind == ImportKinds.Placement).Sum(i => i.Added));
        Assert.Equal(0, await CountAsync("select count(*) from collections.transactions where import_id is null or import_line is null"));
        Assert.Equal(0, await CountAsync("select count(*) from collections.accounts where import_id is null or import_line is null"));

        var row = (await demo.House.Get<AccountBook>().TransactionsAsync(
            DemoHouse.Reader, "fernbrook", [Account.IdOf("fernbrook", "FB-200505")], Ct)).First(t => t.Type == TransactionTypes.Payment);
        var table = (await demo.House.Get<ImportDesk>().ReadAsync(DemoHouse.Reader, imports.Single(i => i.Id == row.ImportId), Ct)).Value;
        Assert.Equal(["FB-200505", row.Reference], table.Rows.Single(r => r.Line == row.ImportLine).Cells.Take(2));
    }

    [Fact]
    public async Task Balances_are_those_of_the_made_up_ledgers()
    {
        var made = PortfolioGenerator.Make(1, DateOnly.FromDateTime(demo.House.Clock.Now.UtcDateTime));
        foreach (var portfolio in made)
        {
            var kept = (await demo.House.Database.QueryAsync<Kept>(DemoHouse.Reader,
                $"select reference, balance_minor from collections.accounts where client_id = {portfolio.Client}", Ct))
                .ToDictionary(k => k.Reference, k => k.BalanceMinor);
            Assert.All(portfolio.Accounts, a => Assert.Equal(a.Transactions.Sum(t => t.Entry.EffectMinor), kept[a.Ref]));
        }
    }

    private Task<long> CountAsync(string sql) => demo.House.Database.SingleOrDefaultAsync<long>(DemoHouse.Reader, $"{Sql.Raw(sql)}", Ct);

    private sealed record Kept(string Reference, long BalanceMinor);
}
