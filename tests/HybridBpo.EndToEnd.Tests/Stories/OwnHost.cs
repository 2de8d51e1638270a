using System.Text;
using HybridBpo.Testing;
using Microsoft.Playwright;
using Npgsql;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>A host of one story, without demo data: one client, people added by the command line, files sent through the pages.</summary>
internal sealed class OwnHost : IAsyncDisposable
{
    public const string Client = "riverton";

    private readonly IBrowser browser;
    private readonly Dictionary<string, string> settings;
    private readonly Dictionary<string, string> sessions = [];
    private readonly TestDatabase database;

    private OwnHost(IBrowser browser, TestDatabase database, Dictionary<string, string> settings) =>
        (this.browser, this.database, this.settings) = (browser, database, settings);

    public string DataFolder { get; } = Directory.CreateTempSubdirectory("hybridbpo-story-").FullName;

    public string ConnectionString => database.ConnectionString;

    public HostProcess Host { get; private set; } = null!;

    public StoryData Data { get; private set; } = null!;

    /// <param name="demo">Lends its browser.</param>
    /// <param name="settings">Such as <c>Smtp:Port</c>. Scans run every ten seconds unless said otherwise.</param>
    public static async Task<OwnHost> StartAsync(DemoHost demo, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var all = new Dictionary<string, string> { ["Scans__collections.plan-nudges"] = "0/10 * * * * ?" };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>()) all[name.Replace(":", "__", StringComparison.Ordinal)] = value!;
        var own = new OwnHost(demo.Browser, await TestDatabase.CreateAsync(), all);
        own.Data = new StoryData(own.database.ConnectionString);
        await own.Data.ExecuteAsync($"""
            insert into platform.clients (client_id, name, currency, country, time_zone, regime, created_at)
            values ('{Client}', 'Riverton Water', 'USD', 'US', 'America/New_York', 'us-fdcpa', now())
            """);
        own.Host = await own.StartAnotherAsync();
        // Links in mails stay what they are when the host starts again.
        all["PublicUrls"] = all["PublicUrl"] = own.Host.PublicUrl;
        return own;
    }

    /// <summary>One more host on the same database, or the same again after it ended.</summary>
    public Task<HostProcess> StartAnotherAsync() => HostProcess.StartAsync("serve", database.ConnectionString, DataFolder, settings);

    /// <summary>One more host beside the first: its public pages listen elsewhere.</summary>
    public Task<HostProcess> StartSecondAsync() => HostProcess.StartAsync(
        "serve", database.ConnectionString, DataFolder, settings.Where(s => !s.Key.StartsWith("PublicUrl", StringComparison.Ordinal)).ToDictionary());

    public async Task RestartAsync()
    {
        Assert.Equal(0, await Host.StopAsync());
        await Host.DisposeAsync();
        Host = await StartAnotherAsync();
        sessions.Clear();
    }

    /// <summary>Adds somebody by the command line and signs them in, with a second factor where the role needs one.</summary>
    public async Task AddAsync(string name, string role)
    {
        string[] add = ["user", "add", name, "--display", name, "--roles", role, "--clients", Client];
        var (code, output, error) = await HostProcess.RunAsync(add, database.ConnectionString, DataFolder);
        Assert.True(code == 0, error);
        await using var page = await StaffPage.OpenAsync(browser, Host.StaffUrl, null, 1440, false);
        await page.SignInAsync(name, output.Trim().Split(' ')[^1]);
        sessions[name] = await page.Page.Context.StorageStateAsync();
    }

    public Task<StaffPage> OpenAsync(string name, int width = 1440, bool dark = false, HostProcess? at = null) =>
        StaffPage.OpenAsync(browser, (at ?? Host).StaffUrl, sessions[name], width, dark);

    /// <summary>A page of nobody at the public listener.</summary>
    public Task<StaffPage> OpenPublicAsync(int width = 360, bool dark = false) => StaffPage.OpenAsync(browser, Host.PublicUrl, null, width, dark);

    /// <summary>Shoots a screen in its four dresses, each checked as every other screen is.</summary>
    public async Task ShootAsync(string person, string path, string name)
    {
        await using var page = await OpenAsync(person);
        await Screens.CheckAsync(page, path, name);
    }

    /// <summary>Sends a placement file and loads it, with the mapping that is proposed.</summary>
    public static async Task LoadAsync(IPage page, string fileName, string csv)
    {
        await SendAsync(page, fileName, csv);
        await LoadSentAsync(page);
    }

    /// <summary>Loads the file that the page shows.</summary>
    public static async Task LoadSentAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Load ") }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^[0-9,]+ loaded") }).WaitForAsync(new() { Timeout = 120_000 });
    }

    public static async Task SendAsync(IPage page, string fileName, string csv)
    {
        await page.GotoAsync("/imports");
        await page.Locator("#import-client").SelectOptionAsync(Client);
        await page.Locator("#kind").SelectOptionAsync("placement");
        var file = new FilePayload { Name = fileName, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) };
        await page.Locator("#file").SetInputFilesAsync(file);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it and check" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = fileName }).WaitForAsync();
    }

    /// <summary>
    /// Vouches for all facts that a reminder in the United States needs, by the page, for what is placed by now. The notices went out today: none
    /// goes before its debt is placed.
    /// </summary>
    public static async Task VouchAsync(IPage page)
    {
        await VouchAsync(page, "Under which law", form => form.Locator("[name=jurisdiction]").FillAsync("US"));
        await VouchAsync(page, "Why may we use", form => form.Locator("[name=since]").FillAsync("2026-01-02"));
        await VouchAsync(page, "When were the validation", form => form.Locator("[name=sentOn]").FillAsync(DayTime.Day(0)));
        await VouchAsync(page, "In which time zone", form => form.Locator("[name=zone]").FillAsync(DayTime.Zone()));
    }

    public static async Task VouchAsync(IPage page, string question, Func<ILocator, Task> fill)
    {
        await page.GotoAsync($"/facts?client={Client}");
        var card = page.Locator("section.card", new() { Has = page.Locator("h2", new() { HasTextString = question }) });
        await card.Locator("summary").ClickAsync();
        await fill(card.Locator("form"));
        await card.GetByRole(AriaRole.Button, new() { Name = "Vouch for this" }).ClickAsync();
        await page.GetByText("It is recorded with your name.").WaitForAsync();
    }

    public static async Task TurnSendingOnAsync(IPage page)
    {
        await page.GotoAsync("/supervision");
        await page.Locator("summary", new() { HasTextString = "Turn on…" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Turn on for ") }).First.ClickAsync();
        await page.GetByText("Sending is on for ").WaitForAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Data.Dispose();
        await database.DisposeAsync();
        Directory.Delete(DataFolder, recursive: true);
    }
}
