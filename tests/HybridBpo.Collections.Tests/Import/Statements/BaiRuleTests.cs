namespace HybridBpo.Collections.Tests.Import.Statements;

public class BaiRuleTests
{
    /// <param name="records">Of the account, with its trailer.</param>
    private static string File(string records, string status = "1", string currency = "", string trailers = "98,{0},1,{1}/\n99,{0},1,{2}/")
    {
        var (total, count) = (records.Split('\n').Last(l => l.StartsWith("49,")).Split(',')[1], records.Split('\n').Length);
        return $"01,A,B,260102,1200,1,80,1,2/\n02,B,A,{status},260101,2359,{currency},2/\n{records}\n"
            + trailers.Replace("{0}", total).Replace("{1}", $"{count + 2}").Replace("{2}", $"{count + 4}");
    }

    [Theory]
    [InlineData("16,115,100,0,BANK,CUST,TEXT/", 100, "CUST", "2026-01-01", "TEXT")]
    [InlineData("16,115,100,V,260105,,BANK,,TEXT, WITH/SLASH AND, COMMA/", 100, "BANK", "2026-01-05", "TEXT, WITH/SLASH AND, COMMA")]
    [InlineData("16,115,100,S,50,25,25,BANK,0000000000,TEXT/", 100, "BANK", null, "TEXT")]
    [InlineData("16,115,100,D,2,0,50,1,50,BANK,CUST,TEXT/", 100, "CUST", null, "TEXT")]
    [InlineData("16,115,100,Z,,/", 100, null, null, null)]
    [InlineData("16,115,100/", 100, null, null, null)]
    [InlineData("16,475,100,,,,/", -100, null, null, null)]
    [InlineData("16,930,100,,,,/", 100, null, null, null)]
    [InlineData("16,970,100,,,,/", -100, null, null, null)]
    [InlineData("16,115,+100,,,,/", 100, null, null, null)]
    public void An_entry_is_read_by_its_type_and_availability(string record, long signed, string? reference, string? value, string? text)
    {
        var read = Bank.Read(File($"03,ACC,USD,,,,/\n{record}\n49,100,3/"));
        Assert.Empty(read.Problems);
        var entry = Assert.Single(read.Statements[0].Entries);
        Assert.Equal((signed, reference, text), (entry.SignedMinor, entry.Reference, entry.Remittance));
        Assert.Equal(value, entry.ValueDate?.ToString("yyyy-MM-dd"));
    }

    [Theory]
    [InlineData("16,115,-100,,,,/", "is negative")]
    [InlineData("16,115,1.00,,,,/", "no amount in whole minor units")]
    [InlineData("16,115,,,,,/", "no amount in whole minor units")]
    [InlineData("16,115,99999999999999999999,,,,/", "no amount in whole minor units")]
    [InlineData("16,11,100,,,,/", "no type code")]
    [InlineData("16,030,100,,,,/", "neither credit nor debit")]
    [InlineData("16,115,100,Q,,,/", "no kind of availability")]
    [InlineData("16,115,100,D,99999999,,/", "no kind of availability")]
    public void A_bad_entry_does_not_lose_the_good_ones(string record, string why)
    {
        var read = Bank.Read(File($"03,ACC,USD,010,0,,,015,5,,/\n{record}\n16,115,5,,,,/\n49,5,4/"));
        Assert.Equal(5, Assert.Single(read.Statements[0].Entries).AmountMinor);
        Assert.Contains(read.Problems, p => p.Where == "statement 1, line 4" && p.What.Contains(why));
        Assert.False(read.Statements[0].Balanced);
    }

    [Fact]
    public void Ledger_balances_and_entries_add_up()
    {
        var statement = Bank.One(File("03,ACC,,010,-500,,,015,400,,/\n16,115,1000,,,,/\n16,475,100,,,,/\n49,1000,4/", currency: "KWD"));
        Assert.Equal(("KWD", -500L, 400L, true), (statement.Currency, statement.OpeningMinor, statement.ClosingMinor, statement.Balanced));
    }

    [Fact]
    public void A_continuation_goes_on_with_fields_and_then_with_text()
    {
        var read = Bank.Read(File(
            "03,ACC,USD,010,1,,,015/\n88,101,,/\n16,195,100,V,260102,/\n88,BANK,CUST/\n88,ORG:=J. SMITH/\n88,INV 1/2, 3\n49,202,7/"));
        Assert.Empty(read.Problems);
        var entry = Assert.Single(read.Statements[0].Entries);
        Assert.Equal(101, read.Statements[0].ClosingMinor);
        Assert.Equal(("CUST", "J. SMITH", "ORG:=J. SMITH INV 1/2, 3"), (entry.Reference, entry.Counterparty, entry.Remittance));
    }

    [Theory]
    [InlineData("49,101,3/", "control total of the account is 101, what stands there makes 100")]
    [InlineData("49,100,4/", "The bank says 4 records, there are 3")]
    [InlineData("49,x,3/", "is no amount")]
    [InlineData("49,100/", "is no number")]
    public void Control_totals_of_an_account_are_checked(string trailer, string what) => Assert.Contains(
        Bank.Read(File($"03,ACC,USD,,,,/\n16,115,100,,,,/\n{trailer}")).Problems,
        p => p.Where == "statement 1, line 5" && p.What.Contains(what));

    [Theory]
    [InlineData("98,99,1,5/\n99,100,1,7/", "control total of the group is 99")]
    [InlineData("98,100,2,5/\n99,100,1,7/", "2 accounts, there is 1")]
    [InlineData("98,100,1,6/\n99,100,1,7/", "6 records, there are 5")]
    [InlineData("98,100,1,5/\n99,99,1,7/", "control total of the file is 99")]
    [InlineData("98,100,1,5/\n99,100,2,7/", "2 groups, there is 1")]
    [InlineData("98,100,1,5/\n99,100,1,8/", "8 records, there are 7")]
    [InlineData("99,100,1,6/", "group has no trailer (98)")]
    [InlineData("98,100,1,5/", "last record (99) is missing")]
    [InlineData("77,100/\n98,100,1,5/\n99,100,1,8/", "does not belong here")]
    public void Control_totals_of_group_and_file_are_checked(string trailers, string what) =>
        Assert.Contains(what, Assert.Single(Bank.Read(File("03,ACC,USD,,,,/\n16,115,100,,,,/\n49,100,3/", trailers: trailers)).Problems).What);

    [Theory]
    [InlineData("2", "to delete")]
    [InlineData("4", "only a test")]
    public void A_group_that_is_not_to_be_loaded_says_so(string status, string what) =>
        Assert.Contains(what, Assert.Single(Bank.Read(File("03,ACC,USD,,,,/\n49,0,2/", status)).Problems).What);

    [Fact]
    public void A_record_without_money_is_no_entry()
    {
        var read = Bank.Read(File("03,ACC,USD,,,,/\n16,890,,,,,JUST TEXT/\n49,0,3/"));
        Assert.Empty(read.Statements[0].Entries);
        Assert.Empty(read.Problems);
    }
}
