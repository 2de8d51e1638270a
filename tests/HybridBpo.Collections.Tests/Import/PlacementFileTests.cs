using System.Text.Json;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Import;

public class PlacementFileTests
{
    private const string Head = "AccountRef,StatementOfWorkID,DueDate,Balance,CustomerRef,FirstName,LastName,DOB,Emails,Phones\n";

    private static readonly DateOnly Today = new(2026, 10, 14);

    [Theory]
    [InlineData("debtflow-new_placements_feb2026.csv")]
    [InlineData("debtflow-urgent_placements_feb13.csv")]
    public void A_real_placement_file_loads_whole_with_the_proposed_mapping(string name)
    {
        var truth = JsonDocument.Parse(File.ReadAllText(SharedData.File("bank", "placement", "truth.json"))).RootElement.GetProperty("files")
            .GetProperty(name);
        var table = CsvTable.Read(FileText.Read(name, File.ReadAllBytes(SharedData.File("bank", "placement", name))).Value).Value;
        var proposal = Mapping.Propose(table, ImportKinds.Placement, "USD");
        Assert.Empty(proposal.Problems);
        var read = ReadFile.Placements(table, proposal.Mapping, "USD", Today);
        Assert.Empty(read.Bad);
        Assert.Equal(truth.GetProperty("valid_rows").GetInt32(), read.Good.Count);
        Assert.Equal(truth.GetProperty("sum_of_valid_amounts").GetString(), (read.Good.Sum(r => r.BalanceMinor) / 100m).ToString("0.00"));
        var first = truth.GetProperty("first_row");
        Assert.Equal(first.GetProperty("debtor_name").GetString(), read.Good[0].Name);
        Assert.Equal(first.GetProperty("debtor_phone").GetString(), Assert.Single(read.Good[0].Phones));
        Assert.Equal(
            truth.GetProperty("rows_without_email").EnumerateArray().Select(r => r.GetString()), read.Good.Where(r => r.Emails.Count == 0)
                .Select(r => r.AccountRef));
        Assert.DoesNotContain("debtor_ssn_last4", proposal.Mapping.Columns.Keys);
    }

    [Fact]
    public void An_ageing_file_with_bare_numbers_asks_how_amounts_are_written()
    {
        var table = CsvTable.Read(FileText.Read(
            "a.csv", File.ReadAllBytes(SharedData.File("bank", "placement", "fwdloop-ar-aging.csv"))).Value).Value;
        var proposal = Mapping.Propose(table, ImportKinds.Placement, "USD");
        Assert.Null(proposal.Mapping.AmountFormat);
        Assert.Contains("Say how the file writes amounts.", proposal.Problems);
        Assert.Contains("No column is matched to \"Account reference\".", proposal.Problems);
    }

    [Fact]
    public void Our_own_column_names_are_known()
    {
        var (table, read) = Read(Head + "A-1,SOW-1,2026-08-31,94210,C-1,Rowan,Ellery,1980-02-03,rowan@example.com; R.E@Example.com,(202) 555-0142\n");
        Assert.Equal(10, Mapping.Propose(table, ImportKinds.Placement, "USD").Mapping.Columns.Count);
        var row = Assert.Single(read.Good);
        Assert.Equal(("A-1", 94210L, new DateOnly(2026, 8, 31), "Rowan Ellery"), (row.AccountRef, row.BalanceMinor, row.DueDate, row.Name));
        Assert.Equal(["rowan@example.com", "r.e@example.com"], row.Emails);
        Assert.Equal(["+12025550142"], row.Phones);
    }

