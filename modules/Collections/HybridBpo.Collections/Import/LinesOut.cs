using System.IO.Compression;
using System.Text;

namespace HybridBpo.Collections.Import;

/// <summary>
/// Takes rows out of a file and leaves every other byte of it: their lines stay, empty, so that whatever names a row by its line still finds it.
/// </summary>
internal static class LinesOut
{
    /// <summary>The file without these rows, packed as it was; null when the other rows would no longer be read as they were.</summary>
    public static byte[]? Of(byte[] file, CsvTable table, IReadOnlySet<int> lines)
    {
        var (text, packed) = (table.File, file is [0x1f, 0x8b, ..]);
        var plain = packed ? Unpack(file) : file;
        var encoding = Encoding(text.Encoding, plain, out var mark);
        byte[] without = [.. plain[..mark], .. encoding.GetBytes(Blank(text.Text, Ranges(table, lines)))];
        if (packed) without = Pack(without);
        return IsTheSame(table, without, lines) ? without : null;
    }

    /// <summary>What stands on the lines of a row, as it is written.</summary>
    public static Func<int, string> Raw(CsvTable table)
    {
        var (text, starts) = (table.File.Text, Starts(table.File.Text));
        var next = Next(table);
        return line => text[starts[line - 1]..(next.GetValueOrDefault(line, starts.Count + 1) is var end && end <= starts.Count ? starts[end - 1]
            : text.Length)];
    }

    private static string Blank(string text, IEnumerable<(int First, int Behind)> ranges)
    {
        var starts = Starts(text);
        var blank = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (first, behind) in ranges)
        {
            var (from, to) = (starts[first - 1], behind <= starts.Count ? starts[behind - 1] : text.Length);
            blank.Append(text, at, from - at);
            foreach (var c in text.AsSpan(from, to - from))
                if (c is '\r' or '\n') blank.Append(c);
            at = to;
        }

        return blank.Append(text, at, text.Length - at).ToString();
    }

    private static IEnumerable<(int First, int Behind)> Ranges(CsvTable table, IReadOnlySet<int> lines)
    {
        var next = Next(table);
        return lines.Order().Select(line => (line, next.GetValueOrDefault(line, int.MaxValue)));
    }

    // Where the next row begins: a row may go over several lines.
    private static Dictionary<int, int> Next(CsvTable table)
    {
        int[] starts = [.. table.Rows.Select(r => r.Line).Concat(table.Broken.Select(b => b.Line)).Distinct().Order()];
        return starts.Zip(starts.Skip(1)).Prepend((1, starts[0])).ToDictionary();
    }

    private static List<int> Starts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) starts.Add(i + 1);
        return starts;
    }

    private static Encoding Encoding(string name, byte[] plain, out int mark)
    {
        mark = plain switch { [0xef, 0xbb, 0xbf, ..] => 3, [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => 2, _ => 0 };
        return name switch
        {
            "utf-16" => new UnicodeEncoding(plain[0] == 0xfe, false, true),
            "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
            _ => new UTF8Encoding(false, true),
        };
    }

    private static bool IsTheSame(CsvTable table, byte[] without, IReadOnlySet<int> lines)
    {
        var rows = table.Rows.Where(r => !lines.Contains(r.Line)).ToList();
        var broken = table.Broken.Where(b => !lines.Contains(b.Line)).ToList();
        if (rows.Count + broken.Count == 0) return !lines.Contains(1);
        return FileText.Read(table.File.Name, without, table.File.Encoding == "windows-1252" ? table.File.Encoding : null).Is(out var text, out _)
            && CsvTable.Read(text).Is(out var read, out _) && read.Header.SequenceEqual(table.Header)
            && read.Rows.SequenceEqual(rows, SameRow) && read.Broken.SequenceEqual(broken, SameBroken);
    }

    private static readonly IEqualityComparer<TableRow> SameRow = EqualityComparer<TableRow>.Create(
        (a, b) => a!.Line == b!.Line && a.Cells.SequenceEqual(b.Cells), row => row.Line);

    private static readonly IEqualityComparer<BrokenRow> SameBroken = EqualityComparer<BrokenRow>.Create(
        (a, b) => a!.Line == b!.Line && a.Reason == b.Reason && a.Cells.SequenceEqual(b.Cells), row => row.Line);

    private static byte[] Unpack(byte[] file)
    {
        using var zip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zip.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Pack(byte[] plain)
    {
        var file = new MemoryStream();
        using (var zip = new GZipStream(file, CompressionLevel.Optimal)) zip.Write(plain);
        return file.ToArray();
    }
}
