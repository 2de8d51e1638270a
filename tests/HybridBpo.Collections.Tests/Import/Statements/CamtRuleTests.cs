using System.Text;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Statements;

public class CamtRuleTests
{
    internal static string Balance(string type, string amount, string mark = "CRDT", string day = "2026-01-01", string currency = "EUR") =>
        $"<Bal><Tp><CdOrPrtry><Cd>{type}</Cd></CdOrPrtry></Tp><Amt Ccy=\"{currency}\">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>"
        + $"<Dt><Dt>{day}</Dt></Dt></Bal>";

    internal static string Entry(string amount, string mark = "CRDT", string more = "", string details = "", string currency = "EUR") =>
        $"<Ntry><Amt Ccy=\"{currency}\">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{more}<NtryDtls>{details}</NtryDtls></Ntry>";

    internal static string Document(string within, string message = "BkToCstmrStmt", string statement = "Stmt") =>
        $"<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><{message}><GrpHdr/><{statement}>"
        + $"<Id>1</Id><Acct><Id><IBAN>DE1</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Us</Nm></Ownr></Acct>{within}</{statement}></{message}></Document>";

    private static string Payment(string amount, string id, string mark = "") =>
        $"<TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs><Amt Ccy=\"EUR\">{amount}</Amt>"
        + (mark.Length > 0 ? $"<CdtDbtInd>{mark}</CdtDbtInd>" : "")
        + $"<RltdPties><Dbtr><Pty><Nm>Payer {id}</Nm></Pty></Dbtr><Cdtr><Nm>Us</Nm></Cdtr></RltdPties>"
        + $"<RmtInf><Ustrd>Text {id}</Ustrd></RmtInf></TxDtls>";

    [Theory]
    [InlineData("CRDT", "", 3000)]
    [InlineData("DBIT", "", -3000)]
    [InlineData("DBIT", "<RvslInd>true</RvslInd>", -3000)]
    [InlineData("CRDT", "<RvslInd>true</RvslInd>", 3000)]
    public void The_mark_says_which_way_the_money_went_also_of_a_reversal(string mark, string more, long signed)
    {
        var statement = Bank.One(Document(Balance("OPBD", "100") + Balance("CLBD", signed > 0 ? "130" : "70") + Entry("30", mark, more)));
        Assert.Equal((signed, true), (statement.Entries[0].SignedMinor, statement.Balanced));
    }

    // ISO: the parties of a reversal are those of what was reversed.
    [Theory]
    [InlineData("CRDT", "false", "Debtor")]
    [InlineData("DBIT", "false", "Creditor")]
    [InlineData("DBIT", "true", "Debtor")]
    [InlineData("CRDT", "1", "Creditor")]
    public void The_counterparty_is_the_other_side(string mark, string reversed, string name) => Assert.Equal(name, Bank.One(Document(Entry(
        "1", mark, $"<RvslInd>{reversed}</RvslInd>",
        "<TxDtls><RltdPties><Dbtr><Nm>Debtor</Nm></Dbtr><Cdtr><Nm>Creditor</Nm></Cdtr></RltdPties></TxDtls>"))).Entries[0].Counterparty);

    [Fact]
    public void Our_own_name_is_no_counterparty() => Assert.Null(
        Bank.One(Document(Entry("1", details: "<TxDtls><RltdPties><Cdtr><Nm>Us</Nm></Cdtr></RltdPties></TxDtls>"))).Entries[0].Counterparty);

    [Fact]
    public void A_batch_whose_payments_add_up_is_read_payment_by_payment()
    {
        var read = Bank.Read(Document(
            Balance("OPBD", "0") + Balance("CLBD", "30") + Entry("30", details: Payment("20.50", "A") + Payment("9.50", "B"))));
        Assert.Equal([(2050L, "A", "Payer A", "Text A"), (950L, "B", "Payer B", "Text B")],
            read.Statements[0].Entries.Select(e => (e.AmountMinor, e.EndToEndId!, e.Counterparty!, e.Remittance!)));
        Assert.True(read.Statements[0].Balanced);
        Assert.Empty(read.Problems);
    }

