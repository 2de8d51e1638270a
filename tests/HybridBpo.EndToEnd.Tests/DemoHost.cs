using System.Collections.Concurrent;
using System.Text.Json;
using HybridBpo.EndToEnd.Tests;
using HybridBpo.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(DemoHost))]

namespace HybridBpo.EndToEnd.Tests;

/// <summary>
/// The demo in a database of its own, and a browser: shared by all tests of this assembly. Tests that change shared things take a client, account or
/// person of their own, or start their own <see cref="HostProcess"/>.
/// </summary>
public sealed class DemoHost : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private readonly string dataFolder = Directory.CreateTempSubdirectory("hybridbpo-e2e-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> sessions = new();
    private IPlaywright playwright = null!;
    private HostProcess? host;

    /// <summary>Chromium.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The running host.</summary>
    public HostProcess Host => host!;

    /// <summary>Its database.</summary>
    public TestDatabase Database => database;

    /// <summary>Its data folder.</summary>
    public string DataFolder => dataFolder;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        host = await HostProcess.StartAsync("demo", database.ConnectionString, dataFolder);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A page of somebody of the demo, signed in (once per person; sessions are shared).</summary>
    /// <param name="name">Such as <c>maren</c>, <c>ines</c>, <c>ruth</c>, <c>priya</c>, <c>ada</c>.</param>
    /// <param name="width">1440 or 360.</param>
    /// <param name="dark">The system prefers dark.</param>
    public async Task<StaffPage> OpenAsync(string name, int width = 1440, bool dark = false)
    {
        var state = await sessions.GetOrAdd(name, n => new Lazy<Task<string>>(() => SignInOnceAsync(n))).Value;
        return await StaffPage.OpenAsync(Browser, Host.StaffUrl, state, width, dark);
    }

    /// <summary>A page of nobody.</summary>
    public Task<StaffPage> OpenAsStrangerAsync(int width = 1440, bool dark = false, bool publicPages = false) =>
        StaffPage.OpenAsync(Browser, publicPages ? Host.PublicUrl : Host.StaffUrl, null, width, dark);

    /// <summary>What the demo printed for somebody.</summary>
    public (string Password, string? SecondFactorKey) SignInOf(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(dataFolder, "demo", "sign-ins.json")));
        var entry = json.RootElement.EnumerateArray().Single(e => e.GetProperty("name").GetString() == name);
        return (entry.GetProperty("password").GetString()!, entry.GetProperty("secondFactorKey").GetString());
    }

    /// <summary>Types name, password and, where asked, the code.</summary>
    public async Task SignInAsync(IPage page, string name)
    {
        var (password, key) = SignInOf(name);
        await page.GotoAsync("/account/sign-in");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        if (key is null) return;
        var (_, code, _) = await HostProcess.RunAsync(["user", "code", name], database.ConnectionString, dataFolder);
        await page.GetByLabel("Code").FillAsync(code.Trim());
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
        if (host is not null) await host.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(dataFolder, recursive: true);
    }

    private async Task<string> SignInOnceAsync(string name)
    {
        await using var context = await Browser.NewContextAsync(new() { BaseURL = Host.StaffUrl });
        var page = await context.NewPageAsync();
        await SignInAsync(page, name);
        await page.WaitForSelectorAsync(".hb-shell");
        return await context.StorageStateAsync();
    }
}
