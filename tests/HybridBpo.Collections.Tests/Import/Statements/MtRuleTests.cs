using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Statements;

public class MtRuleTests
{
    private static string Statement(string entries, string opening = "C260101EUR100,00", string closing = "C260131EUR100,00") =>
        $":20:REF\n:25:DE1\n:28C:1/1\n:60F:{opening}\n{entries}\n:62F:{closing}\n-\n";

    [Theory]
    [InlineData("2601020102C12,50NTRFREF//BANK", 1250, true, "2026-01-02", "REF")]
    [InlineData("260102D12,NTRFNONREF//BANK", 1200, false, "2026-01-02", "BANK")]
    [InlineData("2601020103DR,50NTRFNONREF", null, false, null, null)]
    [InlineData("2601020103DR0,5NTRFNONREF", 50, false, "2026-01-03", null)]
    [InlineData("2601020103RC7,NTRFREF", 700, false, "2026-01-03", "REF")]
    [InlineData("2601020103RD7,NTRFREF", 700, true, "2026-01-03", "REF")]
    [InlineData("2601020103RDR7,NTRFREF", 700, true, "2026-01-03", "REF")]
    [InlineData("2601020103C7NTRFREF", 700, true, "2026-01-03", "REF")]
    [InlineData("2601020103C9.49NTRFREF", 949, true, "2026-01-03", "REF")]
    [InlineData("2601020103C1.000NTRFREF", null, true, null, null)]
    [InlineData("2601020103C1.000,00NTRFREF", null, true, null, null)]
    [InlineData("2601020103C7,005NTRFREF", null, true, null, null)]
    [InlineData("2601020103C7,000NTRFREF", 700, true, "2026-01-03", "REF")]
    [InlineData("2601020103C99999999999999999999,00NTRFREF", null, true, null, null)]
    [InlineData("2601020103C-7,00NTRFREF", null, true, null, null)]
    [InlineData("2601020103X7,00NTRFREF", null, true, null, null)]
    [InlineData("260102", null, true, null, null)]
    [InlineData("", null, true, null, null)]
    public void An_entry_is_read_or_left_out_with_a_word(string line, int? minor, bool credit, string? booked, string? reference)
    {
        var read = Bank.Read(Statement($":61:{line}\n:86:TEXT"));
        if (minor is null)
        {
            Assert.Empty(read.Statements[0].Entries);
            Assert.Contains(read.Problems, p => p.Where == "statement 1, line 5" && p.What.Contains("left out"));
            Assert.Contains(read.Problems, p => p.What.Contains("1 entry could not be read"));
            return;
        }

        var entry = Assert.Single(read.Statements[0].Entries);
        Assert.Equal((minor.Value, credit, reference), (entry.AmountMinor, entry.Credit, entry.Reference));
        Assert.Equal(booked, entry.BookingDate?.ToString("yyyy-MM-dd"));
    }

    [Theory]
    [InlineData("2512310102", "2025-12-31", "2026-01-02")]
    [InlineData("2601021231", "2026-01-02", "2025-12-31")]
    [InlineData("2402290301", "2024-02-29", "2024-03-01")]
    [InlineData("2602280229", "2026-02-28", "2026-02-28")]
    [InlineData("260230", "2026-02-28", "2026-02-28")]
    [InlineData("2601311301", "2026-01-31", null)]
    [InlineData("2604310501", null, null)]
    [InlineData("991231", "1999-12-31", "1999-12-31")]
    public void The_entry_date_is_of_the_year_that_is_nearest(string dates, string? value, string? booked)
    {
        var entry = Assert.Single(Bank.One(Statement($":61:{dates}C1,00NTRFREF")).Entries);
        Assert.Equal((value, booked), (entry.ValueDate?.ToString("yyyy-MM-dd"), entry.BookingDate?.ToString("yyyy-MM-dd")));
    }

    [Theory]
    [InlineData("JPY", "1500,", 1500)]
    [InlineData("KWD", "1,005", 1005)]
    [InlineData("EUR", "1,5", 150)]
    public void Minor_units_are_those_of_the_currency(string currency, string amount, long minor)
    {
        var statement = Bank.One(Statement($":61:260102C{amount}NTRFREF", $"C260101{currency}0,", $"C260131{currency}{amount}"));
        Assert.Equal((minor, minor, true), (statement.Entries[0].AmountMinor, statement.ClosingMinor, statement.Balanced));
    }

    [Fact]
    public void Reversals_count_the_other_way()
    {
        Assert.True(Bank.One(Statement(":61:260102RC30,NTRFA\n:61:260102D20,NTRFB", closing: "C260131EUR50,00")).Balanced);
        Assert.True(Bank.One(Statement(":61:260102RD30,NTRFA\n:61:260102C20,NTRFB", closing: "C260131EUR150,00")).Balanced);
    }

    [Fact]
    public void Overdrawn_balances_are_negative()
    {
        var statement = Bank.One(Statement(":61:260102D30,NTRFA", "D260101EUR5,00", "D260131EUR35,00"));
        Assert.Equal((-500L, -3500L, true), (statement.OpeningMinor, statement.ClosingMinor, statement.Balanced));
    }

