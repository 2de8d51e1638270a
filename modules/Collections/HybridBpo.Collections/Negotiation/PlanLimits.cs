namespace HybridBpo.Collections.Negotiation;

/// <summary>What a plan may be. Values of the house; another issue adds limits per user, role and client.</summary>
/// <param name="FirstDueDays">The first part is due so many days after the decision: the letter arrives, and there is time to answer.</param>
internal sealed record PlanLimits(long LeastMinor, int MostMonths, int MostOverpaidMonths, int FirstDueDays)
{
    public static readonly PlanLimits House = new(2_000, 36, 1, Ledger.UsualTerms);
}
