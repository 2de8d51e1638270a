namespace HybridBpo.Collections.Accounts;

/// <summary>What the client told of the debt when it was placed; null is not told.</summary>
/// <param name="ClientLastPaidOn">When the client last got a payment before that.</param>
/// <param name="OutOfStatuteOn">From this day nobody may sue for it, nor threaten to (12 CFR 1006.26).</param>
internal sealed record ToldAtPlacement(DateOnly? ChargedOffOn, DateOnly? ClientLastPaidOn, DateOnly? OutOfStatuteOn, DateOnly? DelinquentOn)
{
    public const string Columns = "charged_off_on, client_last_paid_on, out_of_statute_on, delinquent_on";
}
