namespace HybridBpo.Collections.Import.Statements.Camt;

/// <summary>One <c>Ntry</c>: what was booked on the account, which may be many payments together.</summary>
/// <param name="Credit">CdtDbtInd as it is: of a reversal too it says which way the money goes now.</param>
/// <param name="WasCredit">Which way the payment went before it was reversed.</param>
internal sealed record CamtEntry(
    long Minor, string Currency, bool Credit, bool WasCredit, string Status, DateOnly? BookingDate, DateOnly? ValueDate, string? Reference,
    string? Text, string? Owner, string? BankReference = null, bool Reversed = false)
{
    public bool Booked => Status == "BOOK";

    public static Result<CamtEntry> Read(CamtBag bag, CamtBag head)
    {
        if (bag.Amount("Amt") is not { } amount) return new BadAmount("The entry has no amount (Amt).");
        if ((amount.Currency ?? head.First("Acct/Ccy")) is not { } currency) return new BadAmount("The entry names no currency (Ccy).");
        if (!BankAmount.Read(amount.Value, currency, '.').Is(out var minor, out var refusal)) return refusal;
        var mark = bag.First("CdtDbtInd");
        if (mark is not ("CRDT" or "DBIT"))
            return new BadAmount("The entry says neither CRDT nor DBIT (CdtDbtInd): nobody can tell which way it went.");
        var reversed = bag.First("RvslInd") is "true" or "1";
        return new CamtEntry(
            minor, currency, mark == "CRDT", mark == "CRDT" != reversed, bag.First("Sts", "Sts/Cd", "Sts/Prtry") ?? "BOOK", bag.Day("BookgDt"),
            bag.Day("ValDt"), BankText.Reference(bag.First("AcctSvcrRef")) ?? BankText.Reference(bag.First("NtryRef")), bag.First("AddtlNtryInf"),
            head.First("Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm", "Acct/Nm"), BankText.Reference(bag.First("AcctSvcrRef")), reversed);
    }
}
