using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridBpo.EndToEnd.Tests.Stories;
using HybridBpo.Testing;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>
/// Looks at every page of the Inbox, by the list of its addresses that a test of the host pins: an address that nobody here reaches fails, so a new
/// page cannot be forgotten.
/// </summary>
public sealed partial class InboxPagesTests(DemoHost demo)
{
    // Goes on for as long as anybody listens.
    private static readonly string[] Endless = ["/inbox/live"];

    // An administrator's, and of a case that somebody made.
    private static readonly string[] Apart = ["/admin/webhooks", "/admin/webhooks/{id:guid}", "/api/inbox/cases/{client}/{id:guid}"];

    /// <summary>All that can be looked at; ines looks at each of them here that is not an administrator's.</summary>
    internal static IReadOnlyList<string> Addresses => File.ReadAllLines(Path.Combine(
        Repository.Root, "tests", "HybridBpo.Host.Tests", "EndpointSweepTests.What_can_be_looked_at_in_the_inbox_is_pinned.verified.txt"));

    [Fact]
    public async Task Every_page_of_the_inbox_is_accessible_in_light_and_dark_and_fits_a_phone()
    {
        await demo.HasCasesAsync();
        await using var collector = await demo.JoinAsync("nell", "Nell V.", "collector", "fernbrook");
        var decided = await DecidedAsync(collector);
        await using var staff = await demo.OpenAsync("ines");
        var seen = new HashSet<string>();
        var mine = await PlantLooksAsync();
        foreach (var (address, path) in await ReachedAsync(staff, Addresses.Except(Endless).Except(Apart)))
            await LookAsync(staff, seen, address, path == "/supervision/doubt" ? $"{path}?client=fernbrook&cause=lost" : path);
        await ResolveDoubtsAsync(staff);
        await LookAtWebhooksAsync(seen);
        await LookAsync(staff, seen, "/inbox/reviews/{client}/{id:guid}", mine);

        // What is there only after somebody made it.
        await staff.GoAsync(decided);
        await staff.LookInAsync("inbox-page-case-with-files");
        var file = await staff.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("2026.txt$") }).GetAttributeAsync("href");
        await LookAsync(staff, seen, "/inbox/cases/{client}/{id:guid}/files/{file:guid}", file!);
        using var data = new StoryData(demo.Database.ConnectionString);
        await data.UntilAsync("the decision has left", async () =>
            await data.CountAsync($"inbox.cases where case_id = '{decided.Split('/')[^1]}' and stage = 'delivered'") == 1);
        await LookAsync(staff, seen, "/inbox/cases/{client}/{id:guid}/replay.json", $"{decided}/replay.json");
        await LookAsync(staff, seen, "/api/inbox/cases/{client}/{id:guid}", $"/api{decided}");
        await MakeKnownAnswerAsync(staff, seen, decided);
        await collector.GoAsync("/inbox/practice");
        await collector.Page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await collector.Page.WaitForURLAsync("**/inbox/practice/fernbrook/**");
        await LookAsync(collector, seen, "/inbox/practice/{client}/{id:guid}", new Uri(collector.Page.Url).AbsolutePath);
        Assert.Empty(Addresses.Except(Endless).Except(seen));
    }

    /// <summary>One path for each address: the address itself, or the first link that fits it.</summary>
    private static async Task<List<(string Address, string Path)>> ReachedAsync(StaffPage staff, IEnumerable<string> addresses)
    {
        var shapes = addresses.ToDictionary(a => a, Shape);
        var reached = shapes.Keys.Where(a => !a.Contains('{', StringComparison.Ordinal)).ToDictionary(a => a, a => a);
        for (var round = reached.Values.ToList(); round.Count > 0;)
        {
            var next = new List<string>();
            foreach (var path in round)
            {
                var answer = await staff.Page.APIRequest.GetAsync(path, new() { MaxRedirects = 0 });
                foreach (var link in Links().Matches(await answer.TextAsync()).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)))
                {
                    if (shapes.Where(s => s.Value.IsMatch(link)).Select(s => s.Key).FirstOrDefault() is { } address && reached.TryAdd(address, link))
                        next.Add(link);
                }
            }
            round = next;
        }
        return [.. reached.Select(r => (r.Key, r.Value)).OrderBy(r => r.Key, StringComparer.Ordinal)];
    }

    /// <summary>Looks where it is a page; a file, a fragment or a way elsewhere only has to answer.</summary>
    private static async Task LookAsync(StaffPage staff, HashSet<string> seen, string address, string path)
    {
        var answer = await staff.Page.APIRequest.GetAsync(path, new() { MaxRedirects = 0 });
        Assert.True(answer.Status < 400, $"{path} answered {answer.Status}");
        if ((await answer.TextAsync()).StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase))
        {
            await staff.GoAsync(path);
            await staff.LookInAsync($"inbox-page-{Named().Replace(address, "-").Trim('-')}");
        }
        seen.Add(address);
    }

    /// <summary>A case of another program, with a file, judged and decided. Its address.</summary>
    private async Task<string> DecidedAsync(StaffPage collector)
    {
        await using var admin = await demo.OpenAsync("ada");
        await admin.GoAsync("/admin/api-keys");
        await admin.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Invoice program");
        await admin.Page.GetByLabel("Fernbrook Energy").CheckAsync();
        await admin.Page.GetByLabel("open and withdraw cases").CheckAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Make key" }).ClickAsync();
        using var http = new HttpClient { BaseAddress = new Uri(demo.Host.StaffUrl) };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {(await admin.Page.Locator(".hb-secret").First.InnerTextAsync()).Trim()}");
        http.DefaultRequestHeaders.Add("Idempotency-Key", "a-known-answer");
        using var opened = await http.PostAsJsonAsync("/api/v1/cases", new
        {
            kind = "api.review",
            subject = "supplier-4711",
            reference = "INV-20931",
            question = "Pay this invoice?",
            title = "Invoice of Alder Print",
            urgency = 0,
            facts = new[] { new { label = "Amount", value = "$1,486.20", source = "invoice, page 1" } },
            choices = new object[]
            {
                new { code = "pay", label = "Pay the invoice", adverse = false },
                new { code = "refuse", label = "Refuse it", adverse = true, needsSecondPerson = true },
            },
            reasons = new[] { new { code = "as-ordered", label = "As ordered" } },
            proposal = new { model = "invoice-match 3.1", choice = "refuse", why = new[] { new { label = "Difference", value = "$300.00" } } },
        });
        var answer = await opened.Content.ReadAsStringAsync();
        Assert.True(opened.IsSuccessStatusCode, answer);
        using var json = JsonDocument.Parse(answer);
        var path = $"/inbox/cases/fernbrook/{json.RootElement.GetProperty("id").GetString()}";
        await collector.GoAsync(path);
        await collector.TakeAsync();
        await collector.Page.Locator("#attach-file").SetInputFilesAsync(new FilePayload
        {
            Name = "A long name of an invoice that a supplier gave to the file, with the year 2026.txt",
            MimeType = "text/plain",
            Buffer = "An invoice."u8.ToArray(),
        });
        await collector.Page.GetByRole(AriaRole.Button, new() { Name = "Attach", Exact = true }).ClickAsync();
        await collector.Page.GetByText("1 of at most 20").WaitForAsync();
        await collector.JudgeAsync("pay");
        await collector.DecideAsOwnAsync("as-ordered", "The order says so.");
        return path;
    }

    /// <summary>One second look in the hands of ines, and one that differs from what was decided.</summary>
    /// <returns>The address of the first one.</returns>
    private async Task<string> PlantLooksAsync() => (await demo.ListAsync("""
        insert into inbox.reviews (client_id, review_id, case_id, subject_id, kind, decided_by, decided, not_for, drawn_at, holder, held_until,
          reviewer, reviewed, reviewed_at)
        select client_id, gen_random_uuid(), case_id, subject_id, kind, 'somebody', 'keep-reminding', '{}', now() - interval '1 hour',
          case when held then (select id from identity.users where user_name = 'ines') end, case when held then now() + interval '1 hour' end,
          case when not held then 'another' end, case when not held then 'hold-contact' end, case when not held then now() end
        from (select * from inbox.cases where kind = 'collections.flagged-account' and client_id = 'castlegate' order by case_id limit 1) c,
          (values (true), (false)) as two (held)
        returning holder, '/inbox/reviews/' || client_id || '/' || review_id
        """)).Single(row => row[0].Length > 0)[1];

    /// <summary>Messages in doubt, what is said of them, and what came of it: an empty page shows none of that.</summary>
    private async Task ResolveDoubtsAsync(StaffPage staff)
    {
        const string Why = "The machine was lost while it was handed over";
        await demo.ListAsync("""
            insert into platform.deliveries (client_id, id, source, channel, template, subject_id, json, due_at, state, reason)
            select 'castlegate', gen_random_uuid(), 'test', 'email', 'reminder', gen_random_uuid(), '{}', now(), 'unknown',
              jsonb_build_object('words', $1, 'messageId', n || '.a-long-id-of-a-message-that-has-no-space-in-it@mail.castlegate.example.com')
            from generate_series(1, 3) as n
            """, Why);
        await staff.GoAsync("/supervision");
        await staff.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Resolve 3 messages of") }).ClickAsync();
        await Assertions.Expect(staff.Page.GetByText(Why)).ToBeVisibleAsync();
        await staff.LookInAsync("inbox-page-doubt-fill");
        await staff.Page.GetByLabel("They were not sent.").CheckAsync();
        await staff.Page.GetByLabel("How you know it").FillAsync("The mail server’s log has none of them.");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Go on…" }).ClickAsync();
        await Assertions.Expect(staff.Page.GetByText("Is this right?")).ToBeVisibleAsync();
        await staff.LookInAsync("inbox-page-doubt-confirm");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, mark 3 messages" }).ClickAsync();
        // Made by nobody whom this version knows, they stay, and each says why.
        await Assertions.Expect(staff.Page.GetByText("3 others stayed as they were.")).ToBeVisibleAsync();
        await staff.LookInAsync("inbox-page-doubt-done");
        await demo.ListAsync("delete from platform.deliveries where source = 'test'");
    }

    private async Task LookAtWebhooksAsync(HashSet<string> seen)
    {
        await using var admin = await demo.OpenAsync("ada");
        await admin.GoAsync("/admin/webhooks");
        await admin.Page.GetByLabel("Client", new() { Exact = true }).SelectOptionAsync("fernbrook");
        await admin.Page.GetByLabel("Address").FillAsync("https://hooks.example.com/looked-at");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await LookAsync(admin, seen, "/admin/webhooks/{id:guid}", new Uri(admin.Page.Url).AbsolutePath);
        await LookAsync(admin, seen, "/admin/webhooks", "/admin/webhooks");
    }

    private static async Task MakeKnownAnswerAsync(StaffPage staff, HashSet<string> seen, string decided)
    {
        var path = $"/supervision/samples/new{decided["/inbox/cases".Length..]}";
        await LookAsync(staff, seen, "/supervision/samples/new/{client}/{id:guid}", path);
        var page = staff.Page;
        await page.GetByLabel("For", new() { Exact = true }).SelectOptionAsync("practice");
        await page.GetByLabel("Question", new() { Exact = true }).FillAsync("Pay this bill of a printer?");
        await page.GetByLabel("Invented reference", new() { Exact = true }).FillAsync("INV-99001");
        await page.GetByLabel("Value of fact 1").FillAsync("$920.00");
        await page.GetByLabel("The machine says").SelectOptionAsync("refuse");
        await page.GetByLabel("Why that is right").FillAsync("What was ordered came.");
        await page.GetByLabel("Nothing in it tells whom the decided case was about").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("INV-99001")).ToBeVisibleAsync();
        await staff.LookInAsync("inbox-page-known-answers");
        staff.HadNoTrouble();
    }

    private static Regex Shape(string address) => new("^" + Parts().Replace(Regex.Escape(address).Replace(@"\{", "{", StringComparison.Ordinal), p =>
        p.Value.Contains("guid", StringComparison.Ordinal) ? "[0-9a-f]{8}-[0-9a-f-]{27}" : "[^/?]+") + @"(\?|$)");

    [GeneratedRegex("href=\"(/(?:inbox|supervision)[^\"#]*)")]
    private static partial Regex Links();

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Parts();

    [GeneratedRegex("[^a-z]+")]
    private static partial Regex Named();
}