    [Fact]
    public void A_fee_within_a_batch_goes_the_other_way()
    {
        var entries = Bank.One(Document(Entry("30", details: Payment("31", "A") + Payment("1", "B", "DBIT")))).Entries;
        Assert.Equal([3100L, -100L], entries.Select(e => e.SignedMinor));
    }

    [Theory]
    [InlineData("9.49", "do not add up")]
    [InlineData("nine", "without an amount of each")]
    [InlineData("99999999999999999999", "without an amount of each")]
    public void A_batch_that_does_not_add_up_stays_one_entry(string second, string why)
    {
        var read = Bank.Read(Document(Entry("30", details: Payment("20.50", "A") + Payment(second, "B"))));
        var entry = Assert.Single(read.Statements[0].Entries);
        Assert.Equal((3000L, null, null, "Text A Text B"), (entry.AmountMinor, entry.EndToEndId, entry.Counterparty, entry.Remittance));
        Assert.Contains(read.Problems, p => p.Where.StartsWith("statement 1, entry 1 (line") && p.What.Contains(why));
    }

    [Theory]
    [InlineData("<Sts>PDNG</Sts>", "PDNG")]
    [InlineData("<Sts><Cd>INFO</Cd></Sts>", "INFO")]
    [InlineData("<Sts><Cd>FUTR</Cd></Sts>", "FUTR")]
    public void What_is_not_booked_is_no_part_of_the_balance(string status, string code)
    {
        var read = Bank.Read(Document(Balance("OPBD", "1") + Balance("CLBD", "1") + Entry("30", more: status)));
        Assert.True(read.Statements[0].Balanced);
        Assert.False(read.Statements[0].Entries[0].Booked);
        Assert.Contains($"({code})", Assert.Single(read.Problems).What);
    }

    [Theory]
    [InlineData("JPY", "1500", 1500L)]
    [InlineData("KWD", "1.005", 1005L)]
    [InlineData("EUR", "18.15000", 1815L)]
    [InlineData("EUR", ".5", 50L)]
    [InlineData("EUR", "0", 0L)]
    [InlineData("EUR", "18.151", null)]
    [InlineData("JPY", "1.5", null)]
    [InlineData("EUR", "-5.00", null)]
    [InlineData("EUR", "5,00", null)]
    [InlineData("EUR", "1e5", null)]
    [InlineData("EUR", "", null)]
    [InlineData("EUR", "92233720368547758.08", null)]
    [InlineData("EUR", "92233720368547758.07", long.MaxValue)]
    [InlineData("€", "5", null)]
    public void An_amount_is_read_to_the_minor_unit_or_left_out(string currency, string amount, long? minor)
    {
        var read = Bank.Read(Document(Entry(amount, currency: currency) + Entry("7")));
        Assert.Equal(minor is { } m ? [m, 700] : [700L], read.Statements[0].Entries.Select(e => e.AmountMinor));
        if (minor is null)
            Assert.Contains(read.Problems, p => p.Where.StartsWith("statement 1, entry 1") && p.What.EndsWith("The entry is left out."));
    }

    [Fact]
    public void The_greatest_amounts_add_up_without_overflow()
    {
        var most = Entry("92233720368547758.07");
        var read = Bank.Read(Document(Balance("OPBD", "92233720368547758.07") + Balance("CLBD", "0") + most + most));
        Assert.False(read.Statements[0].Balanced);
        Assert.Contains("make 276701161105643274.21 EUR", Assert.Single(read.Problems).What);
    }

