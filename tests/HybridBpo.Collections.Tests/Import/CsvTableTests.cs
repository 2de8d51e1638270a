using System.Text;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Import;

public class CsvTableTests
{
    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void The_separator_is_found(char separator) =>
        Assert.Equal(separator, Table($"ref{separator}name{separator}amount\n1{separator}\"A, B; C\"{separator}3\n").Delimiter);

    [Fact]
    public void Lines_are_counted_as_an_editor_counts_them()
    {
        var table = Table("ref,name\r\n1,Ann\r\n\r\n2,\"two\nlines\"\r\n3,Cy\r\n");
        Assert.Equal([2, 4, 6], table.Rows.Select(r => r.Line));
    }

    [Fact]
    public void A_quotation_mark_that_is_never_closed_breaks_its_own_line_only()
    {
        var table = Table("ref,name\n1,\"Ann\n2,Bo\n3,Cy\n");
        Assert.Equal(["2", "3"], table.Rows.Select(r => r.Cells[0]));
        Assert.Equal(2, Assert.Single(table.Broken).Line);
        Assert.Contains("not closed", table.Broken[0].Reason);
    }

    [Fact]
    public void A_line_that_is_cut_off_is_broken_and_the_others_go_on()
    {
        var table = Table("ref,name,amount\n1,Ann,5\n2,Bo");
        Assert.Single(table.Rows);
        Assert.Equal((3, "only 2 of 3 columns: is the line cut off?"), (table.Broken[0].Line, table.Broken[0].Reason));
    }

    [Fact]
    public void A_cell_too_many_is_broken() => Assert.Contains("3 columns instead of 2", Table("ref,name\n1,Foster, Angela\n").Broken[0].Reason);

    [Theory]
    [InlineData("just one column\n1\n", "one column only")]
    [InlineData("ref,Ref\n1,2\n", "stands twice")]
    [InlineData("ref,name\n", "no rows")]
    public void A_table_that_is_none_is_refused(string text, string says) => Assert.Contains(says, Read(text).Refusal!.Message);

    [Fact]
    public void Too_many_columns_are_refused() =>
        Assert.Contains("201 columns", Read(string.Join(',', Enumerable.Range(0, 201)) + "\n1\n").Refusal!.Message);

    [Fact]
    public void Control_characters_break_the_row() => Assert.Contains("control characters", Table("ref,name\n1,A\u0007nn\n").Broken[0].Reason);

    [Fact]
    public void Characters_that_turn_the_text_around_break_the_row() =>
        Assert.Equal("name holds invisible characters that turn the direction of the text", Table("ref,name\n1,A\u202Enn\n").Broken[0].Reason);

    [Fact]
    public void A_cell_over_the_limit_breaks_the_row() =>
        Assert.Contains("longer than 10,000", Table($"ref,name\n1,{new string('x', 10_001)}\n").Broken[0].Reason);

    internal static CsvTable Table(string text) => Read(text).Value;

    private static Result<CsvTable> Read(string text) => CsvTable.Read(FileText.Read("a.csv", Encoding.UTF8.GetBytes(text)).Value);
}
