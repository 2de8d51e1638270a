namespace HybridBpo.Collections.Negotiation;

/// <summary>What a plan may be. Values of the house; another issue adds limits per user, role and client.</summary>
internal sealed record PlanLimits(long LeastMinor, int MostMonths, int MostOverpaidMonths)
{
    public static readonly PlanLimits House = new(2_000, 36, 1);
}