    [Theory]
    [InlineData("OPBD ITBD", 100, 200)]
    [InlineData("ITBD CLBD", 100, 200)]
    [InlineData("ITBD ITBD", null, null)]
    [InlineData("PRCD CLBD", 100, 200)]
    [InlineData("OPAV CLAV", null, null)]
    public void The_booked_balances_are_taken(string types, int? opening, int? closing)
    {
        var type = types.Split(' ');
        var statement = Bank.One(Document(Balance(type[0], "1") + Balance(type[1], "2") + Entry("1")));
        Assert.Equal((opening, closing, opening is null ? null : (bool?)true), (statement.OpeningMinor, statement.ClosingMinor, statement.Balanced));
    }

    [Fact]
    public void Of_several_days_the_first_opening_and_the_last_closing_count()
    {
        var statement = Bank.One(Document(Balance("OPBD", "2", day: "2026-01-02") + Balance("OPBD", "1") + Balance("CLBD", "3", day: "2026-01-02")
            + Balance("CLBD", "2") + Entry("2")));
        Assert.Equal((100L, 300L, true), (statement.OpeningMinor, statement.ClosingMinor, statement.Balanced));
    }

    [Fact]
    public void A_statement_without_balances_says_so_and_a_notification_needs_none()
    {
        Assert.Contains("are missing", Assert.Single(Bank.Read(Document(Entry("1"))).Problems).What);
        (string, string, string)[] kinds = [("BkToCstmrAcctRpt", "Rpt", "camt.052"), ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "camt.054")];
        foreach (var (message, statement, format) in kinds)
        {
            var read = Bank.Read(Document(Entry("1"), message, statement));
            Assert.Equal((format, null, 0), (read.Format, read.Statements[0].Balanced, read.Problems.Count));
        }
    }

    [Fact]
    public void Totals_of_the_bank_are_checked()
    {
        const string Summary = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>{0}</Sum>"
            + "</TtlCdtNtries></TxsSummry>";
        var balances = Balance("OPBD", "0") + Balance("CLBD", "1");
        var entries = Entry("3") + Entry("2", "DBIT");
        Assert.Empty(Bank.Read(Document(balances + Summary.Replace("{0}", "3.00") + entries)).Problems);
        Assert.Contains("credits", Assert.Single(Bank.Read(Document(balances + Summary.Replace("{0}", "3.01") + entries)).Problems).What);
        Assert.Contains(
            Bank.Read(Document(balances + Summary.Replace("{0}", "3.00") + Entry("3"))).Problems, p => p.What.Contains("2 entries, there is 1"));
    }

    [Fact]
    public void Any_prefix_and_encoding_will_do()
    {
        var plain = Document(Balance("OPBD", "0") + Balance("CLBD", "1") + Entry("1", details: Payment("1", "Ä")));
        var expected = Bank.One(plain);
        var prefixed = plain.Replace("<", "<n:").Replace("<n:/", "</n:").Replace("<n:?", "<?").Replace("xmlns=", "xmlns:n=");
        Assert.Equivalent(expected, Bank.One(prefixed));
        var latin = Encoding.Latin1.GetBytes(plain.Replace("\"1.0\"", "\"1.0\" encoding=\"ISO-8859-1\""));
        var undeclared = Encoding.Latin1.GetBytes(plain);
        byte[] marked = [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(plain)];
        byte[] wide = [0xff, 0xfe, .. Encoding.Unicode.GetBytes(plain.Replace("\"1.0\"", "\"1.0\" encoding=\"UTF-16\""))];
        foreach (var bytes in new[] { latin, undeclared, marked, wide })
            Assert.Equivalent(expected, Assert.Single(StatementReader.Read("x", bytes).Value.Statements));
    }

    [Fact]
    public void Words_that_mean_no_reference_are_none()
    {
        var entry = Bank.One(Document(Entry("1", more: "<AcctSvcrRef>B1</AcctSvcrRef>", details: Payment("1", "NOTPROVIDED")))).Entries[0];
        Assert.Equal((null, "B1"), (entry.EndToEndId, entry.Reference));
    }
}
