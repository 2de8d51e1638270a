using System.IO.Compression;
using System.Text;
using HybridBpo.Hro.Demo;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

public class FileRefusalTests
{
    private static byte[] Pdf => new PdfWriter().Text(60, 60, 12, "Jordan Sample").ToBytes();

    private static byte[] Docx => new DocxWriter().Paragraph("Jordan Sample").ToBytes();

    [Fact]
    public async Task An_empty_file_is_refused_by_name()
    {
        var refusal = await Screen.Refused([], "cv.pdf");
        Assert.IsType<EmptyFile>(refusal);
        Assert.Contains("cv.pdf", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_extension_is_refused_with_both_types_named()
    {
        var refusal = Assert.IsType<WrongExtension>(await Screen.Refused(Pdf, "cv.docx"));
        Assert.Contains(".docx", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("PDF", refusal.Message, StringComparison.Ordinal);
        Assert.IsType<WrongExtension>(await Screen.Refused(Docx, "cv.pdf"));
        Assert.IsType<UnsupportedFile>(await Screen.Refused([0x89, 0x50, 0x4E, 0x47, 1, 2, 3, 4], "cv.pdf"));
        Assert.IsType<DamagedFile>(await Screen.Refused("just some words"u8.ToArray(), "cv.pdf"));
    }

    [Fact]
    public async Task A_pdf_with_a_password_is_refused()
    {
        Screen.NeedsPoppler();
        var open = Encoding.Latin1.GetString(Pdf);
        var key = string.Concat(Enumerable.Repeat("AB", 32));
        var locked = open.Replace("trailer\n<<", $"trailer\n<</Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>/ID[<{key}><{key}>]",
            StringComparison.Ordinal);
        Assert.IsType<EncryptedFile>(await Screen.Refused(Encoding.Latin1.GetBytes(locked), "cv.pdf"));
    }

    [Fact]
    public async Task An_encrypted_word_document_is_refused()
    {
        byte[] file = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600], .. Encoding.Unicode.GetBytes("EncryptedPackage"),
            .. new byte[100]];
        Assert.IsType<EncryptedFile>(await Screen.Refused(file, "cv.docx"));
        Assert.IsType<UnsupportedFile>(await Screen.Refused([0xD0, 0xCF, 0x11, 0xE0, .. new byte[600]], "cv.doc"));
    }

    [Fact]
    public async Task Files_that_were_cut_off_are_refused_as_damaged()
    {
        Screen.NeedsPoppler();
        Assert.IsType<DamagedFile>(await Screen.Refused(Pdf[..^200], "cv.pdf"));
        Assert.IsType<DamagedFile>(await Screen.Refused(Docx[..^200], "cv.docx"));
    }

    [Fact]
    public async Task A_file_of_200_MB_is_refused_before_it_is_opened()
    {
        var refusal = await Screen.Refused(new byte[200 * 1024 * 1024], "cv.pdf");
        Assert.IsType<HybridBpo.Hro.Screening.FileTooLarge>(refusal);
        Assert.Contains("200 MB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_bomb_is_refused_without_being_unpacked_whole()
    {
        var bomb = new MemoryStream();
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("word/document.xml", CompressionLevel.Fastest).Open();
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 400; i++)
                entry.Write(zeros);
        }

        var packed = bomb.ToArray();
        // On this thread alone: after an await another one goes on, which has allocated for others.
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<ExpandsTooMuch>(Unpacking.Check(packed, "cv.docx"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024 * 1024);
        Assert.IsType<ExpandsTooMuch>(await Screen.Refused(packed, "cv.docx"));
    }

    [Fact]
    public async Task Deeply_nested_xml_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<w:p>", 50_000)) + string.Concat(Enumerable.Repeat("</w:p>", 50_000));
        Assert.IsType<ExpandsTooMuch>(await Screen.Refused(Word($"<w:document "
            + $"xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{deep}</w:body></w:document>"), "cv.docx"));
    }

    [Fact]
    public async Task An_entity_bomb_is_refused()
    {
        const string Bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:document "
            + "xmlns:w=\"x\">&b;</w:document>";
        Assert.IsType<DamagedFile>(await Screen.Refused(Word(Bomb), "cv.docx"));
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_refused_with_its_line()
    {
        var refusal = Assert.IsType<NotUtf8>(await Screen.Refused([.. "Jordan Sample\nM"u8, 0xFC, .. "nchen\n"u8], "cv.txt"));
        Assert.Equal(2, refusal.LineNumber);
        Assert.Contains("cv.txt", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UTF_16_that_says_so_is_read()
    {
        var text = "Jordan Sample\njordan.sample@example.com\n" + string.Concat(Enumerable.Repeat("Some words about work. ", 10));
        var result = await Screen.Ok([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)], "cv.txt");
        Assert.Equal("Jordan Sample", result.Resume.Basics.Name?.Value);
    }

    [Fact]
    public async Task A_pdf_with_too_many_pages_is_refused()
    {
        Screen.NeedsPoppler();
        var pdf = new PdfWriter();
        for (var i = 0; i < 40; i++)
            pdf.Text(60, 60, 12, "Page").NewPage();
        Assert.Equal(41, Assert.IsType<TooManyPages>(await Screen.Refused(pdf.ToBytes(), "cv.pdf")).Pages);
    }

    [Fact]
    public async Task A_short_text_is_said_to_be_short_and_not_to_be_missing()
    {
        var result = await Screen.Text("Jordan Sample\nClaims handler 2018-2021\nSpanish");
        Assert.Equal(ScreeningResult.NeedsHuman, result.TextQuality);
        Assert.Equal("The file contains very little text (44 characters). A person needs to read it.", result.QualityReason);
    }

    [Fact]
    public async Task A_pdf_without_text_needs_a_human_and_judges_nobody()
    {
        Screen.NeedsPoppler();
        var result = await Screen.Ok(new PdfWriter().Rectangle(100, 100, 300, 300, 0.4).ToBytes(), "scan.pdf");
        Assert.Equal(ScreeningResult.NeedsHuman, result.TextQuality);
        Assert.Empty(result.Flags);
        Assert.All(result.Criteria, c => Assert.Equal(CriterionVerdict.Unclear, c.Verdict));
    }

    [Fact]
    public async Task A_page_as_large_as_a_poster_is_drawn_small()
    {
        Screen.NeedsPoppler();
        var pdf = new PdfWriter(14_000, 14_000);
        for (var i = 0; i < 20; i++)
            pdf.Text(300, 400 + 300 * i, 200, "Jordan Sample builds payment services");
        Assert.Contains("payment services", (await Screen.Ok(pdf.ToBytes(), "poster.pdf")).VisibleText, StringComparison.Ordinal);
    }

    private static byte[] Word(string documentXml)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        using (var source = new ZipArchive(new MemoryStream(Docx)))
        {
            foreach (var entry in source.Entries)
            {
                using var to = zip.CreateEntry(entry.FullName).Open();
                using var from = entry.Open();
                if (entry.FullName == "word/document.xml")
                    to.Write(Encoding.UTF8.GetBytes(documentXml));
                else
                    from.CopyTo(to);
            }
        }

        return file.ToArray();
    }
}
