namespace HybridBpo.Collections.Import.Ageing;

/// <summary>One line of an ageing list.</summary>
/// <param name="AccountRef">The invoice: with us the reference of its account.</param>
/// <param name="DueMinor">What is still to be paid of it.</param>
/// <param name="Buckets">The same amount by age, the youngest first.</param>
internal sealed record AgeingRow(int Line, string AccountRef, DateOnly? InvoicedOn, DateOnly? DueOn, long DueMinor, IReadOnlyList<long> Buckets)
{
    private static readonly DateOnly Earliest = new(1990, 1, 1), Latest = new(2099, 12, 31);

    public DateOnly? From(string basis) => basis == AgeingBases.Due ? DueOn : InvoicedOn;

    public static (AgeingRow? Row, IReadOnlyList<RowError> Errors) Read(
        int line, IReadOnlyDictionary<string, string> cells, Mapping mapping, string currency)
    {
        var read = new RowReader(cells, mapping, ImportKinds.Ageing, currency);
        var reference = read.Text("account_ref", 60);
        var (invoiced, due) = (read.Date("invoice_date", Earliest, Latest), read.Date("due_date", Earliest, Latest));
        if (mapping.Basis is { } basis && AgeingBases.FieldOf(basis) is var field && read.Cell(field) is (var column, ""))
            read.Fail(column, "", $"it is missing: age is counted from {AgeingBases.All.First(b => b.Code == basis).Label}");
        var (total, paid, credited, open) = (read.Amount("total"), read.Amount("paid"), read.Amount("credited"), read.Amount("due"));
        long[] buckets = [.. AgeingBuckets.All.Select(b => read.Amount(b.Field))];
        // What cannot be read makes no sum.
        if (read.Errors.Count == 0)
        {
            if (read.Cell("total") is (var of, { Length: > 0 } said) && total != paid + credited + open) read.Fail(
                of, said, $"paid, credited and due make {Money(paid + credited + open)} together: which is right?");
            if (buckets.Sum() != open) read.Fail(
                read.Cell("due").Column, read.Cell("due").Value, $"the buckets make {Money(buckets.Sum())} together: which is right?");
        }

        return read.Errors.Count == 0 ? (new(line, reference, invoiced, due, open, buckets), []) : (null, read.Errors);

        string Money(long minor) => MoneyText.Format(minor, currency);
    }
}
