using System.Globalization;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Payments;

namespace HybridBpo.Collections.Accounts;

/// <summary>Some lines of a balance proof in words: what was owed before them, each with its source, and what is owed after them.</summary>
internal sealed record ProofView(ProofSum Before, IReadOnlyList<ProofRow> Rows, ProofSum After)
{
    /// <param name="files">Names of files by import.</param>
    /// <param name="links">May the asker open the files?</param>
    public static ProofView Of(Proof all, IReadOnlyList<ProofLine> part, AccountRow account, IReadOnlyDictionary<Guid, string> files, bool links,
        ILookup<(Guid, int), string>? also = null)
    {
        string Money(long minor) => MoneyText.Format(minor, account.Currency);
        var before = part.Count == 0 ? 0 : part[0].BalanceMinor - part[0].T.EffectMinor;
        var (first, last) = (part.Count == 0 || part[0].Number == 1, part.Count == 0 || part[^1].Number == all.Lines.Count);
        return new ProofView(
            new ProofSum(first ? "Start" : $"After line {part[0].Number - 1:N0}", Money(before)),
            [.. part.Select(l => new ProofRow(
                Day(l.T.OnDay), WordsOf(l.T.Type), l.T.DueOn is { } due ? $"due {Day(due)}" : null, Source(l.T, files, also),
                links && l.T.ImportId is { } import ? $"/imports/{account.ClientId}/{import}" : null,
                l.T.Type == TransactionTypes.Returned, Money(l.T.EffectMinor), Money(l.BalanceMinor)))],
            new ProofSum(last ? "Owed today" : $"After line {part[^1].Number:N0}", Money(part.Count == 0 ? 0 : part[^1].BalanceMinor)));
    }

    /// <summary>"payments-0703.csv row 118", of a bank statement "0703.sta entry 12"; without a file the client's own reference.</summary>
    /// <param name="also">Rows of other files that tell of the same, by file and row.</param>
    public static string Source(
        TransactionEntry t, IReadOnlyDictionary<Guid, string> files, ILookup<(Guid, int), string>? also = null) =>
        t.ImportId is not { } import ? t.Reference
        : files.GetValueOrDefault(import, "file")
            + (t.ImportLine is { } line ? $" {(EntryWriter.IsOfBank(t.Reference) ? "entry" : "row")} {line:N0}" : "")
            + (t.UndoneAt is null && t.ImportLine is { } row ? string.Concat(also?[(import, row)].Select(o => $", also {o}") ?? []) : "");

    public static string WordsOf(string type) => type switch
    {
        TransactionTypes.Opening => "Placed balance",
        TransactionTypes.Charge => "Billed",
        TransactionTypes.Fee => "Fee",
        TransactionTypes.Payment => "Payment",
        TransactionTypes.Returned => "Returned payment",
        TransactionTypes.Credit => "Credit",
        _ => "Adjustment",
    };

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}

internal sealed record ProofSum(string Words, string Balance);

/// <param name="Href">Page of the file, when the asker may open it.</param>
internal sealed record ProofRow(string Day, string What, string? Due, string Source, string? Href, bool IsReturned, string Amount, string Balance);
