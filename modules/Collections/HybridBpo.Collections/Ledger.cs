namespace HybridBpo.Collections;

/// <summary>One transaction on an account.</summary>
/// <param name="On">The day on which it was processed.</param>
/// <param name="Type">One of <see cref="Import.TransactionTypes"/>.</param>
/// <param name="EffectMinor">What it does to the balance, in minor units.</param>
/// <param name="DueOn">For what is billed: the day by which it is to be paid.</param>
internal readonly record struct LedgerEntry(DateOnly On, string Type, long EffectMinor, DateOnly? DueOn = null)
{
    public bool IsBilled => Type is Import.TransactionTypes.Opening or Import.TransactionTypes.Charge or Import.TransactionTypes.Fee;
}

/// <summary>Where an account stands on a day.</summary>
/// <param name="OldestDue">Due day of the oldest bill that is not fully paid, or null.</param>
/// <param name="OverdueMinor">Unpaid part of all bills whose day has passed.</param>
internal readonly record struct Position(long BalanceMinor, DateOnly? OldestDue, long OverdueMinor, int DaysPastDue);

/// <summary>
/// The transactions of one account, and what follows from them. Payments go to the oldest bill first; a returned payment opens the bills again that
/// it had paid.
/// </summary>
internal sealed class Ledger
{
    /// <summary>Days to pay when a file does not say when a bill is due.</summary>
    public const int UsualTerms = 21;

    private readonly LedgerEntry[] entries;

    public Ledger(IEnumerable<LedgerEntry> entries) => this.entries = [.. entries.OrderBy(e => e.On).ThenBy(e => e.IsBilled ? 0 : 1)];

    public IReadOnlyList<LedgerEntry> Entries => entries;

    /// <summary>By what stands: a booking that was taken back and its opposite tell nothing of an account.</summary>
    public static Ledger Of(IEnumerable<Accounts.TransactionEntry> transactions) =>
        new(transactions.Where(t => t.UndoneAt is null).Select(t => t.Entry));

    /// <summary>Where it stands at the end of a day.</summary>
    public Position At(DateOnly day)
    {
        long balance = 0, credits = 0;
        foreach (var e in entries)
        {
            if (e.On > day) break;
            balance += e.EffectMinor;
            if (!e.IsBilled) credits -= e.EffectMinor;
        }

        DateOnly? oldest = null;
        long overdue = 0;
        foreach (var e in Billed(day))
        {
            var paid = Math.Clamp(credits, 0, e.EffectMinor);
            credits -= paid;
            if (paid == e.EffectMinor) continue;
            oldest ??= e.DueOn ?? e.On.AddDays(UsualTerms);
            if ((e.DueOn ?? e.On.AddDays(UsualTerms)) < day) overdue += e.EffectMinor - paid;
        }

        return new Position(balance, oldest, overdue, oldest < day ? day.DayNumber - oldest.Value.DayNumber : 0);
    }

    /// <summary>Bills until a day, oldest due first, and the day on which each was paid in full, as known on that day.</summary>
    public IReadOnlyList<(DateOnly Due, long Minor, DateOnly? PaidOn)> Bills(DateOnly day)
    {
        var bills = Billed(day).Select(e => (Due: e.DueOn ?? e.On.AddDays(UsualTerms), Minor: e.EffectMinor, PaidOn: (DateOnly?)null)).ToArray();
        long credits = 0;
        foreach (var e in entries)
        {
            if (e.On > day) break;
            if (e.IsBilled) continue;
            credits -= e.EffectMinor;
            var left = credits;
            for (var i = 0; i < bills.Length; i++)
            {
                left -= bills[i].Minor;
                bills[i].PaidOn = left < 0 ? null : bills[i].PaidOn ?? e.On;
            }
        }

        return bills;
    }

    /// <summary>Does the oldest unpaid bill reach this many days past due on some day after <paramref name="from"/> and until <paramref
    /// name="to"/>?</summary>
    public bool Reaches(int days, DateOnly from, DateOnly to)
    {
        // Days past due only grow between entries, so the day before each entry and the last day suffice.
        foreach (var e in entries)
            if (e.On.AddDays(-1) is var before && before > from && before < to && At(before).DaysPastDue >= days)
                return true;
        return At(to).DaysPastDue >= days;
    }

    private IEnumerable<LedgerEntry> Billed(DateOnly day) =>
        entries.TakeWhile(e => e.On <= day).Where(e => e.IsBilled).OrderBy(e => e.DueOn ?? e.On.AddDays(UsualTerms));
}
