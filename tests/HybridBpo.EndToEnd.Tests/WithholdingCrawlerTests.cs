using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>
/// The server keeps the machine's verdict from everybody who could judge and has not: no page, fragment, list, search, export or API answer gives it
/// away. A demo of its own, because it plants words that other tests would stumble on.
/// </summary>
public sealed class WithholdingCrawlerTests(DemoHost shared) : IAsyncLifetime
{
    private DemoHost demo = null!;
    private readonly Dictionary<string, Canary> ownCases = [];
    private IReadOnlyList<Canary> canaries = [];

    public async ValueTask InitializeAsync()
    {
        demo = await shared.AnotherAsync();
        await demo.HasCasesAsync();
        canaries = await Canaries.PlantAsync(demo);
    }

    public ValueTask DisposeAsync() => demo.DisposeAsync();

    [Fact]
    public async Task No_verdict_reaches_anybody_who_could_judge_and_has_not()
    {
        var kinds = (await demo.ListAsync("select case_id, kind from inbox.cases")).ToDictionary(r => r[0], r => r[1]);
        Assert.Contains(canaries, c => kinds[c.Case] == "hro.screening" && c.Words.Count > 1);
        Assert.Contains(canaries, c => kinds[c.Case] == "collections.flagged-account");
        var paths = await EveryAddressAsync();
        foreach (var (person, judges) in new[]
        {
            ("maren", "collections.flagged-account"), ("ruth", "hro.screening"), ("ines", "collections.flagged-account"), ("priya", "models.go-live"),
                ("henry", "hro.screening"),
        })
        {
            await using var page = await demo.OpenAsync(person);
            using var crawler = await Crawler.OfAsync(page, demo.Host.StaffUrl, person);
            await crawler.AskAsync(paths);
            await crawler.CrawlAsync(["/", "/menu", "/inbox"]);
            Assert.True(crawler.Answers.Count(a => a.Status == 200) > 60,
                $"{person} reached only {crawler.Answers.Count(a => a.Status == 200)} pages.");
            Assert.Contains(crawler.Answers, a => a.Status == 200 && a.Path.StartsWith("/inbox/cases/", StringComparison.Ordinal)
                || judges == "models.go-live");
            Assert.Empty(crawler.Leaks(canaries.Where(c => kinds[c.Case] == judges)).Take(20));
            // Whoever may never judge a kind gets to know it nowhere in the inbox either, unless they may browse it.
            var others = canaries.Where(c => kinds[c.Case] != judges);
            Assert.Empty(crawler.Leaks(others).Where(l => l.Contains("from /inbox", StringComparison.Ordinal) && person != "ines")
                .Take(20));
        }

        await AWithdrawnCaseStaysClosedAsync(kinds);
        await OwnJudgementOpensOnlyThatCaseAsync(kinds);
        await WhatWasWrittenAfterwardsStaysClosedForTheNextCaseAsync(kinds);
    }

    /// <summary>New facts close a case: whoever could have judged it will judge the next one about the same account.</summary>
    private async Task AWithdrawnCaseStaysClosedAsync(Dictionary<string, string> kinds)
    {
        var gone = canaries.First(c => kinds[c.Case] == "collections.flagged-account" && c.Client == "castlegate");
        var subject = await demo.AskAsync(AboutSql(gone));
        var told = JsonSerializer.Serialize(new { CaseId = gone.Case, gone.Client, Reason = "payment-received" });
        await demo.ListAsync("insert into platform.messages (id, client_id, kind, json, not_before) "
            + "values (gen_random_uuid(), $1, 'inbox.withdraw-case', $2::jsonb, clock_timestamp())", gone.Client, told);
        await UntilAsync($"select count(*) from inbox.cases where case_id = '{gone.Case}' and stage = 'withdrawn'");
        var paths = await AddressesAsync(gone, subject!);
        foreach (var (person, judges) in new[] { ("tobias", true), ("otto", false) })
        {
            await using var page = await demo.OpenAsync(person);
            using var crawler = await Crawler.OfAsync(page, demo.Host.StaffUrl, person);
            await crawler.AskAsync(paths);
            Assert.Contains(crawler.Answers, a => a.Status == 200 && a.Path.StartsWith(gone.Path, StringComparison.Ordinal));
            Assert.Equal(judges, !crawler.Leaks(gone).Any());
        }
    }

