namespace HybridBpo.Collections.Import.Statements;

/// <summary>What a file from a bank says.</summary>
/// <param name="Format">Such as <c>camt.053</c>, <c>MT940</c>, <c>BAI2</c>; <c>mixed</c> for a zip file of several.</param>
internal sealed record StatementFile(string Format, IReadOnlyList<Statement> Statements, IReadOnlyList<StatementProblem> Problems);

/// <summary>One account over one period, or one page of it.</summary>
/// <param name="Account">As the bank writes it, nothing masked and nothing cut off.</param>
/// <param name="OpeningMinor">Booked balance before the first entry, negative when overdrawn; null when the file does not tell.</param>
/// <param name="Balanced">Opening + booked entries = closing; null when a balance is missing, so that nobody can know.</param>
internal sealed record Statement(
    string? Account, string? Currency, DateOnly? OpeningDate, long? OpeningMinor, DateOnly? ClosingDate, long? ClosingMinor, bool? Balanced,
    IReadOnlyList<StatementEntry> Entries);

/// <summary>One movement on the account.</summary>
/// <param name="AmountMinor">Never negative: <paramref name="Credit"/> says which way it went.</param>
/// <param name="Credit">Money came in. A reversed credit is none: the money went out again.</param>
/// <param name="Reference">The payer's structured reference; else the reference that the bank gave.</param>
/// <param name="Booked">False for what is only expected: it is no part of the balance.</param>
/// <param name="Structured">The payer's reference alone: never one that the bank gave.</param>
/// <param name="Reversal">The bank says that it takes an earlier movement back.</param>
/// <param name="Bank">What the bank booked in one; the parts of a batch share it. Null where it has no reference.</param>
internal sealed record StatementEntry(
    DateOnly? BookingDate, DateOnly? ValueDate, long AmountMinor, string Currency, bool Credit, string? Reference, string? EndToEndId,
    string? Counterparty, string? Remittance, bool Booked = true, string? Structured = null, bool Reversal = false, BankBooking? Bank = null)
{
    public long SignedMinor => Credit ? AmountMinor : -AmountMinor;
}

/// <param name="Reference">The bank's own reference of it (AcctSvcrRef, the part of field 61 behind "//", the bank reference of BAI2).</param>
internal sealed record BankBooking(string? Reference, long SignedMinor);

/// <summary>Something that a person should know before they rely on the file.</summary>
/// <param name="Where">Statement, entry and line.</param>
/// <param name="What">What is wrong and what to do, in plain words.</param>
internal sealed record StatementProblem(string Where, string What);

/// <summary>A booked balance.</summary>
internal sealed record BankBalance(DateOnly? Date, long Minor, string Currency);
