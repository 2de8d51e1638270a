namespace HybridBpo.Collections.Accounts;

/// <summary>What routing may ask for of a case about an account: <c>currency:usd</c>, <c>product:family-plan</c>.</summary>
internal static class AccountTraits
{
    private const int Longest = 60;

    public static IReadOnlyList<string> Of(AccountRow account) =>
        [.. new[] { ("currency", account.Currency), ("product", account.Product) }.Select(t => (Name: t.Item1, Code: CodeOf(t.Item2)))
            .Where(t => t.Code.Length > 0).Select(t => $"{t.Name}:{t.Code}"[..Math.Min(Longest, t.Name.Length + 1 + t.Code.Length)].TrimEnd('-'))];

    // "Family plan (EU)" → "family-plan-eu".
    private static string CodeOf(string text) => string.Join(
        '-', new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')])
        .Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
