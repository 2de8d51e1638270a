using System.IO.Compression;
using System.Text;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Import;

/// <summary>Rows are taken out of a file of any kind that is taken; every other row is read as before, on the same line.</summary>
public class WithoutRowsTests
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
    public async Task The_rows_are_gone_and_the_others_stand_where_they_stood(string kind, byte[] file)
    {
        var before = Read(kind, file);
        Assert.Equal([(2, "1"), (4, "2"), (6, "3"), (7, "4")], before.Rows.Select(r => (r.Line, r.Cells[0])));
        var without = (await WithoutAsync(kind, file, 4, 7))!;
        var after = Read(kind, without);
        Assert.Equal([(2, "Ann"), (6, "Zoë; Cy")], after.Rows.Select(r => (r.Line, r.Cells[1])));
        Assert.Equal(file.Take(2), without.Take(2));
        Assert.DoesNotContain("two", after.File.Text);
        Assert.DoesNotContain("Müller", after.File.Text);
        var none = (await WithoutAsync(kind, file, 2, 4, 6, 7))!;
        Assert.DoesNotContain("Ann", FileText.Read("file.csv", none, kind == "windows-1252" ? kind : null).Value.Text);
    }

    [Fact]
    public async Task A_broken_row_is_taken_out_alone()
    {
        var file = Encoding.UTF8.GetBytes("ref,name\n1,\"Zoë\n2,Bo\n3,Cy, the third\n");
        var without = (await WithoutAsync("", file, 2))!;
        Assert.Equal("ref,name\n\n2,Bo\n3,Cy, the third\n", Encoding.UTF8.GetString(without));
    }

    [Fact]
    public async Task A_file_whose_other_rows_would_be_read_as_something_else_is_not_touched()
    {
        // Line by line as long as a quotation mark is left open; without the last one two rows would become one.
        var file = Encoding.UTF8.GetBytes("ref,name\n1,\"Ann\n2,Bo\n3,Cy\"\n4,\"Zoë\n");
        var before = Read("", file);
        Assert.Equal(["2"], before.Rows.Select(r => r.Cells[0]).Where(r => r == "2"));
        Assert.Null(await WithoutAsync("", file, 5));
        Assert.NotNull(await WithoutAsync("", file, 2, 3));
    }

    [Fact]
    public async Task What_stands_on_the_lines_of_a_row_is_read_as_it_is_written()
    {
        var rows = (await Kept("", Encoding.UTF8.GetBytes(Text)).ReadAsync(RowsAsync, Ct))!;
        Assert.Equal([(2, "1,Ann", 4), (4, "2,\"Zoë\r\nof \"\"two\"\" lines\"", 6), (6, "3,Zoë; Cy", 7), (7, "4,Müller", int.MaxValue)],
            rows.Select(r => (r.Line, r.Raw, r.Behind)));
    }

    [Fact]
    public async Task Pieces_at_whose_edge_a_line_end_or_a_letter_is_cut_are_read_as_one()
    {
        foreach (var padding in Enumerable.Range((1 << 16) - 12, 16))
        {
            var text = $"ref,name\r\n1,{new string('x', padding / 8)}\r\n";
            text += string.Concat(Enumerable.Repeat($"2,{new string('y', 60)}\r\n", (padding - text.Length) / 64))
                .PadRight(padding - text.Length, ' ')
                + "\r\n3,Zoë 🙂\r4,Bo 🙂\r\n5,Müller\n";
            var file = Encoding.UTF8.GetBytes(text);
            var line = Read("", file).Rows.Single(r => r.Cells[0] == "3").Line;
            Assert.Equal(text.Replace("3,Zoë 🙂", "", StringComparison.Ordinal), Encoding.UTF8.GetString((await WithoutAsync("", file, line))!));
        }
    }

    [Fact]
    public async Task A_row_that_no_row_can_be_as_long_as_begins_with_a_mark_that_is_never_closed_and_all_are_read_line_by_line()
    {
        var others = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i},{new string('b', 60)}\n"));
        var file = Encoding.UTF8.GetBytes("ref,name\nA,\"Ann\n" + others + "C,Cy\"\nZ,Zoë\n");
        var table = Read("", file);
        Assert.Equal((200_002, 1), (table.Rows.Count, table.Broken.Count));
        Assert.Equal("Zoë", table.Rows[^1].Cells[1]);
        var after = Read("", (await WithoutAsync("", file, 200_004))!);
        Assert.Equal((table.Rows.Count - 1, table.Broken.Count), (after.Rows.Count, after.Broken.Count));
        Assert.DoesNotContain("Zoë", after.File.Text);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<byte[]?> WithoutAsync(string kind, byte[] file, params int[] lines)
    {
        var kept = Kept(kind, file);
        var rows = (await kept.ReadAsync(RowsAsync, Ct))!.Where(r => lines.Contains(r.Line)).ToList();
        if (!await kept.StaysTheSameAsync(rows, Ct)) return null;
        await using var without = await kept.WithoutAsync(rows, Ct);
        using var bytes = new MemoryStream();
        await without.CopyToAsync(bytes, Ct);
        return bytes.ToArray();
    }

    private static async Task<List<CsvRecord>> RowsAsync(CsvRecords records) => await records.RowsAsync(Ct).ToListAsync(Ct);

    private static KeptFile Kept(string kind, byte[] file) => new(
        new ImportRow("c", Guid.Empty, "placement", "file.csv", "", 0, kind, "loaded", null, null, 0, 0, 0, 0, 0, 0, null, "", default, null,
            null, null),
        new StoredFile("c", Guid.Empty, Guid.Empty, "file.csv", "text/csv", file.Length, "", default, null),
        () => Task.FromResult<Stream>(new MemoryStream(file)));

    private static CsvTable Read(string kind, byte[] file) =>
        CsvTable.Read(FileText.Read("file.csv", file, kind == "windows-1252" ? kind : null).Value).Value;

    private static byte[] Pack(byte[] plain)
    {
        var file = new MemoryStream();
        using (var zip = new GZipStream(file, CompressionLevel.Fastest)) zip.Write(plain);
        return file.ToArray();
    }
}
