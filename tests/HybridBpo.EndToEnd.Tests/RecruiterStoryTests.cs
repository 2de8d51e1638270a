using System.Text;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

public sealed class RecruiterStoryTests(DemoHost demo)
{
    [Fact]
    public async Task A_recruiter_settles_criteria_reads_masked_judges_first_and_alone_decides()
    {
        await using var ruth = await demo.OpenAsync("ruth");
        var page = ruth.Page;
        await ruth.NewRequisitionAsync("ST-R-301");
        var labels = page.Locator("textarea[name=label]");
        var proposed = await ValuesAsync(labels);
        Assert.Equal(["must", "must", "must", "nice", "nice"], await ValuesAsync(page.Locator("select[name=kind]"), 5));
        Assert.Contains(proposed, l => l.Contains("Portuguese", StringComparison.Ordinal));
        var criteria = new Uri(page.Url).AbsolutePath;
        await Screens.CheckAsync(demo, "ruth", criteria, "story-recruiter-1-criteria");
        await page.GetByLabel("Kind of criterion 5").SelectOptionAsync("drop");
        await page.GetByLabel("Kind of criterion 2").SelectOptionAsync("nice");
        var requisition = await ruth.SettleAsync();
        Assert.Equal(4, await page.Locator(".hro-criteria li").CountAsync());
        Assert.Equal(2, await page.Locator(".hro-criteria li").GetByText("nice", new() { Exact = true }).CountAsync());

        var strong = await Resumes.PdfAsync(demo.Browser, Resumes.Strong, Resumes.HiddenText);
        await ruth.UploadAsync(("q-varga.pdf", strong), ("o-bexley.txt", Resumes.Text(Resumes.Weak)));
        await ruth.AllReadAsync(2);
        await Screens.CheckAsync(demo, "ruth", requisition, "story-recruiter-2-requisition");

        var cases = await CasesAsync(ruth);
        await AdvanceAsync(ruth, cases[Resumes.Strong.Employer]);
        await DeclineAsync(ruth, cases[Resumes.Weak.Employer]);
        ruth.HadNoTrouble();
    }

    private async Task AdvanceAsync(StaffPage ruth, (string Case, string Candidate) of)
    {
        var page = ruth.Page;
        Assert.Equal(403, (await page.APIRequest.GetAsync($"{of.Candidate}/report")).Status);
        await ruth.GoAsync(of.Case);
        await ruth.TakeAsync();
        await IsMaskedAsync(page, Resumes.Strong);
        await Assertions.Expect(page.GetByLabel("The machine’s proposal, locked")).ToBeVisibleAsync();
        Assert.DoesNotContain("Ignore all previous", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator(".hro-proposal, .hb-quote, .hb-flag").CountAsync());
        await Screens.CheckAsync(demo, "ruth", of.Case, "story-recruiter-3-judge");

        await ruth.JudgeAsync("advance", _ => "meets");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Red flags" })).ToBeVisibleAsync();
        await QuoteAndVerdictAreSeenTogetherAsync(page);
        var file = Resumes.Flat(Resumes.Strong.Body);
        var quotes = await page.Locator(".hro-proposal .hb-crit .hb-quote a").AllInnerTextsAsync();
        Assert.NotEmpty(quotes);
        foreach (var asked in new[] { "Appointment scheduling", "Dentrix" })
        {
            var row = page.Locator(".hro-proposal .hb-crit", new() { HasText = asked }).First;
            await Assertions.Expect(row.Locator(".badge").Last).ToContainTextAsync("meets");
        }

        Assert.All(quotes, q => Assert.Contains(Resumes.Flat(q).Trim('“', '”', ' '), file, StringComparison.Ordinal));
        Assert.Contains(await page.Locator(".hb-flag").AllInnerTextsAsync(), f => f.Contains("Ignore all previous", StringComparison.Ordinal));
        await IsMaskedAsync(page, Resumes.Strong);
        await Screens.CheckAsync(demo, "ruth", of.Case, "story-recruiter-4-decide");
        await Screens.CheckAsync(demo, "ruth", $"{of.Candidate}/report", "story-recruiter-5-report");

        await ruth.GoAsync(of.Case);
        await ruth.DecideAsOwnAsync("musts-met", "Portuguese every day at Tidewater.");
        await ruth.ReadsAsync(of.Candidate, "Portuguese every day at Tidewater.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("goes on");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Ruth A.");
        await Screens.CheckAsync(demo, "ruth", of.Candidate, "story-recruiter-6-candidate");
    }

