using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Import;

public class TransactionFileTests
{
    private const string Head = "AccountRef,TransactionRef,TransactionType,Amount,ProcessedAt\n";

    private static readonly DateTimeOffset Now = new(2026, 10, 14, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Payment", -12000)]
    [InlineData("PMT", -12000)]
    [InlineData("credit note", -12000)]
    [InlineData("Reversal", 12000)]
    [InlineData("NSF", 12000)]
    [InlineData("Late fee", 12000)]
    [InlineData("Invoice", 12000)]
    public void A_type_says_which_way_the_balance_goes(string type, long effect) =>
        Assert.Equal(effect, Read($"A-1,T-1,{type},120.00,2026-09-01\n").Good[0].EffectMinor);

    [Fact]
    public void Only_an_adjustment_may_be_below_zero()
    {
        Assert.Equal(-500, Read("A-1,T-1,Adjustment,-5.00,2026-09-01\n").Good[0].EffectMinor);
        Assert.Contains("below zero", Read("A-1,T-1,Payment,-5.00,2026-09-01\n").Bad[0].Errors[0].Reason);
    }

    [Theory]
    [InlineData("A-1,T-1,Payment,120.00,2026-10-20", "ProcessedAt", "future")]
    [InlineData("A-1,T-1,Settle,120.00,2026-09-01", "TransactionType", "not a type we know")]
    [InlineData("A-1,,Payment,120.00,2026-09-01", "TransactionRef", "Transaction reference is missing")]
    [InlineData("A-1,T-1,Payment,0.00,2026-09-01", "Amount", "zero moves nothing")]
    public void A_bad_cell_names_column_and_reason(string row, string column, string says)
    {
        var error = Assert.Single(Assert.Single(Read(row + "\n").Bad).Errors);
        Assert.Equal(column, error.Column);
        Assert.Contains(says, error.Reason);
    }

    [Fact]
    public void A_moment_with_an_offset_is_kept_and_a_bare_day_is_noon()
    {
        var rows = Read("A-1,T-1,Payment,1.00,2026-09-01T23:30:00-04:00\nA-1,T-2,Payment,1.00,2026-09-01\n").Good;
        Assert.Equal(new DateTimeOffset(2026, 9, 2, 3, 30, 0, TimeSpan.Zero), rows[0].ProcessedAt);
        Assert.Equal(new DateTimeOffset(2026, 9, 1, 12, 0, 0, TimeSpan.Zero), rows[1].ProcessedAt);
    }

    [Fact]
    public void The_same_reference_twice_with_other_content_keeps_both_out()
    {
        var read = Read("A-1,T-1,Payment,1.00,2026-09-01\nA-2,T-1,Payment,1.00,2026-09-01\n");
        Assert.Empty(read.Good);
        Assert.All(read.Bad, b => Assert.StartsWith("line 3 repeats the reference of line 2 with another account reference", b.Errors[0].Reason));
    }

    [Fact]
    public void The_same_amount_written_another_way_is_the_same_payment()
    {
        var read = Read("A-1,T-1,Payment,1000.00,2026-09-01\nA-1,T-1,Payment,\"1,000\",2026-09-01\n");
        Assert.Equal((1, 1, 0), (read.Good.Count, read.Repeated, read.Bad.Count));
    }

    private static ReadRows<TransactionRow> Read(string rows)
    {
        var table = CsvTableTests.Table(Head + rows);
        var mapping = Mapping.Propose(table, ImportKinds.Transactions, "USD").Mapping with { AmountFormat = "point", DateFormat = "yyyy-MM-dd" };
        return ReadFile.Transactions(table, mapping, "USD", Now);
    }
}
