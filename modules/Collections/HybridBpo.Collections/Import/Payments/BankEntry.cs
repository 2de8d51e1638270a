using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>An entry of a file with what tells it from all others.</summary>
/// <param name="Number">Its place in the file, from 1 and over all statements.</param>
/// <param name="Key">What the bank booked: the same in every file that tells of it.</param>
/// <param name="Part">Which part of it: a batch has several.</param>
/// <param name="Slot">Bank account, day, amount and currency alone.</param>
/// <param name="IsAgain">An earlier statement of the same file has it.</param>
/// <param name="MaybeAgain">So it seems, and no reference of the bank says it.</param>
internal sealed record BankEntry(
    int Number, string? Account, StatementEntry Said, Guid Key, int Part, Guid Slot, bool HasReference, bool IsAgain, bool MaybeAgain)
{
    public DateOnly? Day => Said.BookingDate ?? Said.ValueDate;

    /// <summary>All that the bank says of who paid and what for.</summary>
    public static string Words(StatementEntry e) =>
        string.Join(' ', new[] { e.Counterparty, e.Remittance, e.Structured, e.EndToEndId, e.Reference }.OfType<string>());

    /// <summary>By what a return is led back to its payment.</summary>
    public IEnumerable<string> Traces => new[] { Said.EndToEndId, Said.Structured, Said.Bank?.Reference, Said.Reference }
        .OfType<string>().Select(Tokens.Compact).Where(t => t.Length > 2).Distinct();
}
