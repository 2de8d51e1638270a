using System.IO.Compression;
using System.Text;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>Files that people send by mistake: each is named for what it is, with what to send instead.</summary>
public class OtherFileTests
{
    [Theory]
    [InlineData("cv.xlsx", "an Excel workbook", "[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")]
    [InlineData("cv.docx", "an Excel workbook", "[Content_Types].xml", "xl/workbook.xml")]
    [InlineData("cv.pptx", "a PowerPoint presentation", "[Content_Types].xml", "ppt/presentation.xml")]
    [InlineData("cv.pages", "an Apple Pages document", "Index/Document.iwa", "Metadata/Properties.plist", "preview.jpg")]
    [InlineData("cv.zip", "a ZIP archive", "cv.pdf", "letter.pdf")]
    public async Task A_packed_file_is_named_by_what_is_in_it(string file, string kind, params string[] entries) =>
        await Named(file, kind, Zip([.. entries.Select(e => (e, "<x/>"))]));

    [Theory]
    [InlineData("cv.odt", "an OpenDocument text", "application/vnd.oasis.opendocument.text")]
    [InlineData("cv.ods", "an OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet")]
    public async Task An_OpenDocument_file_is_named_by_its_own_word(string file, string kind, string type) =>
        await Named(file, kind, Zip(("mimetype", type), ("content.xml", "<office:document-content/>"), ("META-INF/manifest.xml", "<x/>")));

    [Theory]
    [InlineData("cv.doc", "an old Word document", "WordDocument")]
    [InlineData("cv.pdf", "an old Word document", "WordDocument")]
    [InlineData("cv.xls", "an old Excel workbook", "Workbook")]
    [InlineData("cv.msg", "an Outlook message", "__substg1.0_0037001F")]
    [InlineData("cv.doc", "an old Office file", "Contents")]
    public async Task An_old_Office_file_is_named_by_its_stream(string file, string kind, string stream) =>
        await Named(file, kind, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[1016], .. Encoding.Unicode.GetBytes(stream),
            .. new byte[400]]);

    [Theory]
    [InlineData("cv.rtf", "a rich text document", "{\\rtf1\\ansi Jordan Sample}")]
    [InlineData("cv.jpg", "a JPEG picture", "\u00FF\u00D8\u00FF\u00E0\0\u0010JFIF")]
    [InlineData("cv.png", "a PNG picture", "\u0089PNG\r\n\u001A\n")]
    [InlineData("cv.webp", "a WebP picture", "RIFF\u0010\0\0\0WEBPVP8 ")]
    [InlineData("cv.heic", "a HEIC picture", "\0\0\0\u0018ftypheic\0\0\0\0")]
    [InlineData("cv.bin", "no text", "\u0001\u0002\u0003\u0004")]
    public async Task A_picture_or_another_document_is_named(string file, string kind, string content) =>
        await Named(file, kind, Encoding.Latin1.GetBytes(content));

    private static async Task Named(string file, string kind, byte[] bytes)
    {
        var refusal = Assert.IsType<UnsupportedFile>(await Screen.Refused(bytes, file));
        Assert.StartsWith($"{file} is {kind}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("only PDF, DOCX, TXT and HTML can be read. ", refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Found.Instead);
    }

    private static byte[] Zip(params (string Name, string Content)[] entries)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var to = zip.CreateEntry(name).Open();
                to.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return file.ToArray();
    }
}
