using System.IO.Compression;
using System.Text;

namespace HybridBpo.EndToEnd.Tests;

public sealed class ResumeUploadTests(DemoHost demo)
{
    [Fact]
    public async Task Broken_files_are_refused_by_name_and_reason_while_good_ones_go_on_and_a_repeat_adds_nothing()
    {
        await using var ruth = await demo.OpenAsync("ruth");
        await ruth.NewRequisitionAsync("ST-R-302");
        await ruth.SettleAsync();
        var pdf = await Resumes.PdfAsync(demo.Browser, Resumes.Strong, null);
        var key = string.Concat(Enumerable.Repeat("AB", 32));
        (string Name, byte[] Content)[] files =
        [
            ("good.pdf", pdf),
            ("cut.pdf", pdf[..(pdf.Length / 2)]),
            ("locked.pdf", Latin("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
                + $"trailer\n<</Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>/ID[<{key}><{key}>]>>\n%%EOF\n")),
            ("locked.docx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600], .. Encoding.Unicode.GetBytes("EncryptedPackage")]),
            ("words.pdf", "These are just words."u8.ToArray()),
            ("table.xlsx", Zip("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")),
            ("letter.pages", Zip("Index/Document.iwa", "preview.jpg")),
            ("photo.jpg", [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[300]]),
            ("latin.txt", Latin("Name\nLine two\nCaf\u00e9 manager\n")),
            ("empty.txt", []),
        ];
        var told = await ruth.UploadAsync(files);
        Assert.Contains("was added", told["good.pdf"], StringComparison.Ordinal);
        Assert.Contains("cut off", told["cut.pdf"], StringComparison.Ordinal);
        Assert.Contains("password", told["locked.pdf"], StringComparison.Ordinal);
        Assert.Contains("password", told["locked.docx"], StringComparison.Ordinal);
        Assert.Matches("damaged|named .pdf", told["words.pdf"]);
        Assert.Contains("is an Excel workbook; only PDF, DOCX, TXT and HTML can be read", told["table.xlsx"], StringComparison.Ordinal);
        Assert.Contains("is an Apple Pages document", told["letter.pages"], StringComparison.Ordinal);
        Assert.Contains("is a JPEG picture", told["photo.jpg"], StringComparison.Ordinal);
        Assert.Contains("not UTF-8", told["latin.txt"], StringComparison.Ordinal);
        Assert.Contains("line 3", told["latin.txt"], StringComparison.Ordinal);
        Assert.Contains("empty", told["empty.txt"], StringComparison.Ordinal);
        await ruth.AllReadAsync(1);
        await ruth.Page.Locator("#uploaded").ScrollIntoViewIfNeededAsync();
        await ruth.ShootAsync("story-recruiter-uploads-light", whole: true);
        await ruth.IsAccessibleAsync();

        var again = await ruth.UploadAsync(("good.pdf", pdf), ("another-name.pdf", pdf));
        Assert.All(again.Values, line => Assert.Contains("not added again", line, StringComparison.Ordinal));
        await ruth.AllReadAsync(1);
        ruth.HadNoTrouble();
    }

    [Fact]
    public async Task A_file_of_over_200_MB_is_refused_without_a_broken_page()
    {
        await using var ruth = await demo.OpenAsync("ruth");
        await ruth.NewRequisitionAsync("ST-R-303");
        var path = await ruth.SettleAsync();
        var big = Path.GetTempFileName();
        try
        {
            await using (var file = File.OpenWrite(big)) file.SetLength(201L * 1024 * 1024);
            using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(demo.Host.StaffUrl) };
            var cookies = await ruth.Page.Context.CookiesAsync();
            http.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(c => $"{c.Name}={c.Value}")));
            var token = await ruth.Page.Locator("input[name=__RequestVerificationToken]").First.InputValueAsync();
            http.DefaultRequestHeaders.Add("RequestVerificationToken", token);
            await using var content = File.OpenRead(big);
            using var form = new MultipartFormDataContent { { new StreamContent(content), "files", "huge.pdf" } };
            form.Headers.ContentLength = null;
            using var answer = await http.PostAsync(path + "/resumes", form, TestContext.Current.CancellationToken);
            Assert.Equal(413, (int)answer.StatusCode);
            Assert.Contains("Send fewer files at once, or smaller ones.",
                await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(big);
        }
    }

    private static byte[] Zip(params string[] entries)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
                zip.CreateEntry(entry).Open().Dispose();
        }

        return file.ToArray();
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
