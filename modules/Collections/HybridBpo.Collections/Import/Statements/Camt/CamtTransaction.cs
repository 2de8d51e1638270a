namespace HybridBpo.Collections.Import.Statements.Camt;

/// <summary>One <c>TxDtls</c>: a single payment within an entry.</summary>
/// <param name="Amounts">As written, the best first; which of them is in the currency of the account is known by its entry.</param>
internal sealed record CamtTransaction(
    IReadOnlyList<(string Value, string? Currency)> Amounts, string? Mark, string? EndToEndId, string? Reference, string? BankReference,
    string? Debtor, string? Creditor, string? Remittance, bool Returned = false)
{
    private const int MostLines = 200;

    // Whatever of them is there: the payment came back.
    private static readonly string[] ReturnPaths =
        ["RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/AddtlInf", "RtrInf/OrgnlBkTxCd/Domn/Cd", "RtrInf/OrgnlBkTxCd/Prtry/Cd"];

    private static readonly string[] AmountPaths = ["Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt"];

    public static CamtTransaction Of(CamtBag bag)
    {
        var reference = bag.First("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef");
        return new CamtTransaction(
            [.. AmountPaths.Select(bag.Amount).OfType<(string, string?)>()],
            bag.First("CdtDbtInd"), BankText.Reference(bag.First("Refs/EndToEndId")), BankText.Reference(reference),
            BankText.Reference(bag.First("Refs/AcctSvcrRef")), Name(bag, "Dbtr"), Name(bag, "Cdtr"),
            Join(bag.All("RmtInf/Ustrd")) ?? Join(Structured(bag)) ?? bag.First("AddtlTxInf"),
            bag.First(ReturnPaths) is not null);
    }

    /// <summary>The other side: who paid for money that came in, who was paid for money that went out.</summary>
    /// <param name="entry">Whose name is not ours is theirs, where banks name only one side.</param>
    public string? Counterparty(CamtEntry entry)
    {
        var (theirs, other) = entry.WasCredit ? (Debtor, Creditor) : (Creditor, Debtor);
        return theirs ?? (other == entry.Owner ? null : other);
    }

    private static string? Name(CamtBag bag, string role) => bag.First(
        $"RltdPties/{role}/Nm", $"RltdPties/{role}/Pty/Nm", $"RltdPties/{role}/Agt/FinInstnId/Nm", $"RltdPties/Ultmt{role}/Nm",
        $"RltdPties/Ultmt{role}/Pty/Nm");

    private static IEnumerable<string> Structured(CamtBag bag) =>
        bag.All("RmtInf/Strd/CdtrRefInf/Ref").Concat(bag.All("RmtInf/Strd/RfrdDocInf/Nb")).Concat(bag.All("RmtInf/Strd/AddtlRmtInf"));

    private static string? Join(IEnumerable<string> lines) => BankText.Clean(string.Join(' ', lines.Take(MostLines)));
}
