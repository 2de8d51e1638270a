using System.IO.Compression;
using System.Text;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Import;

public class FileTextTests
{
    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_column()
    {
        var bytes = new byte[] { 0xef, 0xbb, 0xbf }.Concat(Encoding.UTF8.GetBytes("ref;näme\n1;Bäcker\n")).ToArray();
        Assert.Equal(["ref", "näme"], CsvTable.Read(FileText.Read("a.csv", bytes).Value).Value.Header);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Utf16_with_its_mark_is_read(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, true);
        var file = FileText.Read("a.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes("ref,name\n1,Zoë\n")]).Value;
        Assert.Equal("utf-16", file.Encoding);
        Assert.Equal("Zoë", CsvTable.Read(file).Value.Rows[0].Cells[1]);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_the_line_and_read_when_their_encoding_is_named()
    {
        var bytes = Encoding.Latin1.GetBytes("ref,name\n1,Ann\n2,Zoë\n");
        Assert.Contains("line 3 is not UTF-8", FileText.Read("a.csv", bytes).Refusal!.Message);
        Assert.Equal("Zoë", CsvTable.Read(FileText.Read("a.csv", bytes, "windows-1252").Value).Value.Rows[1].Cells[1]);
    }

    [Fact]
    public void A_file_over_the_limit_is_refused_with_its_size()
    {
        var refusal = FileText.Read("big.csv", new byte[200 << 20]).Refusal!;
        Assert.Equal(413, refusal.Status);
        Assert.Contains("big.csv is 200 MB; at most 64 MB", refusal.Message);
    }

    [Fact]
    public void A_zip_bomb_stops_at_the_limit()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, true))
            for (var i = 0; i < 80; i++)
                zip.Write(new byte[1 << 20]);
        var refusal = FileText.Read("bomb.csv.gz", packed.ToArray()).Refusal!;
        Assert.Equal((413, "bomb.csv.gz unpacks to more than 64 MB. Split the file and load the parts one after the other."),
            (refusal.Status, refusal.Message));
    }

    [Fact]
    public void A_gzip_file_is_read_as_it_is_and_a_damaged_one_is_refused()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, true)) zip.Write("ref,name\n1,Ann\n"u8);
        Assert.Equal("ref,name\n1,Ann\n", FileText.Read("a.csv.gz", packed.ToArray()).Value.Text);
        Assert.Contains("damaged or cut off", FileText.Read("a.csv.gz", [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).Refusal!.Message);
    }

    [Theory]
    [InlineData("504b0304aa", "an Excel or ZIP file")]
    [InlineData("255044462d312e37", "a PDF")]
    [InlineData("d0cf11e0", "an old Excel file")]
    [InlineData("41002c0000000042", "a binary file")]
    [InlineData("41002c0042000a00", "UTF-16 text without its byte-order mark")]
    [InlineData("0041002c0042000a", "UTF-16 text without its byte-order mark")]
    public void What_is_no_text_is_named(string hex, string kind) =>
        Assert.Contains(kind, FileText.Read("a.csv", Convert.FromHexString(hex)).Refusal!.Message);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_with_zero_characters_is_refused_with_the_line(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, true);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("ref,name\n1,Ann\n2,Z\0e\n")];
        Assert.Contains("line 3 holds zero characters", FileText.Read("a.csv", bytes).Refusal!.Message);
    }

    [Fact]
    public void An_empty_file_is_refused() => Assert.Contains("empty", FileText.Read("a.csv", []).Refusal!.Message);
}
