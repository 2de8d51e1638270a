using System.Collections.Concurrent;
using System.Text.Json;
using HybridBpo.EndToEnd.Tests;
using HybridBpo.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(DemoHost))]

namespace HybridBpo.EndToEnd.Tests;

/// <summary>
/// The demo in a database of its own, and a browser: shared by all tests of this assembly. Tests that change shared things take a client, account or
/// person of their own, or start <see cref="AnotherAsync"/>.
/// </summary>
public sealed class DemoHost : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> sessions = new();
    private Chromium? chromium;
    private HostProcess? host;

    /// <summary>What it began as.</summary>
    public FilledDemo Filled { get; private set; } = null!;

    /// <summary>Chromium.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The running host.</summary>
    public HostProcess Host => host!;

    /// <summary>Its database.</summary>
    public TestDatabase Database { get; private set; } = null!;

    /// <summary>Its data folder.</summary>
    public string DataFolder { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Filled = await FilledDemo.MakeAsync();
        chromium = await Chromium.LaunchAsync();
        Browser = chromium.Browser;
        await StartAsync();
    }

    /// <summary>One more demo beside this one, as new as this one was, in the same browser; dispose it.</summary>
    public async Task<DemoHost> AnotherAsync()
    {
        var another = new DemoHost { Filled = Filled, Browser = Browser };
        await another.StartAsync();
        return another;
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
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(DataFolder, "demo", "sign-ins.json")));
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
        await page.GetByLabel("Code").FillAsync(Stories.Totp.Now(key));
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (host is not null) await host.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
        if (DataFolder is not null) Directory.Delete(DataFolder, recursive: true);
        if (chromium is null) return;
        await chromium.DisposeAsync();
        await Filled.DisposeAsync();
    }

    private async Task StartAsync()
    {
        (Database, DataFolder) = await Filled.CopyAsync();
        host = await HostProcess.StartAsync("demo", Database.ConnectionString, DataFolder);
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
