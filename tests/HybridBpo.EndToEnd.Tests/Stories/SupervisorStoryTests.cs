using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>Story 5: a supervisor sees the work and who holds it, turns sending on and stops it; an administrator lets people in and out.</summary>
[Collection("maren")]
public sealed class SupervisorStoryTests(DemoHost demo)
{
    [Fact]
    public async Task A_supervisor_sees_who_holds_what_and_sets_a_case_free()
    {
        using var data = new StoryData(demo.Database.ConnectionString);
        await data.UntilAsync("flagged accounts are in the inbox", async () => await data.CountAsync("inbox.proposals") > 0);
        await using var collector = await demo.OpenAsync("maren");
        await collector.GoAsync("/inbox");
        await collector.Page.Locator(".hb-queue-tools").GetByRole(AriaRole.Button, new() { Name = "Next case" }).ClickAsync();
        await collector.Page.WaitForURLAsync("**/inbox/cases/**");
        var caseId = new Uri(collector.Page.Url).Segments[^1];
        var (title, reference) = (await data.OneAsync<string>($"select title from inbox.cases where case_id = '{caseId}'"),
            await data.OneAsync<string>($"select reference from inbox.cases where case_id = '{caseId}'"));

        await using var staff = await demo.OpenAsync("ines");
        var page = staff.Page;
        await staff.GoAsync("/supervision");
        var queue = page.GetByRole(AriaRole.Region, new() { Name = "Queues" }).Locator("tr", new() { HasText = "Fernbrook Energy" });
        queue = queue.Filter(new() { Has = page.GetByRole(AriaRole.Link, new() { Name = "Account", Exact = true }) });
        var open = await data.CountAsync("""
            inbox.cases where client_id = 'fernbrook' and kind = 'collections.flagged-account' and stage in ('open', 'waiting-second')
            """);
        await Assertions.Expect(queue.Locator("td").Nth(2)).ToHaveTextAsync($"{open}");
        var lease = page.GetByRole(AriaRole.Region, new() { Name = "Leases" }).Locator("tr", new() { HasText = reference });
        await Assertions.Expect(lease).ToContainTextAsync("Maren K.");
        await Assertions.Expect(lease).ToContainTextAsync(title);
        await staff.LookInAsync("story-supervisor-1-supervision");

        await lease.GetByRole(AriaRole.Button, new() { Name = "End lease" }).ClickAsync();
        await page.GetByText("The lease is ended.").WaitForAsync();
        await Assertions.Expect(lease).ToHaveCountAsync(0);
        Assert.Equal(1, await data.CountAsync($"inbox.cases where case_id = '{caseId}' and holder is null"));

        // Who lost the lease cannot write with the old page.
        await collector.Page.Locator("form#judge").GetByRole(AriaRole.Radio, new() { NameRegex = new("^Keep the usual reminders") }).CheckAsync();
        await collector.Page.Locator("form#judge").TickAsync("Pays when asked");
        await collector.Page.Locator("form#judge").TickAsync("Fairly");
        await collector.Page.Locator("form#judge").GetByRole(AriaRole.Button, new() { Name = "Record my judgement" }).ClickAsync();
        await Assertions.Expect(collector.Page.GetByRole(AriaRole.Alert).Filter(new() { HasTextRegex = new(@"\S") }).First).ToBeVisibleAsync();
        await collector.LookInAsync("story-supervisor-2-lost", "light", "phone");
        Assert.Equal(0, await data.CountAsync($"inbox.judgements where case_id = '{caseId}'"));
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task An_administrator_adds_a_client_and_a_person_and_switching_off_is_felt_at_once()
    {
        using var data = new StoryData(demo.Database.ConnectionString);
        await using var admin = await demo.OpenAsync("ada");
        var page = admin.Page;
        await admin.GoAsync("/admin/clients");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Harborview Water");
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync("harborview");
        await page.GetByLabel("Currency").FillAsync("USD");
        await page.GetByLabel("Country").FillAsync("US");
        await page.GetByLabel("Time zone").FillAsync("America/Denver");
        await page.GetByLabel("Contact rules").FillAsync("us-fdcpa");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add client" }).ClickAsync();
        await page.Locator("tr", new() { HasText = "harborview" }).WaitForAsync();

        var (boss, bossPassword) = await AddAsync(page, "olga", "Olga T.", "Supervisor");
        var (second, secondPassword) = await AddAsync(page, "petra", "Petra W.", "Supervisor");
        await SwitchSendingAsync(data, (boss, bossPassword), (second, secondPassword));

        var (name, password) = await AddAsync(page, "nils", "Nils B.", "Collector");
        await using var person = await demo.OpenAsStrangerAsync();
        await person.SignInAsync(name, password);
        await person.GoAsync("/accounts");
        await Assertions.Expect(person.Page.Locator(".hb-side")).ToContainTextAsync("Nils B.");
        await Assertions.Expect(person.Page.Locator("main")).Not.ToContainTextAsync("FB-2");
        var foreign = await data.OneAsync<Guid>("select id from collections.accounts where client_id = 'fernbrook' limit 1");
        Assert.Equal(404, (await person.Page.APIRequest.GetAsync($"/accounts/fernbrook/{foreign}")).Status);
        Assert.Equal(403, (await person.Page.APIRequest.GetAsync("/supervision")).Status);

        await page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Nils B." }).WaitForAsync();
        await admin.LookInAsync("story-supervisor-4-person");
        await page.Locator("summary", new() { HasTextString = "Switch off…" }).ClickAsync();
        await page.Locator("form[action$='/disable'] button").ClickAsync();
        await page.GetByText("The sign-in is off, in every session.").WaitForAsync();
        await person.Page.GotoAsync("/accounts");
        await Assertions.Expect(person.Page.GetByLabel("Password")).ToBeVisibleAsync();
        await person.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await person.Page.GetByLabel("Password").FillAsync(password);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await person.Page.WaitForSelectorAsync("#password-error");
        admin.HadNoTrouble();
    }

    private async Task SwitchSendingAsync(StoryData data, (string Name, string Password) first, (string Name, string Password) second)
    {
        await using var staff = await demo.OpenAsStrangerAsync();
        await staff.SignInAsync(first.Name, first.Password);
        var page = staff.Page;
        await OwnHost.TurnSendingOnAsync(page);
        Assert.True(await data.OneAsync<bool>("select platform.why_not_sending('harborview', 'email', '') is null"));
        await Assertions.Expect(page.Locator("#sending")).ToContainTextAsync("turned on by you");
        await page.GetByText("Stop sending…").ClickAsync();
        await page.GetByLabel("What").SelectOptionAsync("client:harborview");
        await page.Locator("#stop-why").FillAsync("The client changes its bank account.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop now" }).ClickAsync();
        await page.GetByText("Sending is stopped: ").WaitForAsync();
        Assert.Equal("stopped-client", await data.OneAsync<string>("select platform.why_not_sending('harborview', 'email', '')"));
        await Assertions.Expect(page.Locator("#sending")).ToContainTextAsync("The client changes its bank account.");
        await staff.LookInAsync("story-supervisor-3-stopped");
        // All other pages of the Inbox are looked at by InboxPagesTests, with something on them; these here are empty.
        foreach (var (name, path) in new[] { ("apart", "/supervision/reviews"), ("second-looks", "/inbox/reviews") })
        {
            await staff.GoAsync(path);
            await staff.LookInAsync($"story-supervisor-4-{name}");
        }

        // What waits is told before anybody asks, and again to whoever confirms.
        await data.ExecuteAsync("""
            insert into platform.deliveries (client_id, id, source, channel, template, subject_id, json, due_at)
            select 'harborview', gen_random_uuid(), 'nobody', 'email', '', gen_random_uuid(), '{}', now() - interval '1 minute'
            from generate_series(1, 3)
            """);
        await staff.GoAsync("/supervision");
        await page.Locator("#sending summary", new() { HasTextString = "Start again…" }).ClickAsync();
        await Assertions.Expect(page.Locator("#sending")).ToContainTextAsync("3 messages are due and leave at once");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask to start again" }).ClickAsync();
        await page.GetByText("You asked to start sending again.").WaitForAsync();
        Assert.Equal("stopped-client", await data.OneAsync<string>("select platform.why_not_sending('harborview', 'email', '')"));
        await Assertions.Expect(page.Locator("#sending")).ToContainTextAsync("A second person confirms (Petra W.)");
        await Assertions.Expect(page.Locator("#sending summary", new() { HasTextString = "Confirm the restart" })).ToHaveCountAsync(0);
        // Not by the back door either: the same person cannot be the second one.
        var stop = await data.OneAsync<Guid>("select id from platform.sending_stops where client_id = 'harborview' and restarted_at is null");
        var token = await page.Locator("meta[name=hb-token]").GetAttributeAsync("content");
        var again = await page.APIRequest.PostAsync("/supervision/sending/restart", new()
        {
            Headers = new Dictionary<string, string> { ["RequestVerificationToken"] = token! },
            Form = page.APIRequest.CreateFormData().Set("stop", $"{stop}"),
        });
        Assert.Equal(409, again.Status);
        Assert.Contains("somebody else must confirm it", await again.TextAsync(), StringComparison.Ordinal);

        await using var other = await demo.OpenAsStrangerAsync();
        await other.SignInAsync(second.Name, second.Password);
        await other.GoAsync("/supervision");
        var sending = other.Page.Locator("#sending");
        await Assertions.Expect(sending).ToContainTextAsync("Olga T. asked to start again");
        await sending.Locator("summary", new() { HasTextString = "Confirm the restart…" }).ClickAsync();
        await Assertions.Expect(sending).ToContainTextAsync("3 messages are due and leave at once");
        await other.LookInAsync("story-supervisor-5-confirm");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Start again now" }).ClickAsync();
        await other.Page.GetByText("Sending goes on.").WaitForAsync();
        Assert.True(await data.OneAsync<bool>("select platform.why_not_sending('harborview', 'email', '') is null"));
        other.HadNoTrouble();
    }

    /// <returns>Name and password as the page shows them once.</returns>
    private static async Task<(string Name, string Password)> AddAsync(IPage page, string name, string shown, string role)
    {
        await page.GotoAsync("/admin/users/new");
        await page.GetByLabel("Name to sign in with").FillAsync(name);
        await page.GetByLabel("Name that others see").FillAsync(shown);
        await page.GetByLabel(role, new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Harborview Water").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and show the password" }).ClickAsync();
        return (name, (await page.Locator(".hb-secret").InnerTextAsync()).Trim());
    }
}
