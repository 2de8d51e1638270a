using HybridBpo.Collections.Tests.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Payments;

/// <summary>How banks say that a payment came back, and by what they name what they booked.</summary>
public class ReturnMarkTests
{
    [Theory]
    [InlineData("D1,00NTRFNONREF//B1", "166?00X", false)]
    [InlineData("RC1,00NTRFNONREF//B1", "166?00X", true)]
    [InlineData("D1,00NRTINONREF//B1", "166?00X", true)]
    [InlineData("D1,00NDDTNONREF//B1", "109?00RETURN", true)]
    [InlineData("D1,00NTRFNONREF//B1", "109 Main Street", false)]
    public void Mt940_by_mark_type_or_transaction_code(string entry, string details, bool reversal)
    {
        var read = Assert.Single(Bank.One(
            $":20:A\n:25:DE1\n:60F:C260901USD9,00\n:61:2609020902{entry}\n:86:{details}\n:62F:C260902USD8,00\n-\n").Entries);
        Assert.Equal((reversal, false, "B1", -100), (read.Reversal, read.Credit, read.Bank!.Reference, read.Bank.SignedMinor));
        Assert.Null(read.Structured);
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("<RvslInd>true</RvslInd>", "", true)]
    [InlineData("<RvslInd>false</RvslInd>", "", false)]
    [InlineData("", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", true)]
    public void Camt_by_its_indicator_or_the_reason_of_the_return(string mark, string reason, bool reversal)
    {
        var read = Assert.Single(Bank.One(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn><Ntfctn><Acct><Id><IBAN>DE1</IBAN></Id></Acct>"
            + $"<Ntry><NtryRef>7</NtryRef><Amt Ccy=\"USD\">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>{mark}<Sts><Cd>BOOK</Cd></Sts>"
            + "<BookgDt><Dt>2026-09-02</Dt></BookgDt><NtryDtls><TxDtls><Refs><AcctSvcrRef>T1</AcctSvcrRef><EndToEndId>E1</EndToEndId></Refs>"
            + $"{reason}</TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>").Entries);
        // The number within the statement names nothing outside of it: the bank's reference of the only payment does.
        Assert.Equal((reversal, "T1", -100, null), (read.Reversal, read.Bank!.Reference, read.Bank.SignedMinor, read.Structured));
    }

    [Theory]
    [InlineData(555, true)]
    [InlineData(557, true)]
    [InlineData(475, false)]
    public void Bai2_by_its_type_code(int code, bool reversal)
    {
        var read = Assert.Single(Bank.One(
            "01,A,B,260902,0900,1,80,1,2/\n02,B,A,1,260902,,USD,2/\n03,123,USD,,,,/\n"
            + $"16,{code},100,Z,B7,C8,text\n49,100,3/\n98,100,1,5/\n99,100,1,7/\n")
            .Entries);
        Assert.Equal((reversal, "B7", "C8"), (read.Reversal, read.Bank!.Reference, read.Structured));
    }
}