    private async Task OwnJudgementOpensOnlyThatCaseAsync(Dictionary<string, string> kinds)
    {
        foreach (var (person, kind, choice, answer, colleague) in new[]
        {
            ("maren", "collections.flagged-account", "keep-reminding", "", "tobias"), ("ruth", "hro.screening", "keep", "unclear", "henry"),
        })
        {
            var own = await OwnAsync(kinds, kind);
            await using var page = await demo.OpenAsync(person);
            await page.GoAsync(own.Path);
            await page.TakeAsync();
            await page.JudgeAsync(choice, _ => answer);
            Assert.Contains(own.Words[0], await page.Page.ContentAsync(), StringComparison.OrdinalIgnoreCase);
            var paths = await EveryAddressAsync();
            using var crawler = await Crawler.OfAsync(page, demo.Host.StaffUrl, person);
            await crawler.AskAsync(paths);
            Assert.NotEmpty(crawler.Leaks(own with { Words = [own.Words[0]] }));
            // Sentences that two proposals share are no leak of the other one; its own word would be.
            Assert.Empty(crawler.Leaks(canaries.Where(c => kinds[c.Case] == kind && c != own).Select(c => c with { Words = [c.Words[0]] })).Take(20));
            await using var other = await demo.OpenAsync(colleague);
            using var beside = await Crawler.OfAsync(other, demo.Host.StaffUrl, colleague);
            await beside.AskAsync(paths.Where(p => p.Contains(own.Case, StringComparison.Ordinal) || !Regex.IsMatch(p, "[0-9a-f]{8}-")));
            Assert.Empty(beside.Leaks(own).Take(20));
            page.HadNoTrouble();
        }
    }

    /// <summary>
    /// Both decide what they judged, with words that only somebody writes who saw the machine's answer. It is carried out, and a second case about
    /// the same person opens: now neither those words nor the earlier proposal reach anybody who must judge that one, not even whoever judged the
    /// first.
    /// </summary>
    private async Task WhatWasWrittenAfterwardsStaysClosedForTheNextCaseAsync(Dictionary<string, string> kinds)
    {
        const string Words = "afterwards-canary";
        foreach (var (person, kind, reason, colleague) in new[]
        {
            ("maren", "collections.flagged-account", "cannot-afford", "tobias"), ("ruth", "hro.screening", "document-question", "henry"),
        })
        {
            var first = await OwnAsync(kinds, kind);
            var subject = await demo.AskAsync(AboutSql(first));
            await using var page = await demo.OpenAsync(person);
            await page.GoAsync(first.Path);
            await page.DecideAsOwnAsync(reason, $"{Words}: the machine says otherwise");
            await UntilAsync($"select count(*) from inbox.cases where case_id = '{first.Case}' and stage = 'delivered'");
            var after = first with { Words = [Words] };
            using (var beside = await Crawler.OfAsync(page, demo.Host.StaffUrl, person))
            {
                await beside.AskAsync(await AddressesAsync(first, subject!));
                Assert.Contains(beside.Leaks(after), leak => !leak.Contains("from /inbox", StringComparison.Ordinal));
            }

            await SecondCase.OpenAsync(demo, page, first, kind);
            await UntilAsync($"""
                select count(*) from inbox.cases o join inbox.cases c on c.subject_id = o.subject_id and c.case_id <> o.case_id
                where o.case_id = '{first.Case}' and c.stage = 'open'
                """);
            var paths = await AddressesAsync(first, subject!);
            Assert.Equal(2, paths.Count(p => p.StartsWith("/inbox/cases/", StringComparison.Ordinal)));
            await using var other = await demo.OpenAsync(colleague);
            using var stranger = await Crawler.OfAsync(other, demo.Host.StaffUrl, colleague);
            await stranger.AskAsync(paths);
            Assert.Empty(stranger.Leaks(after, first).Take(20));
            using var author = await Crawler.OfAsync(page, demo.Host.StaffUrl, person);
            await author.AskAsync(paths);
            // What one wrote oneself stands in the history of the case where one wrote it, and nowhere else.
            Assert.Empty(author.Leaks(after).Where(l => !l.Contains($"from {first.Path} (", StringComparison.Ordinal)).Take(20));
            Assert.Empty(author.Leaks(first).Take(20));
        }
    }

