using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Accounts;

/// <summary>Every line of a balance can be seen, with the file and row it came from, however many there are.</summary>
public class BalanceProofTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static readonly DateOnly First = new(2025, 1, 1);

    private async Task<string> PlaceAsync(string reference, int lines, Guid? import = null)
    {
        var id = Account.IdOf(AccountHost.Client, reference);
        return await host.PlaceAsync(reference, import: import, transactions:
        [
            .. Enumerable.Range(0, lines).Select(i => new TransactionEntry(
                id, $"T-{i:0000}", i % 3 == 2 ? TransactionTypes.Payment : TransactionTypes.Charge, i % 3 == 2 ? -900 : 1_000,
                new DateTimeOffset(First.AddDays(i / 10), new TimeOnly(12, 0), TimeSpan.Zero), First.AddDays(i / 10), null, import, i + 2)),
        ]);
    }

    private async Task<Guid> FileAsync(string name)
    {
        var import = (await host.Get<ImportDesk>().UploadAsync(AccountHost.Users["ines"], AccountHost.Client, "transactions", name,
            System.Text.Encoding.UTF8.GetBytes($"AccountRef,Amount\n{name},1\n"), null, TestContext.Current.CancellationToken)).Value;
        return import.Id;
    }

    [Fact]
    public async Task The_account_page_shows_the_last_lines_and_leads_to_all_of_them()
    {
        var path = await PlaceAsync("P-28", 28, await FileAsync("payments-0703.csv"));
        var body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains("the last 12 of 28 lines", body);
        Assert.Contains("After line 16", body);
        Assert.Contains("payments-0703.csv row 29", body);
        Assert.DoesNotContain("payments-0703.csv row 17<", body);
        Assert.Contains("The lines add up to the balance to the cent.", body);
        Assert.Contains($"href=\"{path}/proof\"", body);

        // Files are opened by those who may open them.
        var all = (await host.As("maren").GetAsync($"{path}/proof")).Body;
        Assert.Contains("payments-0703.csv row 2<", all);
        Assert.Contains("payments-0703.csv row 29<", all);
        Assert.DoesNotContain("href=\"/imports/", all);
        Assert.Contains("href=\"/imports/tilbury/", (await host.As("ines").GetAsync($"{path}/proof")).Body);
    }

    [Fact]
    public async Task Three_thousand_lines_are_turned_page_by_page_and_each_page_begins_where_the_last_one_ended()
    {
        var path = await PlaceAsync("P-3000", 3000);
        var maren = host.As("maren");
        var first = (await maren.GetAsync($"{path}/proof")).Body;
        Assert.Contains(">Start</td>", first);
        Assert.Contains("1–100 of 3,000", first);
        var second = (await maren.GetAsync($"{path}/proof?page=2")).Body;
        // Of the first hundred lines 67 are charges of 10 and 33 payments of 9.
        Assert.Contains("After line 100", first);
        Assert.Contains("After line 100", second);
        Assert.Contains("$373.00", first);
        Assert.Contains("$373.00", second);
        var last = (await maren.GetAsync($"{path}/proof?page=30")).Body;
        Assert.Contains("All 3,000 lines add up to $11,000.00 to the cent.", last);
        var past = await maren.GetAsync($"{path}/proof?page=31");
        Assert.Contains("There are only 30 pages", past.Body);
        Assert.Contains($"{path}/proof?page=30", past.Body);
    }

    [Fact]
    public async Task The_export_holds_every_line_with_its_source_and_the_running_sum()
    {
        var path = await PlaceAsync("P-30", 30, await FileAsync("=sum.csv"));
        var lines = (await host.As("noor").GetAsync($"{path}/proof.csv")).Body.TrimEnd().Split('\n');
        Assert.Equal(31, lines.Length);
        Assert.Equal("line,date,what,due_on,reference,file,row,currency,amount_minor,balance_minor,also_in", lines[0]);
        Assert.Equal("3,2025-01-01,charge,,T-0003,'=sum.csv,5,USD,1000,3000,", lines[3]);
        Assert.EndsWith(",11000,", lines[^1], StringComparison.Ordinal);
        Assert.Equal(404, (await host.As("maren").GetAsync($"/accounts/oakmere/{AccountHost.Id(path)}/proof")).Status);
    }
}