    /// <summary>One list of the criteria; its last quote shows in the resume while its verdicts stay in sight, and U opens what was masked.</summary>
    private static async Task QuoteAndVerdictAreSeenTogetherAsync(IPage page)
    {
        await Assertions.Expect(page.Locator(".hb-answers")).ToHaveCountAsync(0);
        var quote = page.Locator(".hro-proposal .hb-crit .hb-quote a").Last;
        await quote.ClickAsync();
        var row = page.Locator(".hro-proposal .hb-crit.is-now");
        await Assertions.Expect(row.Locator(".badge").First).ToBeInViewportAsync();
        await Assertions.Expect(row.Locator(".badge").Last).ToBeInViewportAsync();
        await Assertions.Expect(page.Locator(".hro-page .spot.is-now:visible, .hro-text p.is-now:visible").First).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "What the machine did not see" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
    }

    private static async Task DeclineAsync(StaffPage ruth, (string Case, string Candidate) of)
    {
        await ruth.GoAsync(of.Case);
        await ruth.TakeAsync();
        await IsMaskedAsync(ruth.Page, Resumes.Weak);
        await ruth.JudgeAsync("decline", i => i == 0 ? "not-met" : "unclear");
        await ruth.Page.Locator("form#judge label:has(input[name=take][value=own])").ClickAsync();
        await ruth.Page.Locator("form#judge button[type=submit]").ClickAsync();
        await Assertions.Expect(ruth.Page.Locator(".hb-undo")).ToHaveCountAsync(0);
        await ruth.DecideAsOwnAsync("must-not-met", "No reception work yet.");
        await ruth.ReadsAsync(of.Candidate, "No reception work yet.");
        await Assertions.Expect(ruth.Page.Locator("main")).ToContainTextAsync("Declined");
        await Assertions.Expect(ruth.Page.Locator("main")).ToContainTextAsync("A must is not met");
    }

    /// <summary>Case and candidate by the employer that the masked resume names.</summary>
    private static async Task<Dictionary<string, (string Case, string Candidate)>> CasesAsync(StaffPage ruth)
    {
        var found = new Dictionary<string, (string, string)>();
        var rows = await ruth.Page.Locator("#candidates tbody tr").EvaluateAllAsync<string[][]>(
            "rows => rows.map(r => [r.querySelector('a[href^=\"/inbox\"]').getAttribute('href'), "
            + "r.querySelector('a[href^=\"/candidates\"]').getAttribute('href')])");
        foreach (var row in rows)
        {
            var text = Resumes.Flat(await (await ruth.Page.APIRequest.GetAsync(row[0])).TextAsync());
            foreach (var of in new[] { Resumes.Strong, Resumes.Weak })
                if (text.Contains(of.Employer, StringComparison.Ordinal)) found[of.Employer] = (row[0], row[1]);
        }
        Assert.Equal(2, found.Count);
        return found;
    }

    private static async Task IsMaskedAsync(IPage page, Applicant of)
    {
        var html = await page.ContentAsync();
        var api = await (await page.APIRequest.GetAsync("/api" + new Uri(page.Url).AbsolutePath)).TextAsync();
        foreach (var part in of.Name.Split(' ').Append(of.Email).Append(of.Phone).Append(of.Phone[^8..]))
        {
            Assert.DoesNotContain(part, html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(part, api, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static async Task<string[]> ValuesAsync(ILocator fields, int most = 99) =>
        await fields.EvaluateAllAsync<string[]>("(all, most) => all.map(f => f.value).slice(0, most)", most);
}
