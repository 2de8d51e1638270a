using System.Text.Json;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Statements;

public class BaiSampleTests
{
    [Theory]
    [InlineData("moov-sample1.txt")]
    [InlineData("moov-sample2.txt")]
    [InlineData("venturehacks-daily.bai2")]
    [InlineData("venturehacks-daily_with_summary.bai2", "opening balance and the entries make")]
    [InlineData("venturehacks-eod.bai2")]
    [InlineData("venturehacks-eod_with_slash_in_text.bai2")]
    public void A_sample_says_what_is_known_of_it(string name, string? problem = null)
    {
        var read = Bank.Sample("bai2", name).Value;
        Assert.Equal("BAI2", read.Format);
        var accounts = Bank.Truth("bai2", name).GetProperty("groups").EnumerateArray()
            .SelectMany(g => g.GetProperty("accounts").EnumerateArray().Select(a => (Group: g, Account: a))).ToList();
        Assert.Equal(accounts.Count, read.Statements.Count);
        foreach (var (statement, (group, account)) in read.Statements.Zip(accounts)) Same(statement, group, account);
        // Control totals and counts agree in every sample.
        if (problem is null) Assert.Empty(read.Problems);
        else Assert.Contains(problem, Assert.Single(read.Problems).What);
    }

    [Fact]
    public void What_does_not_begin_as_it_should_is_refused() =>
        Assert.Contains("none of camt.052", Bank.Sample("bai2", "moov-sample-parseError.txt").Refusal!.Message);

    private static void Same(Statement read, JsonElement group, JsonElement truth)
    {
        Assert.Equal(truth.Text("account"), read.Account);
        string?[] currencies = [truth.Text("currency"), group.Text("currency"), "USD"];
        Assert.Equal(currencies.First(c => !string.IsNullOrEmpty(c)), read.Currency);
        Assert.Equal(truth.Part("opening_ledger_010")?.GetInt64(), read.OpeningMinor);
        Assert.Equal(truth.Part("closing_ledger_015")?.GetInt64(), read.ClosingMinor);
        Assert.Equal(truth.GetProperty("transactions").GetInt32(), read.Entries.Count);
        Assert.Equal(truth.GetProperty("sum_credits_101_399").GetInt64(), read.Entries.Where(e => e.Credit).Sum(e => e.AmountMinor));
        Assert.Equal(truth.GetProperty("sum_debits_401_699").GetInt64(), read.Entries.Where(e => !e.Credit).Sum(e => e.AmountMinor));
        if (truth.Part("first_transaction") is not { } first) return;
        var entry = read.Entries[0];
        Assert.Equal(first.GetProperty("amount_minor_units").GetInt64(), entry.AmountMinor);
        Assert.Equal(group.Text("as_of_date"), entry.BookingDate?.ToString("yyMMdd"));
        var references = new[] { first.Text("customer_reference"), first.Text("bank_reference") };
        Assert.Equal(references.FirstOrDefault(r => !string.IsNullOrEmpty(r)), entry.Reference);
        var more = first.GetProperty("continuation_lines").EnumerateArray().Select(l => l.GetString()!.TrimEnd('/', ',', ' '));
        var text = more.Prepend(first.Text("text")!);
        Assert.Equal(string.Join(' ', text.Where(t => t.Length > 0)), entry.Remittance ?? "");
    }
}
