namespace HybridBpo.Collections.Import.Statements.Camt;

/// <summary>An entry that stands for several payments becomes one line for each, when their amounts add up to it.</summary>
internal static class CamtBatch
{
    public static IEnumerable<StatementEntry> Split(CamtEntry entry, IReadOnlyList<CamtTransaction> payments, out string? note)
    {
        note = null;
        var bank = new BankBooking(
            entry.BankReference ?? (payments.Count == 1 ? payments[0].BankReference : null), entry.Credit ? entry.Minor : -entry.Minor);
        if (payments.Count == 0) return [Line(entry, entry.Minor, entry.Credit, null, bank)];
        if (payments.Count == 1) return [Line(entry, entry.Minor, entry.Credit, payments[0], bank)];
        var amounts = payments.Select(p => Signed(entry, p)).ToList();
        Int128 sum = 0;
        foreach (var amount in amounts) sum += amount ?? 0;
        if (amounts.All(a => a is not null) && sum == (entry.Credit ? entry.Minor : -entry.Minor))
            return payments.Zip(amounts, (payment, amount) => Line(entry, Math.Abs(amount!.Value), Way(entry, payment), payment, bank)).ToList();
        note = $"The entry stands for {payments.Count:N0} payments "
            + (amounts.Any(a => a is null) ? "without an amount of each" : "whose amounts do not add up to it")
            + ": it is read as one. Ask the bank for the single amounts.";
        return [Line(entry, entry.Minor, entry.Credit, Together(payments), bank)];
    }

    private static StatementEntry Line(CamtEntry entry, long minor, bool credit, CamtTransaction? payment, BankBooking bank) => new(
        entry.BookingDate, entry.ValueDate, minor, entry.Currency, credit, payment?.Reference ?? payment?.BankReference ?? entry.Reference,
        payment?.EndToEndId, payment?.Counterparty(entry), payment?.Remittance ?? entry.Text, entry.Booked,
        payment?.Reference, entry.Reversed || payment?.Returned == true, bank);

    private static long? Signed(CamtEntry entry, CamtTransaction payment)
    {
        foreach (var (value, currency) in payment.Amounts)
            if ((currency ?? entry.Currency) == entry.Currency)
                return BankAmount.Read(value, entry.Currency, '.').Is(out var minor, out _) ? Way(entry, payment) ? minor : -minor : null;
        return null;
    }

    private static bool Way(CamtEntry entry, CamtTransaction payment) => payment.Mark switch { "CRDT" => true, "DBIT" => false, _ => entry.Credit };

    // Only what all of them say is true of the whole.
    private static CamtTransaction Together(IReadOnlyList<CamtTransaction> payments) => new(
        [], null, Same(payments, p => p.EndToEndId), null, null, Same(payments, p => p.Debtor), Same(payments, p => p.Creditor),
        BankText.Clean(string.Join(' ', payments.Select(p => p.Remittance).OfType<string>().Distinct().Take(100))), payments.Any(p => p.Returned));

    private static string? Same(IReadOnlyList<CamtTransaction> payments, Func<CamtTransaction, string?> of) =>
        payments.All(p => of(p) == of(payments[0])) ? of(payments[0]) : null;
}