    [Fact]
    public void Expected_entries_are_no_part_of_the_balance()
    {
        var read = Bank.Read(Statement(":61:260102EC30,NTRFA\n:61:260102ED10,NTRFA"));
        Assert.True(read.Statements[0].Balanced);
        Assert.Equal([false, false], read.Statements[0].Entries.Select(e => e.Booked));
        Assert.Equal(2, read.Problems.Count(p => p.What.Contains("only expected")));
    }

    [Fact]
    public void Pages_of_one_statement_have_balances_of_their_own()
    {
        var read = Bank.Read(":20:A\n:25:DE1\n:28C:7/1\n:60F:C260101EUR1,\n:61:260102C1,NTRFA\n:62M:C260102EUR2,\n-\n"
            + ":20:A\n:25:DE1\n:28C:7/2\n:60M:C260102EUR2,\n:61:260102C3,NTRFA\n:62F:C260102EUR5,\n-");
        Assert.Equal([true, true], read.Statements.Select(s => s.Balanced!.Value));
        Assert.Empty(read.Problems);
    }

    [Fact]
    public void An_envelope_and_any_line_ends_make_no_difference()
    {
        var plain = Statement(":61:260102C1,NTRFA\n:86:HELLO\nWORLD", closing: "C260131EUR101,00");
        var one = Bank.One(plain);
        Assert.Equal("HELLO WORLD", one.Entries[0].Remittance);
        var wrapped = "{1:F01AAAABBCCXXXX0000000000}{2:O9401200260131AAAABBCCXXXX00000000002601311200N}{3:{108:X}}{4:\r\n"
            + plain.TrimEnd('-', '\n') + "\r\n-}{5:{CHK:123456789ABC}}\r\n";
        string[] same = [wrapped, wrapped + wrapped, "{4:" + plain, plain.Replace("\n", "\r"), plain.Replace("\n", "\r\n"), "\ufeff" + plain];
        foreach (var text in same)
            Assert.All(Bank.Read(text).Statements, s => Assert.Equivalent(one, s));
        Assert.Equal(2, Bank.Read(wrapped + wrapped).Statements.Count);
    }

    [Theory]
    [InlineData(new byte[] { 0xfc }, "ü")]
    [InlineData(new byte[] { 0x80 }, "€")]
    [InlineData(new byte[] { 0xc3, 0xbc }, "ü")]
    public void Letters_are_read_in_the_encoding_that_they_are_in(byte[] letter, string expected)
    {
        var (before, after) = (Statement(":61:260102C1,NTRFA\n:86:M").Split("M")[0] + "M", "ller\n:62F:C260131EUR101,00\n");
        byte[] bytes = [.. System.Text.Encoding.ASCII.GetBytes(before), .. letter, .. System.Text.Encoding.ASCII.GetBytes(after)];
        Assert.Equal($"M{expected}ller", StatementReader.Read("x", bytes).Value.Statements[0].Entries[0].Remittance);
    }

    [Fact]
    public void A_bad_entry_does_not_lose_the_good_ones()
    {
        var read = Bank.Read(Statement(
            ":61:260102C1,NTRFA\n:61:rubbish\n:86:of the bad one\n:61:260102C2,NTRFB\n:86:good", closing: "C260131EUR103,00"));
        Assert.Equal(["A", "B"], read.Statements[0].Entries.Select(e => e.Reference));
        Assert.Equal("good", read.Statements[0].Entries[1].Remittance);
        Assert.False(read.Statements[0].Balanced);
    }

    [Fact]
    public void Missing_fields_are_told()
    {
        var read = Bank.Read(":20:A\n:61:260102C1,NTRFA\n");
        Assert.Null(read.Statements[0].Balanced);
        Assert.Contains(read.Problems, p => p.What.Contains("Field 25 is missing"));
        Assert.Contains(read.Problems, p => p.What.Contains("No field tells the currency"));
        Assert.Contains(read.Problems, p => p.What.Contains("opening and the closing balance are missing"));
    }

    [Fact]
    public void A_report_during_the_day_has_totals_in_place_of_balances()
    {
        var report = ":20:A\n:25:DE1\n:28C:1/1\n:34F:EUR0,\n:13D:2601021200+0100\n:61:260102D5,NTRFA\n:61:260102C1,5NTRFB\n:90D:1EUR5,00\n:90C:1EUR";
        var good = Bank.Read(report + "1,50\n-");
        Assert.Equal(("MT942", null), (good.Format, good.Statements[0].Balanced));
        Assert.Empty(good.Problems);
        Assert.Contains("Field 90C says 1 credit of 1,51 EUR, here is 1 of 1,50", Assert.Single(Bank.Read(report + "1,51\n-").Problems).What);
    }

    [Fact]
    public void Zero_characters_cost_a_word_and_nothing_else()
    {
        var read = Bank.Read(Statement(":61:260102C1,NTRFA\n:86:A\0B", closing: "C260131EUR101,00"));
        Assert.Equal("A B", read.Statements[0].Entries[0].Remittance);
        Assert.Contains("zero characters", Assert.Single(read.Problems).What);
    }
}
