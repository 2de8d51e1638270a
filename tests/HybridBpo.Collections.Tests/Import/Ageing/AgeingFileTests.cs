using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Ageing;

namespace HybridBpo.Collections.Tests.Import.Ageing;

/// <summary>What an ageing list says, row by row, before anything is compared.</summary>
public class AgeingFileTests
{
    private const string Head = "Customer,Invoice Number,Invoice Date,Due Date,Total,Paid,Credited,Amount Due,Current,1-30,31-60,61-90,90+\n";

    [Fact]
    public void Its_columns_are_known_and_a_good_row_is_read_whole()
    {
        var read = Read("Ann,I-1,2026-08-01,2026-09-01,100.00,20.00,5.00,75.00,,,75.00,,\n", AgeingBases.Due);
        var row = Assert.Single(read.Good);
        Assert.Equal(("I-1", new DateOnly(2026, 8, 1), new DateOnly(2026, 9, 1), 7_500L), (row.AccountRef, row.InvoicedOn, row.DueOn, row.DueMinor));
        Assert.Equal([0, 0, 7_500, 0, 0], row.Buckets);
    }

    [Theory]
    [InlineData("Ann,I-1,2026-08-01,2026-09-01,100.00,20.00,5.00,80.00,,,80.00,,", "Total", "paid, credited and due make $105.00 together")]
    [InlineData("Ann,I-1,2026-08-01,2026-09-01,100.00,20.00,5.00,75.00,,,70.00,,", "Amount Due", "the buckets make $70.00 together")]
    [InlineData("Ann,I-1,2026-08-01,,75.00,,,75.00,,,75.00,,", "Due Date", "age is counted from the due date")]
    [InlineData("Ann,,2026-08-01,2026-09-01,75.00,,,75.00,,,75.00,,", "Invoice Number", "is missing")]
    public void A_row_that_contradicts_itself_is_kept_out_with_the_reason(string row, string column, string says)
    {
        var error = Assert.Single(Assert.Single(Read(row + "\n", AgeingBases.Due).Bad).Errors);
        Assert.Equal(column, error.Column);
        Assert.Contains(says, error.Reason);
    }

    [Fact]
    public void The_basis_is_never_guessed_and_must_have_its_column()
    {
        var table = CsvTableTests.Table(Head + "Ann,I-1,2026-08-01,2026-09-01,75.00,,,75.00,,,75.00,,\n");
        var mapping = Mapping.Propose(table, ImportKinds.Ageing, "USD").Mapping;
        Assert.Contains("Say from which day", Assert.Single(mapping.Problems(table, ImportKinds.Ageing)));
        Assert.Empty((mapping with { Basis = AgeingBases.Due }).Problems(table, ImportKinds.Ageing));
        var without = mapping with { Basis = AgeingBases.Invoice, Columns = mapping.Columns.Where(c => c.Value != "invoice_date").ToDictionary() };
        Assert.Contains("the invoice date, from which", Assert.Single(without.Problems(table, ImportKinds.Ageing)));
        Assert.Equal(AgeingBases.Due, Mapping.Propose(table, ImportKinds.Ageing, "USD", mapping with { Basis = AgeingBases.Due }).Mapping.Basis);
    }

    [Fact]
    public void The_look_says_for_either_basis_how_many_rows_fit_by_their_own_dates()
    {
        // On 30 September the first is 29 days late and 60 days old, the second 30 and 61, the third neither.
        var look = Look(
            "Ann,I-1,2026-08-01,2026-09-01,75.00,,,75.00,,75.00,,,\nAnn,I-2,2026-07-31,2026-08-31,10.00,,,10.00,,10.00,,,\n"
            + "Ann,I-3,2026-09-29,2026-10-29,5.00,,,5.00,,5.00,,,\n", "ageing-2026-09-30.csv")!;
        Assert.Equal((new DateOnly(2026, 9, 30), "name", 3), (look.AsOf, look.AsOfFrom, look.Rows));
        Assert.Equal((2, 1, AgeingBases.Due), (look.ByBasis[AgeingBases.Due].Agree, look.ByBasis[AgeingBases.Invoice].Agree, look.Better));
        Assert.Equal([0, 9_000m, 0, 0, 0], look.InFile);
        Assert.Equal([500m, 8_500m, 0, 0, 0], look.ByBasis[AgeingBases.Due].Amounts);
        Assert.Equal([0, 500m, 7_500m, 1_000m, 0], look.ByBasis[AgeingBases.Invoice].Amounts);
    }

    [Theory]
    [InlineData("ageing.csv", "2026-10-13", "sent")]
    [InlineData("ageing_20260930.csv", "2026-09-30", "name")]
    [InlineData("ageing_20261231.csv", "2026-10-13", "sent")]
    [InlineData("ageing_20260231.csv", "2026-10-13", "sent")]
    [InlineData("invoice-1202609301.csv", "2026-10-13", "sent")]
    public void The_day_of_which_it_tells_is_taken_from_the_name_when_it_is_one(string name, string day, string from)
    {
        var look = Look("Ann,I-1,2026-08-01,2026-09-01,75.00,,,75.00,,75.00,,,\n", name)!;
        Assert.Equal((day, from), (look.AsOf.ToString("yyyy-MM-dd"), look.AsOfFrom));
    }

    [Theory]
    [InlineData("2026-09-30", 7_500, 2, AgeingBases.Due, null)] // due 20 August: 41 days
    [InlineData("2026-09-30", 7_500, 3, AgeingBases.Invoice, null)] // invoiced 20 July, as the list says: 72 days
    [InlineData("2026-09-30", 7_500, 3, AgeingBases.Due, AgeingFinding.Bucket)]
    [InlineData("2026-09-30", 7_400, 2, AgeingBases.Due, AgeingFinding.Amount)]
    [InlineData("2026-08-05", 7_500, 0, AgeingBases.Due, AgeingFinding.PlacedLater)]
    public void It_is_held_against_our_books_at_its_day(string asOf, long due, int bucket, string basis, string? finding)
    {
        var (invoiced, dueOn, placed) = (new DateOnly(2026, 7, 20), new DateOnly(2026, 8, 20), new DateOnly(2026, 8, 10));
        var ledger = new Ledger([new(placed, TransactionTypes.Opening, 7_500, dueOn), new(new(2026, 10, 5), TransactionTypes.Payment, -7_500)]);
        var row = new AgeingRow(2, "I-1", invoiced, dueOn, due, [.. Enumerable.Range(0, 5).Select(b => b == bucket ? due : 0)]);
        Assert.Equal(finding, AgeingFinding.Of(row, Guid.Empty, placed, ledger, DateOnly.Parse(asOf), basis)?.Kind);
    }

    private static AgeingLook? Look(string rows, string name)
    {
        var table = CsvTableTests.Table(Head + rows);
        return AgeingLook.Of(table, Mapping.Propose(table, ImportKinds.Ageing, "USD").Mapping with
        { AmountFormat = "point", DateFormat = "yyyy-MM-dd" }, "USD", name, new DateOnly(2026, 10, 13));
    }

    private static ReadRows<AgeingRow> Read(string rows, string basis)
    {
        var table = CsvTableTests.Table(Head + rows);
        var mapping = Mapping.Propose(table, ImportKinds.Ageing, "USD").Mapping with
        { AmountFormat = "point", DateFormat = "yyyy-MM-dd", Basis = basis };
        Assert.Equal(13, mapping.Columns.Count);
        return ReadFile.Ageing(table, mapping, "USD");
    }
}