    /// <summary>A case of this kind about somebody who has no other one; the same one whenever it is asked for.</summary>
    private async Task<Canary> OwnAsync(Dictionary<string, string> kinds, string kind)
    {
        if (ownCases.TryGetValue(kind, out var known)) return known;
        var only = (await demo.ListAsync("""
            select case_id from inbox.cases c where (select count(*) from inbox.cases o where o.subject_id = c.subject_id) = 1
            """)).Select(r => r[0]).ToHashSet();
        return ownCases[kind] = canaries.Last(c => kinds[c.Case] == kind && c.Client == "castlegate" && only.Contains(c.Case));
    }

    private static string AboutSql(Canary c) => $"""
        select coalesce((select id::text from collections.accounts where case_id = '{c.Case}'),
          (select subject_id::text from inbox.cases where case_id = '{c.Case}'))
        """;

    /// <summary>All lists, and every address of what the case is about and of all cases about it.</summary>
    private async Task<IReadOnlyList<string>> AddressesAsync(Canary about, string subject)
    {
        var cases = (await demo.ListAsync($"""
            select c.case_id from inbox.cases c join inbox.cases o on o.subject_id = c.subject_id where o.case_id = '{about.Case}'
            """)).Select(r => r[0]).ToList();
        return [.. (await EveryAddressAsync()).Where(p =>
            !Regex.IsMatch(p, "[0-9a-f]{8}-") || p.Contains(subject, StringComparison.Ordinal) || cases.Exists(p.Contains))];
    }

    private async Task UntilAsync(string counted)
    {
        var until = DateTime.UtcNow.AddMinutes(3);
        while (await demo.AskAsync(counted) == "0")
        {
            Assert.True(DateTime.UtcNow < until, counted);
            await Task.Delay(1_000);
        }
    }

    /// <summary>Every GET of the staff app with the ids that are there, also those that no link leads to.</summary>
    private async Task<IReadOnlyList<string>> EveryAddressAsync()
    {
        // Without its last letter: a page may say what was looked for.
        var words = canaries.SelectMany(c => c.Words.Take(1)).Select(w => w[..^1]).Take(3).Append("late-payment").Append("Ignore all");
        string[] lists =
        [
            "/", "/menu", "/keys", "/inbox", "/inbox?tab=team", "/inbox?tab=waiting", "/inbox/queue", "/inbox/queue?tab=team",
                "/inbox?q=a", "/api/inbox/cases",
                "/api/inbox/cases?tab=team",
            "/api/inbox/cases?tab=waiting", "/accounts", "/accounts?filter=case", "/accounts?filter=late", "/accounts/export.csv",
                "/accounts/export.csv?filter=case", "/nudges", "/imports",
            "/facts", "/models", "/models/new", "/models/runs", "/requisitions", "/requisitions/new", "/candidates", "/candidates?show=all",
                "/supervision", "/supervision/team", "/supervision/routing", "/supervision/kept-back", "/supervision/oversight",
                "/supervision/oversight.csv", "/inbox/mirror", "/inbox/reviews", "/inbox/practice", "/supervision/samples",
                "/supervision/reviews", "/supervision/practice", "/mail", "/account", "/supervision/calendars", "/supervision/calendars/fernbrook",
                "/supervision/calendars/fernbrook/holidays.ics", "/supervision/escalation",
                "/event-log", "/retention", "/erasure", "/admin/users", "/admin/clients", "/admin/api-keys", "/admin/webhooks",
            .. words.SelectMany(w => new[] { "/search", "/accounts" }.Select(p => $"{p}?q={Uri.EscapeDataString(w)}")),
        ];
        return [.. lists, .. await demo.ObjectsAsync("fernbrook"), .. await demo.ObjectsAsync("castlegate")];
    }
}
