namespace HybridBpo.Collections.Import.Ageing;

/// <summary>One invoice about which the list and our books disagree.</summary>
/// <param name="Line">Of the file; null for an account that it leaves out.</param>
internal sealed record AgeingFinding(
    string Reference, int? Line, string Kind, Guid? AccountId, long? OursMinor, long? TheirsMinor, string? OursAged, string? TheirsAged)
{
    public const string Amount = "amount", Bucket = "bucket", NotOurs = "unknown", PlacedLater = "later", LeftOut = "missing";

    public const string Columns = "reference, line, kind, account_id, ours_minor, theirs_minor, ours_aged, theirs_aged";

    /// <returns>Null when they agree.</returns>
    /// <param name="row">What the list says.</param>
    /// <param name="account">Our account of that reference.</param>
    /// <param name="placedOn">When it was placed with us.</param>
    /// <param name="ledger">Its bookings.</param>
    /// <param name="asOf">The day of which the list tells.</param>
    /// <param name="basis">The day from which it counts age.</param>
    public static AgeingFinding? Of(AgeingRow row, Guid account, DateOnly placedOn, Ledger ledger, DateOnly asOf, string basis)
    {
        var (ours, balance) = (AgeingBuckets.OfLedger(ledger, asOf, From), ledger.At(asOf).BalanceMinor);
        var kind = balance == row.DueMinor ? ours.SequenceEqual(row.Buckets) ? null : Bucket : placedOn > asOf ? PlacedLater : Amount;
        return kind is null ? null : new AgeingFinding(
            row.AccountRef, row.Line, kind, account, balance, row.DueMinor, AgeingBuckets.Write(ours), AgeingBuckets.Write(row.Buckets));

        // A placement does not tell when it was invoiced: that only the list knows.
        DateOnly From(LedgerEntry bill) => basis == AgeingBases.Due ? AgeingBuckets.DueOf(bill)
            : bill.Type == TransactionTypes.Opening ? row.InvoicedOn!.Value : bill.On;
    }

    public static AgeingFinding Unknown(AgeingRow row) =>
        new(row.AccountRef, row.Line, NotOurs, null, null, row.DueMinor, null, AgeingBuckets.Write(row.Buckets));

    /// <returns>Null when nothing was owed on that day.</returns>
    public static AgeingFinding? Missing(Guid account, string reference, Ledger ledger, DateOnly asOf) =>
        ledger.At(asOf).BalanceMinor is not (> 0 and var owed) ? null : new AgeingFinding(
            reference, null, LeftOut, account, owed, null,
            AgeingBuckets.Write(AgeingBuckets.OfLedger(ledger, asOf, AgeingBuckets.DueOf)), null);

    public static string Words(string kind) => kind switch
    {
        Amount => "another amount",
        Bucket => "another age",
        NotOurs => "not placed with us",
        PlacedLater => "placed with us after that day",
        _ => "not in the list",
    };
}
