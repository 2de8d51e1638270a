namespace HybridBpo.Collections.Import.Ageing;

/// <summary>How old what is owed is: five buckets, the youngest first. The same boundaries hold whichever day age is counted from.</summary>
internal static class AgeingBuckets
{
    public static readonly IReadOnlyList<(string Field, string Label)> All =
        [("current", "Current"), ("days_30", "1–30 days"), ("days_60", "31–60 days"), ("days_90", "61–90 days"), ("days_more", "over 90 days")];

    /// <summary>The bucket of what is counted from a day. On that day itself, and before, it is current.</summary>
    public static int Of(DateOnly from, DateOnly asOf) => (asOf.DayNumber - from.DayNumber) switch
    {
        <= 0 => 0,
        <= 30 => 1,
        <= 60 => 2,
        <= 90 => 3,
        _ => 4,
    };

    /// <summary>What is open of each bill at the end of a day, by its age. What is of no bill, such as a credit, counts as current.</summary>
    /// <param name="ledger">The account.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="from">The day from which a bill's age is counted.</param>
    public static long[] OfLedger(Ledger ledger, DateOnly asOf, Func<LedgerEntry, DateOnly> from)
    {
        var (buckets, then) = (new long[All.Count], ledger.Entries.TakeWhile(e => e.On <= asOf).ToList());
        var credits = -then.Where(e => !e.IsBilled).Sum(e => e.EffectMinor);
        foreach (var bill in then.Where(e => e.IsBilled).OrderBy(DueOf))
        {
            var paid = Math.Clamp(credits, 0, Math.Max(0, bill.EffectMinor));
            credits -= paid;
            buckets[Of(from(bill), asOf)] += bill.EffectMinor - paid;
        }

        buckets[0] -= credits;
        return buckets;
    }

    public static DateOnly DueOf(LedgerEntry bill) => bill.DueOn ?? bill.On.AddDays(Ledger.UsualTerms);

    public static string Write(IReadOnlyList<long> buckets) => string.Join(' ', buckets);

    /// <summary>"1–30 days $50.00", of what is not nothing.</summary>
    public static string Words(string? written, string currency) => written is null ? ""
        : string.Join(", ", written.Split(' ').Select(long.Parse).Zip(All).Where(b => b.First != 0)
            .Select(b => $"{b.Second.Label} {MoneyText.Format(b.First, currency)}"));
}

/// <summary>The day from which a list counts age.</summary>
internal static class AgeingBases
{
    public const string Due = "due", Invoice = "invoice";

    public static readonly IReadOnlyList<(string Code, string Label)> All = [(Due, "the due date"), (Invoice, "the invoice date")];

    public static string FieldOf(string basis) => basis == Due ? "due_date" : "invoice_date";
}
