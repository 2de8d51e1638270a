namespace HybridBpo.Collections.Import.Payments;

/// <summary>Sums of entries in words.</summary>
internal static class SumWords
{
    public static string Of(EntrySum sum) => $"{CountText.Of(sum.Count, "entry", "entries")} {StateOf(sum.State)}, {Amounts(sum)}: "
        + MatchWords.Of(sum.Why);

    public static string StateOf(string state) => state switch
    {
        Match.Booked => "booked",
        Match.Open => "not assigned",
        Match.Repeated => "known before",
        Match.Ignored => "left aside",
        "sent-back" => "to be sent back",
        _ => state,
    };

    public static string Amounts(EntrySum sum)
    {
        return (sum.InMinor, sum.OutMinor) switch
        {
            (_, 0) => Money(sum.InMinor),
            (0, _) => Money(-sum.OutMinor),
            _ => $"{Money(sum.InMinor)} in and {Money(sum.OutMinor)} out",
        };

        string Money(decimal minor) =>
            Math.Abs(minor) <= long.MaxValue ? MoneyText.Format((long)minor, sum.Currency) : "more than anybody owns";
    }
}
