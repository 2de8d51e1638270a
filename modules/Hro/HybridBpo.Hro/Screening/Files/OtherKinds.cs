using System.IO.Compression;
using System.Text;

namespace HybridBpo.Hro.Screening;

/// <summary>A kind of file that is not read, in words, and what its owner can do.</summary>
internal sealed record OtherKind(string Name, string Instead);

/// <summary>Names the kinds of files that people send by mistake, by their content.</summary>
internal static class OtherKinds
{
    private const string SaveAs = "Open it and save it as PDF or DOCX, or ask the candidate to.";
    private const string Export = "Open it in Pages and export it as PDF or Word, or ask the candidate to.";
    private const string Picture = "Ask for the document itself as PDF, DOCX, TXT or HTML; a picture holds no words that can be read.";
    private const string NoResume = "If a resume was meant, ask for it as PDF, DOCX, TXT or HTML.";
    private const string Unpack = "Unpack it and send the resume inside as PDF, DOCX, TXT or HTML.";

    private static readonly (byte[] Start, int At, OtherKind Kind)[] Starts =
    [
        ([0x89, 0x50, 0x4E, 0x47], 0, new("a PNG picture", Picture)), ([0xFF, 0xD8, 0xFF], 0, new("a JPEG picture", Picture)),
        ("GIF8"u8.ToArray(), 0, new("a GIF picture", Picture)), ("II*\0"u8.ToArray(), 0, new("a TIFF picture", Picture)),
        ("MM\0*"u8.ToArray(), 0, new("a TIFF picture", Picture)), ("WEBP"u8.ToArray(), 8, new("a WebP picture", Picture)),
        ("ftyphei"u8.ToArray(), 4, new("a HEIC picture", Picture)), ("ftypmif1"u8.ToArray(), 4, new("a HEIC picture", Picture)),
        ("{\\rtf"u8.ToArray(), 0, new("a rich text document (RTF)", SaveAs)), ("%!PS"u8.ToArray(), 0, new("a PostScript file", SaveAs)),
        ([0x1F, 0x8B], 0, new("a gzip archive", Unpack)), ([0x37, 0x7A, 0xBC, 0xAF], 0, new("a 7-Zip archive", Unpack)),
        ("Rar!"u8.ToArray(), 0, new("a RAR archive", Unpack)), ("MZ"u8.ToArray(), 0, new("a Windows program", NoResume)),
        ([0x7F, 0x45, 0x4C, 0x46], 0, new("a Linux program", NoResume)),
    ];

    private static readonly (string Entry, OtherKind Kind)[] InZip =
    [
        ("xl/", new("an Excel workbook", SaveAs)), ("ppt/", new("a PowerPoint presentation", SaveAs)),
        ("Index/Document.iwa", new("an Apple Pages document", Export)), ("Index.zip", new("an Apple Pages document", Export)),
        ("index.xml", new("an Apple Pages document", Export)),
    ];

    private static readonly (string Stream, OtherKind Kind)[] InOffice =
    [
        ("WordDocument", new("an old Word document (.doc)", SaveAs)), ("Workbook", new("an old Excel workbook (.xls)", SaveAs)),
        ("PowerPoint Document", new("an old PowerPoint presentation (.ppt)", SaveAs)),
        ("__substg1.0", new("an Outlook message (.msg)", "Send the file that is attached to it.")),
    ];

    /// <summary>Not of any kind above.</summary>
    public static OtherKind Unknown { get; } = new("no text and of no kind that is known here", NoResume);

    /// <summary>By its first bytes, or null.</summary>
    public static OtherKind? ByStart(ReadOnlySpan<byte> head)
    {
        foreach (var (start, at, kind) in Starts)
        {
            if (head.Length > at && head[at..].StartsWith(start))
                return kind;
        }

        return null;
    }

    /// <summary>A file of the old Office programs, told by the names of its streams.</summary>
    public static OtherKind OldOffice(byte[] bytes)
    {
        foreach (var (stream, kind) in InOffice)
        {
            if (bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(stream)) >= 0)
                return kind;
        }

        return new("an old Office file (such as .doc)", SaveAs);
    }

    /// <summary>A packed file that is no Word document.</summary>
    public static OtherKind Zip(ZipArchive zip)
    {
        foreach (var (entry, kind) in InZip)
        {
            if (zip.Entries.Any(e => e.FullName.StartsWith(entry, StringComparison.OrdinalIgnoreCase)))
                return kind;
        }

        return MimeType(zip) switch
        {
            "application/vnd.oasis.opendocument.text" => new("an OpenDocument text (.odt)", SaveAs),
            "application/vnd.oasis.opendocument.spreadsheet" => new("an OpenDocument spreadsheet (.ods)", SaveAs),
            "application/vnd.oasis.opendocument.presentation" => new("an OpenDocument presentation (.odp)", SaveAs),
            "application/epub+zip" => new("an e-book (.epub)", NoResume),
            _ => new("a ZIP archive", Unpack),
        };
    }

    private static string? MimeType(ZipArchive zip)
    {
        if (zip.GetEntry("mimetype") is not { } entry)
            return null;
        using var content = entry.Open();
        var bytes = new byte[100];
        return Encoding.ASCII.GetString(bytes, 0, content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Trim();
    }
}