    [Theory]
    [InlineData("A-1,S,2026-09-31,94210,C,R,E,,,", "DueDate", "September has 30 days")]
    [InlineData("A-1,S,soon,94210,C,R,E,,,", "DueDate", "soon is not a day such as 2026-09-30")]
    [InlineData("A-1,S,30.09.2026,94210,C,R,E,,,", "DueDate", "30.09.2026 is not a day such as 2026-09-30")]
    [InlineData("A-1,S,2026-13-01,94210,C,R,E,,,", "DueDate", "there is no month 13")]
    [InlineData("A-1,S,2031-11-21,94210,C,R,E,,,", "DueDate", "2031-11-21 is after 2031-10-14, the last day that is taken as Due date")]
    [InlineData("A-1,S,2026-08-31,-4300,C,R,E,,,", "Balance", "below zero: a credit comes as a transaction")]
    [InlineData("A-1,S,2026-08-31,0,C,R,E,,,", "Balance", "zero")]
    [InlineData("A-1,S,2026-08-31,12.50,C,R,E,,,", "Balance", "whole cents wanted")]
    [InlineData("A-1,S,2026-08-31,94210,C,R,E,2011-02-14,,", "DOB", "under 18")]
    [InlineData("A-1,S,2026-08-31,94210,C,R,E,2008-10-15,,", "DOB", "under 18")]
    [InlineData(",S,2026-08-31,94210,C,R,E,,,", "AccountRef", "Account reference is missing: every row needs one")]
    [InlineData("A-1,S,,94210,C,R,E,,,", "DueDate", "Due date is missing: every row needs one")]
    [InlineData("A-1,S,2026-08-31,94210,C,R,E,,rowan at example.com,", "Emails", "not an e-mail address")]
    [InlineData("A-1,S,2026-08-31,94210,C,R,E,,,12345", "Phones", "not a phone number")]
    [InlineData("A-1,S,1969-08-31,94210,C,R,E,,,", "DueDate", "before 1970-01-01")]
    public void A_bad_cell_names_line_column_and_reason(string row, string column, string says)
    {
        var (_, read) = Read(Head + "OK,S,2026-08-31,94210,C,R,E,2008-10-14,,\n" + row + "\n");
        Assert.Single(read.Good);
        var bad = Assert.Single(read.Bad);
        Assert.Equal((3, column), (bad.Line, Assert.Single(bad.Errors).Column));
        Assert.Contains(says, bad.Errors[0].Reason);
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_row_is_said_at_once()
    {
        var (_, read) = Read(Head + ",S,never,-1,C,R,E,2015-01-01,x,y\n");
        Assert.Equal(["AccountRef", "Balance", "DOB", "DueDate", "Emails", "Phones"], read.Bad[0].Errors.Select(e => e.Column).Order());
    }

    [Theory]
    [InlineData("01.02.1980", "yyyy-MM-dd", "01.02.1980 is not a day such as 2026-09-30")]
    [InlineData("1980-01-01", "dd.MM.yyyy", "1980-01-01 is not a day such as 30.09.2026")]
    [InlineData("31.09.1980", "dd.MM.yyyy", "31.09.1980 is no day: September has 30 days")]
    [InlineData("09/31/1980", "MM/dd/yyyy", "09/31/1980 is no day: September has 30 days")]
    [InlineData("29.02.1981", "dd.MM.yyyy", "29.02.1981 is no day: February 1981 has 28 days")]
    [InlineData("30/09/1980", "MM/dd/yyyy", "30/09/1980 is no day: there is no month 30, days are written as 09/30/2026, month first")]
    [InlineData("1980-01", "dd-MM-yyyy", "1980-01 is not a day such as 30-09-2026, day first")]
    public void A_day_in_another_format_is_told_with_an_example_of_the_files_own(string dob, string format, string says)
    {
        var due = new DateOnly(2026, 8, 31).ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        var read = Read(Head + $"A-1,S,{due},94210,C,R,E,{dob},,\n", format).Rows;
        Assert.Equal(("DOB", says), (read.Bad[0].Errors[0].Column, Assert.Single(Assert.Single(read.Bad).Errors).Reason));
    }

    [Fact]
    public void The_same_account_twice_with_other_content_keeps_both_rows_out_and_says_where_they_differ()
    {
        var (_, read) = Read(Head + "A-1,S,2026-08-31,1,C,R,E,,,\nA-2,S,2026-08-31,5,C,R,E,,,\nA-1,S,2026-08-31,2,C,R,E,,,\n");
        Assert.Equal("A-2", Assert.Single(read.Good).AccountRef);
        Assert.Equal([2, 4], read.Bad.Select(b => b.Line));
        Assert.All(read.Bad, b => Assert.StartsWith("line 4 repeats the reference of line 2 with another balance", Assert.Single(b.Errors).Reason));
    }

    [Theory]
    [InlineData("A-1,S,2026-08-31,1,C,R,E,1980-01-32,,", "balance and date of birth")]
    [InlineData("A-1,S,2026-08-31,1", "balance and 3 other cells")]
    public void No_amount_wins_because_the_other_row_has_another_fault(string faulty, string differs)
    {
        var (_, read) = Read(Head + faulty + "\nA-1,S,2026-08-31,99,C,R,E,,,\n");
        Assert.Empty(read.Good);
        Assert.Equal([2, 1], read.Bad.Select(b => b.Errors.Count));
        Assert.All(read.Bad, b => Assert.StartsWith($"line 3 repeats the reference of line 2 with another {differs}", b.Errors[0].Reason));
    }

    [Fact]
    public void The_same_row_twice_is_loaded_once_and_counted()
    {
        var (_, read) = Read(Head + "A-1,S,2026-08-31,1,C,R,E,,,\nA-1,S,2026-08-31,1,C,R,E,,,\nA-1, S ,2026-08-31,1,C,R,E,,,\n");
        Assert.Equal((2, 2), (Assert.Single(read.Good).Line, read.Repeated));
        Assert.Empty(read.Bad);
    }

    [Fact]
    public void The_same_broken_row_twice_repeats_nothing_because_nothing_of_it_loads()
    {
        var (_, read) = Read(Head + "A-1,S,2026-09-31,1,C,R,E,,,\nA-1,S,2026-09-31,1,C,R,E,,,\nA-2,S,2026-08-31,1,C,R,E,,,\n");
        Assert.Equal((1, 0), (read.Good.Count, read.Repeated));
        Assert.Equal([2, 3], read.Bad.Select(b => b.Line));
        Assert.All(read.Bad, b => Assert.Equal("DueDate", Assert.Single(b.Errors).Column));
    }

    [Fact]
    public void A_saved_mapping_is_proposed_again_for_columns_with_other_names()
    {
        var saved = new Mapping(new Dictionary<string, string>
        { ["konto"] = "account_ref", ["faellig"] = "due_date", ["soll"] = "balance", ["wer"] = "name" }, "comma", "dd.MM.yyyy");
        var table = CsvTableTests.Table("Konto;Fällig;Soll;Wer;x\n1;01.02.2026;1234;Ann;z\n".Replace("ä", "ae", StringComparison.Ordinal));
        var mapping = Mapping.Propose(table, ImportKinds.Placement, "USD", saved);
        Assert.Empty(mapping.Problems);
        Assert.Equal(("comma", "dd.MM.yyyy"), (mapping.Mapping.AmountFormat, mapping.Mapping.DateFormat));
    }

    [Fact]
    public void Days_that_can_be_read_two_ways_are_asked_about()
    {
        var table = CsvTableTests.Table("account,due date,balance,name\n1,01/02/2026,12.34,Ann\n");
        var proposal = Mapping.Propose(table, ImportKinds.Placement, "USD");
        Assert.Null(proposal.Mapping.DateFormat);
        Assert.Equal(["MM/dd/yyyy", "dd/MM/yyyy"], proposal.DateFormats);
    }

    [Fact]
    public void A_column_about_race_or_a_social_security_number_cannot_be_mapped()
    {
        var table = CsvTableTests.Table("account,due date,balance,name,race\n1,2026-01-02,12.34,Ann,x\n");
        var mapping = new Mapping(
            new Dictionary<string, string> { ["account"] = "account_ref", ["due date"] = "due_date", ["balance"] = "balance", ["race"] = "name" },
                "point", "yyyy-MM-dd");
        Assert.Contains("The column \"race\" is never stored.", mapping.Problems(table, ImportKinds.Placement));
    }

    private static (CsvTable Table, ReadRows<PlacementRow> Rows) Read(string text, string format = "yyyy-MM-dd")
    {
        var table = CsvTableTests.Table(text);
        var mapping = Mapping.Propose(table, ImportKinds.Placement, "USD").Mapping with { AmountFormat = "minor", DateFormat = format };
        return (table, ReadFile.Placements(table, mapping, "USD", Today));
    }
}
