namespace HybridBpo.Collections.Risk.Features;

/// <summary>What came true: 30 days late or more at some moment within 90 days after the cut-off.</summary>
internal static class Outcomes
{
    public const int LateDays = 30, WindowDays = 90;

    /// <summary>True, false, or null when it is not known yet because the account's observation ended within the window.</summary>
    public static bool? Of(PortfolioAccount account, DateOnly cutOff)
    {
        var end = cutOff.AddDays(WindowDays);
        if (account.Ledger.Reaches(LateDays, cutOff, account.Until is { } until && until < end ? until : end)) return true;
        return account.Until < end ? null : false;
    }

    /// <summary>The latest cut-off whose outcomes are all known when the last day observed is <paramref name="lastDay"/>.</summary>
    public static DateOnly Latest(DateOnly lastDay) => lastDay.AddDays(-WindowDays);
}
