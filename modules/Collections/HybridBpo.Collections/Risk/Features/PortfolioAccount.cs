namespace HybridBpo.Collections.Risk.Features;

/// <summary>What the feature builder may know of an account: dates and money, nothing about the person.</summary>
/// <param name="Ref">The account, to find it again; never a feature.</param>
/// <param name="Since">First day on which it is observed.</param>
/// <param name="Until">Last day on which it was observed, when it was recalled or closed.</param>
internal sealed record PortfolioAccount(string Ref, DateOnly Since, DateOnly? Until, Ledger Ledger, IReadOnlyList<PromiseRecord> Promises);

/// <param name="MadeOn">When it was made.</param>
/// <param name="DueOn">Until when it was to be kept.</param>
internal readonly record struct PromiseRecord(DateOnly MadeOn, DateOnly DueOn, long AmountMinor)
{
    /// <summary>Was the money there by its day and two more?</summary>
    public bool IsKept(Ledger ledger, DateOnly asOf)
    {
        var (from, to) = (MadeOn, DueOn.AddDays(2) < asOf ? DueOn.AddDays(2) : asOf);
        return ledger.Entries.Where(e => e.On >= from && e.On <= to && e.Type is Import.TransactionTypes.Payment or Import.TransactionTypes.Returned)
            .Sum(e => -e.EffectMinor) >= AmountMinor;
    }
}
