using System.IO.Compression;

namespace HybridBpo.Hro.Tests.Real;

public sealed class UploadTests(HiringHost host) : IClassFixture<HiringHost>
{
    [Fact]
    public async Task A_resume_becomes_one_candidate_and_one_case_however_often_it_is_sent()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "UP-1");
        var first = await Hiring.AddAsync(host, "sana", page, Hiring.Html());

        var again = await host.As("sana").UploadAsync($"{page}/resumes", ("other name.html", Hiring.Html()), ("third.html", Hiring.Html()));

        Assert.Contains("2 added before", again.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Code, again.Body.Split("id=\"uploaded\"")[1].Split("</form>")[0], StringComparison.Ordinal);
        Assert.Single(await Hiring.CasesAsync(host, first.ApplicationId));
        Assert.Equal(States.ToJudge, first.State);
    }

    [Fact]
    public async Task Hostile_files_are_named_with_their_reason_and_the_good_one_goes_on()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "UP-2");

        var sent = await host.As("sana").UploadAsync(
            $"{page}/resumes",
            ("empty.pdf", []),
            ("cut.pdf", "%PDF-1.7 1 0 obj << >>"u8.ToArray()),
            ("bomb.docx", Bomb()),
            ("picture.docx", [0x89, 0x50, 0x4E, 0x47, 1, 2, 3]),
            ("renamed.txt", Bomb()),
            ("sheet.xlsx", "A text that calls itself a spreadsheet"u8.ToArray()),
            ("latin1.txt", [.. "Resume of Ren"u8, 0xE9, .. " with enough words to be one"u8]),
            ("large.txt", new byte[Hro.Screening.Limits.FileBytes + 1]),
            ("good.html", Hiring.Html("Good Person")));

        Assert.Contains("1 added, 8 not added", sent.Body, StringComparison.Ordinal);
        foreach (var (file, reason) in new[]
        {
            ("empty.pdf", "is empty"), ("cut.pdf", "is damaged"), ("bomb.docx", "was not unpacked"), ("picture.docx", "is a PNG picture"),
            ("renamed.txt", "is named .txt"), ("sheet.xlsx", "is named .xlsx"), ("latin1.txt", "is not UTF-8 text"), ("large.txt", "has 20 MB"),
        })
        {
            Assert.Contains($"<b>{file}</b> <span class=\"hb-2nd\">{reason}", sent.Body, StringComparison.Ordinal);
        }

        await Hiring.ReadAsync(host, page);
        var id = Guid.Parse(page.Split('/')[^1]);
        Assert.Equal(1, await CountAsync($"select count(*) from hro.applications where requisition_id = {id}"));
        Assert.Equal(0, await CountAsync($"""
            select count(*) from platform.files f where not exists (
                select 1 from hro.applications a where a.client_id = f.client_id and a.application_id = f.subject_id)
            """));
    }

    [Fact]
    public async Task A_file_without_text_is_for_a_person_and_no_bad_candidate()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "UP-3");

        var candidate = await Hiring.AddAsync(host, "sana", page, "Just three words"u8.ToArray(), "scan.txt");

        Assert.Equal(States.NeedsHuman, candidate.State);
        var opened = Assert.Single(await Hiring.CasesAsync(host, candidate.ApplicationId));
        Assert.Null(opened.Proposal);
        Assert.Equal(4, opened.Form.Questions.Count);
    }

    [Fact]
    public async Task Before_the_criteria_are_settled_no_resume_is_taken()
    {
        var opened = await host.As("sana")
            .PostAsync("/requisitions/new", ("client", "fernbrook"), ("reference", "UP-4"), ("title", "T"), ("jobText", Hiring.JobText));
        var page = opened.Location![..^"/criteria".Length];

        var sent = await host.As("sana").UploadAsync($"{page}/resumes", ("a.html", Hiring.Html()));

        Assert.Equal(409, sent.Status);
    }

    [Fact]
    public async Task Nothing_sent_is_said_so()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "UP-5");

        Assert.Equal(422, (await host.As("sana").UploadAsync($"{page}/resumes")).Status);
    }

    [Fact]
    public async Task A_form_without_its_token_has_no_effect()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "UP-6");

        Assert.Equal(400, (await host.As("sana").PostWithoutTokenAsync($"{page}/filled", ("reason", "hired"))).Status);
        Assert.Equal("open", (await host.Database.QueryAsync<string>(
            HiringHost.Everything, $"select state from hro.requisitions where reference = 'UP-6'", TestContext.Current.CancellationToken))[0]);
    }

    private async Task<long> CountAsync(FormattableString sql) =>
        (await host.Database.QueryAsync<long>(HiringHost.Everything, sql, TestContext.Current.CancellationToken))[0];

    private static byte[] Bomb()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var document = zip.CreateEntry("word/document.xml", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 60; i++)
                document.Write(zeros);
        }

        return bytes.ToArray();
    }
}
