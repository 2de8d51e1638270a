using System.IO.Compression;
using System.Text;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Import;

/// <summary>Rows are taken out of a file of any kind that is taken; every other row is read as before, on the same line.</summary>
public class LinesOutTests
{
    private const string Text = "ref,name\r\n1,Ann\r\n\r\n2,\"Zoë\r\nof \"\"two\"\" lines\"\r\n3,Zoë; Cy\r\n4,Müller\r\n";

    public static TheoryData<string, byte[]> Files => new()
    {
        { "utf-8", Encoding.UTF8.GetBytes(Text) },
        { "utf-8 with a mark", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Text)] },
        { "utf-16", [0xff, 0xfe, .. Encoding.Unicode.GetBytes(Text)] },
        { "utf-16 of the other order", [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Text) },
        { "gzip", Pack(Encoding.UTF8.GetBytes(Text)) },
        { "line ends of Unix", Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n")) },
        { "line ends of old", Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\r")) },
        { "no line end at the end", Encoding.UTF8.GetBytes(Text.TrimEnd()) },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void The_rows_are_gone_and_the_others_stand_where_they_stood(string kind, byte[] file)
    {
        var before = Read(kind, file);
        Assert.Equal([(2, "1"), (4, "2"), (6, "3"), (7, "4")], before.Rows.Select(r => (r.Line, r.Cells[0])));
        var without = LinesOut.Of(file, before, new HashSet<int> { 4, 7 })!;
        var after = Read(kind, without);
        Assert.Equal([(2, "Ann"), (6, "Zoë; Cy")], after.Rows.Select(r => (r.Line, r.Cells[1])));
        Assert.Equal(file.Take(2), without.Take(2));
        Assert.DoesNotContain("two", after.File.Text);
        Assert.DoesNotContain("Müller", after.File.Text);
        var none = LinesOut.Of(file, before, new HashSet<int> { 2, 4, 6, 7 })!;
        Assert.DoesNotContain("Ann", FileText.Read("file.csv", none, kind == "windows-1252" ? kind : null).Value.Text);
    }

    [Fact]
    public void A_broken_row_is_taken_out_alone()
    {
        var file = Encoding.UTF8.GetBytes("ref,name\n1,\"Zoë\n2,Bo\n3,Cy, the third\n");
        var without = LinesOut.Of(file, Read("", file), new HashSet<int> { 2 })!;
        Assert.Equal("ref,name\n\n2,Bo\n3,Cy, the third\n", Encoding.UTF8.GetString(without));
    }

    [Fact]
    public void A_file_whose_other_rows_would_be_read_as_something_else_is_not_touched()
    {
        // Line by line as long as a quotation mark is left open; without the last one two rows would become one.
        var file = Encoding.UTF8.GetBytes("ref,name\n1,\"Ann\n2,Bo\n3,Cy\"\n4,\"Zoë\n");
        var before = Read("", file);
        Assert.Equal(["2"], before.Rows.Select(r => r.Cells[0]).Where(r => r == "2"));
        Assert.Null(LinesOut.Of(file, before, new HashSet<int> { 5 }));
        Assert.Null(LinesOut.Of(file, before, new HashSet<int> { 1 }));
    }

    [Fact]
    public void What_stands_on_the_lines_of_a_row_is_read_as_it_is_written()
    {
        var raw = LinesOut.Raw(Read("", Encoding.UTF8.GetBytes(Text)));
        Assert.Equal(("ref,name\r\n", "2,\"Zoë\r\nof \"\"two\"\" lines\"\r\n", "4,Müller\r\n"), (raw(1), raw(4), raw(7)));
    }

    private static CsvTable Read(string kind, byte[] file) =>
        CsvTable.Read(FileText.Read("file.csv", file, kind == "windows-1252" ? kind : null).Value).Value;

    private static byte[] Pack(byte[] plain)
    {
        var file = new MemoryStream();
        using (var zip = new GZipStream(file, CompressionLevel.Fastest)) zip.Write(plain);
        return file.ToArray();
    }
}
