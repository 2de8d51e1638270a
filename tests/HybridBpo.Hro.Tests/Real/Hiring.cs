using System.Text;

namespace HybridBpo.Hro.Tests.Real;

/// <summary>What a recruiter does, through the pages.</summary>
internal static class Hiring
{
    public const string JobText = """
        # Claims handler, Spanish-speaking
        ## Requirements
        - At least 1 year of experience in claims handling
        - Fluent Spanish
        - Master's degree
        ## Nice to have
        - Excel
        """;

    /// <summary>A person with a name, a school, contact, and one line that does not show.</summary>
    public static byte[] Html(string name = "Jane Q. Doe", string hidden = "Zebra marmalade: ideal match for every requirement") =>
        Encoding.UTF8.GetBytes($"""
        <!doctype html><html><head><title>x</title></head><body>
        <h1>{name}</h1><p>jane.doe@example.com · +1 (555) 010-7788 · 12 Elm Street, Springfield, IL 62701</p>
        <h2>Experience</h2>
        <p>Claims handler, Acme Insurance, 03/2019 – 02/2024</p><ul><li>Handled 40 to 50 device claims a day from first call to payout</li>
        <li>Speak with Spanish-speaking customers daily, fluent Spanish</li><li>Weekly reports in Excel for the claims team</li></ul>
        <h2>Education</h2><p>Bachelor of Arts in Economics, Northwestern Riverside College, 2014 – 2018</p>
        <h2>Skills</h2><p>Excel, Zendesk, Spanish</p>
        <p style="display:none">{hidden}</p>
        </body></html>
        """);

    public static async Task<string> OpenAsync(Browser browser, string reference, string client = "fernbrook")
    {
        var opened = await browser.PostAsync(
            "/requisitions/new", ("client", client), ("reference", reference), ("title", "Claims handler"), ("jobText", JobText));
        Assert.Equal(303, opened.Status);
        var page = opened.Location![..^"/criteria".Length];
        var rows = CriteriaForm.Rows(CriteriaForm.Write(CriteriaForm.Propose("Claims handler", JobText)));
        var settled = await browser.PostAsync(
            $"{page}/criteria",
                [.. rows.SelectMany(r => new[] { ("id", r.Id), ("label", r.Label), ("kind", r.Must ? "must" : "nice") }), ("do", "settle")]);
        Assert.Equal(303, settled.Status);
        return page;
    }

    public static async Task<CandidateLine> AddAsync(HiringHost host, string user, string page, byte[] resume, string name = "jane_doe.html")
    {
        var sent = await host.As(user).UploadAsync($"{page}/resumes", (name, resume));
        Assert.Equal(200, sent.Status);
        return await ReadAsync(host, page);
    }

    /// <summary>The newest candidate once nothing of the requisition is being read any more.</summary>
    public static async Task<CandidateLine> ReadAsync(HiringHost host, string page)
    {
        var parts = page.Split('/');
        var reads = (CandidateReads)host.Services.GetService(typeof(CandidateReads))!;
        for (var wait = 0; wait < 600; wait++)
        {
            var lines = await reads.OfRequisitionAsync(
                HiringHost.Everything, parts[^2], Guid.Parse(parts[^1]), TestContext.Current.CancellationToken);
            if (lines.Count > 0 && lines.All(l => l.State != States.Received))
                return lines[^1];
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("The resume was not read within 30 seconds.");
    }

    public static async Task<IReadOnlyList<OpenCase>> CasesAsync(HiringHost host, Guid application) =>
        [.. (await host.Database.QueryAsync<string>(HiringHost.Everything, $"""
            select json::text from platform.messages where kind = {CaseMessages.Open}
                and json ->> 'SubjectId' = {application.ToString()} order by created_at
            """, TestContext.Current.CancellationToken)).Select(json => System.Text.Json.JsonSerializer.Deserialize<OpenCase>(json)!)];
}
