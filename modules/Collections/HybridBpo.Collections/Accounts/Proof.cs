namespace HybridBpo.Collections.Accounts;

/// <summary>From nothing to what is owed today: every transaction with the balance after it, oldest first.</summary>
internal sealed record Proof(IReadOnlyList<ProofLine> Lines)
{
    public static Proof Of(IEnumerable<TransactionEntry> transactions)
    {
        long balance = 0;
        return new Proof([.. transactions.OrderBy(t => t.OnDay).ThenBy(t => t.Entry.IsBilled ? 0 : 1).ThenBy(t => t.ProcessedAt)
            .ThenBy(t => t.Reference, StringComparer.Ordinal).Select((t, i) => new ProofLine(i + 1, t, balance += t.EffectMinor))]);
    }

    public bool AddsUpTo(long balanceMinor) => (Lines.Count == 0 ? 0 : Lines[^1].BalanceMinor) == balanceMinor;

    public IReadOnlyList<ProofLine> LastPage(int size) => [.. Lines.TakeLast(size)];

    public IReadOnlyList<ProofLine> Page(int page, int size) => [.. Lines.Skip((page - 1) * size).Take(size)];
}

/// <param name="Number">1 is the oldest.</param>
/// <param name="BalanceMinor">What was owed after it.</param>
internal sealed record ProofLine(int Number, TransactionEntry T, long BalanceMinor);
