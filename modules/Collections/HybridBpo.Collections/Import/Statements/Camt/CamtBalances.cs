namespace HybridBpo.Collections.Import.Statements.Camt;

/// <summary>Which of its balances a statement begins and ends with.</summary>
internal sealed class CamtBalances(StatementDraft draft)
{
    // A statement has a dozen; one of each day of ten years has fewer.
    private const int Most = 10_000;

    private readonly List<(string Type, BankBalance Balance)> all = [];

    public void Add(CamtBag bag, int line)
    {
        var type = bag.First("Tp/CdOrPrtry/Cd", "Tp/Cd", "Tp/CdOrPrtry/Prtry") ?? "";
        if (type is not ("OPBD" or "PRCD" or "CLBD" or "ITBD") || all.Count >= Most) return;
        var place = $"balance {type} (line {line})";
        if (bag.Amount("Amt") is not { } amount) draft.Problem(place, "The balance has no amount: it is not read.");
        else if (amount.Currency is not { } currency) draft.Problem(place, "The balance names no currency: it is not read.");
        else if (bag.First("CdtDbtInd") is not ("CRDT" or "DBIT")) draft.Problem(place, "The balance says neither CRDT nor DBIT: it is not read.");
        else if (!BankAmount.Read(amount.Value, currency, '.').Is(out var minor, out var refusal)) draft.Problem(place, refusal.Message);
        else
        {
            var day = bag.Day("Dt");
            if (day is null) draft.Problem(place, "The balance has no day that there is: its date is left open.");
            all.Add((type, new BankBalance(day, bag.First("CdtDbtInd") == "DBIT" ? -minor : minor, currency)));
        }
    }

    /// <summary>
    /// The booked balances: the earliest opening, or what the previous statement closed with, and the latest closing. A page of a longer statement
    /// has an interim balance at the end where it goes on. Available balances count what is not booked, so they prove nothing.
    /// </summary>
    public void Choose(string? currency)
    {
        var opening = Of("OPBD").MinBy(Day) ?? Of("PRCD").MinBy(Day);
        var closing = Of("CLBD").Reverse().MaxBy(Day);
        draft.Opening = opening ?? (closing is null ? null : Of("ITBD").FirstOrDefault());
        draft.Closing = closing ?? (opening is null ? null : Of("ITBD").LastOrDefault());

        // The one in the currency of the account where there are several.
        IEnumerable<BankBalance> Of(string type) => all.Where(b => b.Type == type).Select(b => b.Balance)
            .GroupBy(b => currency is null || b.Currency == currency).OrderByDescending(g => g.Key).FirstOrDefault()
            ?? Enumerable.Empty<BankBalance>();

        static int Day(BankBalance balance) => balance.Date?.DayNumber ?? 0;
    }
}
