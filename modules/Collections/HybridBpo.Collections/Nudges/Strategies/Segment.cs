using HybridBpo.Collections.Accounts;

namespace HybridBpo.Collections.Nudges.Strategies;

/// <summary>
/// Which accounts something is for. Nothing here tells the score of the risk model: whoever sees a reminder would know it before they judged.
/// </summary>
/// <param name="Products">As placed, whatever the case; empty is all.</param>
internal sealed record Segment(IReadOnlyList<string> Products, long? FromMinor, long? ToMinor)
{
    public static readonly Segment All = new([], null, null);

    public bool IsAll => Products.Count == 0 && FromMinor is null && ToMinor is null;

    public bool Holds(string product, long balanceMinor) =>
        (Products.Count == 0 || Products.Contains(product, StringComparer.OrdinalIgnoreCase))
        && (FromMinor is not { } from || balanceMinor >= from) && (ToMinor is not { } to || balanceMinor <= to);

    public bool Holds(AccountRow account) => Holds(account.Product, account.BalanceMinor);

    public string Words(string currency)
    {
        var parts = new List<string>();
        if (Products.Count > 0) parts.Add(string.Join(", ", Products));
        if (FromMinor is { } from) parts.Add($"from {MoneyText.Format(from, currency)}");
        if (ToMinor is { } to) parts.Add($"up to {MoneyText.Format(to, currency)}");
        return parts.Count == 0 ? "all bills" : string.Join(", ", parts);
    }
}
