using System.Collections.Concurrent;
using HybridBpo.Testing;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>A page with what went wrong in it collected: violations of the content security policy, script errors, answers of 500.</summary>
public sealed class StaffPage : IAsyncDisposable
{
    private static readonly string Axe = File.ReadAllText(
        Path.Combine(Repository.Root, "src", "HybridBpo.Host", "node_modules", "axe-core", "axe.min.js"));
    private const string EveryRule = "'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'";
    private const string RulesOnColours = "'color-contrast', 'link-in-text-block'";
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> troubles = new();
    private ICDPSession? browser;

    private StaffPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // A refusal is an answer with its own page; both the browser and htmx tell it as an error all the same.
            if (message.Type != "error" || message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
                || message.Text.StartsWith("Response Status Error Code 4", StringComparison.Ordinal)) return;
            troubles.Enqueue(message.Text);
        };
        page.PageError += (_, error) => troubles.Enqueue(error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 500) troubles.Enqueue($"{response.Status} {response.Url}");
        };
    }

    /// <summary>The page of Playwright.</summary>
    public IPage Page { get; }

    /// <summary>What went wrong so far; empty is what a test asks for.</summary>
    public IReadOnlyCollection<string> Troubles => troubles;

    internal static async Task<StaffPage> OpenAsync(IBrowser browser, string baseUrl, string? state, int width, bool dark)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = baseUrl,
            StorageState = state,
            ViewportSize = new() { Width = width, Height = width < 600 ? 780 : 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = "en-US",
            TimezoneId = "America/New_York",
        });
        context.SetDefaultTimeout(45_000);
        var page = new StaffPage(context, await context.NewPageAsync());
        await page.Page.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', e => "
            + "console.error(`CSP ${e.violatedDirective} ${e.blockedURI} ${e.sample} ${e.sourceFile}:${e.lineNumber}:${e.columnNumber}`))");
        return page;
    }

    /// <summary>Opens a path and fails on an answer of 400 or more.</summary>
    public async Task GoAsync(string path)
    {
        var response = await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        Assert.True(response!.Status < 400, $"{path} answered {response.Status}");
    }

    /// <summary>Types name and password, and sets up a second factor where the role needs one and has none yet.</summary>
    /// <returns>The second factor's key; null without one.</returns>
    public async Task<string?> SignInAsync(string name, string password)
    {
        await GoAsync("/account/sign-in");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.WaitForSelectorAsync(".hb-shell, .hb-secret, #password-error");
        if (await Page.Locator(".hb-secret").CountAsync() == 0) return null;
        var key = (await Page.Locator(".hb-secret").First.InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await Page.GetByLabel("The code that the app now shows").FillAsync(Stories.Totp.Now(key));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Check and finish" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "I have kept them, go on" }).ClickAsync();
        await Page.WaitForSelectorAsync(".hb-shell");
        return key;
    }

    /// <summary>Shoots the screen and checks width, accessibility, policy and scripts.</summary>
    public Task LookAsync(string name) => LookAsync(name, EveryRule);

    /// <summary>
    /// Shoots and checks the screen as it stands in its four dresses, without loading it anew; ends as it began. Between light and dark nothing but
    /// the colours of one document changes: of each width, the first dress is held against every rule, the other one against those on colours.
    /// </summary>
    /// <param name="name">Name of the pictures.</param>
    /// <param name="dresses">Which of <see cref="Screens.Dresses"/>; all when none is given.</param>
    public async Task LookInAsync(string name, params string[] dresses)
    {
        var known = new HashSet<int>();
        foreach (var (width, dark, dress) in Screens.Dresses.Where(d => dresses.Length == 0 || dresses.Contains(d.Dress)))
        {
            await DressAsync(width, dark);
            await LookAsync($"{name}-{dress}", known.Add(width) ? EveryRule : RulesOnColours);
        }
        await DressAsync(1440, false);
    }

    /// <summary>Makes the window so wide, and the page light or dark.</summary>
    internal async Task DressAsync(int width, bool dark)
    {
        await Page.SetViewportSizeAsync(width, width < 600 ? 780 : 900);
        await Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
        // Also for somebody who chose the one or the other.
        await Page.EvaluateAsync(
            "d => { document.documentElement.dataset.bsTheme = d ? 'dark' : 'light'; dispatchEvent(new Event('hb:theme')); }", dark);
    }

    /// <summary>Fails when the page broke the content security policy, threw a script error, or got a 500.</summary>
    public void HadNoTrouble() => Assert.True(troubles.IsEmpty, string.Join("\n", troubles));

    /// <summary>Fails on what axe finds against WCAG 2.2 A and AA.</summary>
    public Task IsAccessibleAsync() => IsAccessibleAsync(EveryRule);

    /// <summary>Fails when the page is wider than its window.</summary>
    public async Task FitsAsync()
    {
        var over = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
        Assert.True(over <= 0, $"{Page.Url} is {over} px wider than the window.");
    }

    /// <summary>Writes artifacts/screenshots/NAME.png.</summary>
    public async Task ShootAsync(string name, bool whole = false)
    {
        await IsDrawnAsync();
        if (whole) await Page.ScreenshotAsync(new() { Path = FileOf(name), FullPage = true });
        else await WritePictureAsync(name);
    }

    /// <summary>Closes the page; how it last stood is kept under artifacts/screenshots/last, by test: what to look at when the test failed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestMethod is { } test && !Page.IsClosed)
        {
            try
            {
                await WritePictureAsync($"last/{test.MethodName[..Math.Min(100, test.MethodName.Length)]}").WaitAsync(TimeSpan.FromSeconds(5));
            }
            catch (Exception gone) when (gone is PlaywrightException or TimeoutException)
            {
                // A picture of a page that hangs or is gone cannot be had.
            }
        }

        await context.DisposeAsync();
    }

    private async Task LookAsync(string name, string rules)
    {
        await ShootAsync(name);
        await FitsAsync();
        await IsAccessibleAsync(rules);
        HadNoTrouble();
    }

    private async Task IsAccessibleAsync(string rules)
    {
        if (!await Page.EvaluateAsync<bool>("'axe' in window")) await Page.EvaluateAsync(Axe);
        var found = await Page.EvaluateAsync<string>($$"""
            async () => {
              const result = await axe.run(document, { runOnly: [{{rules}}], resultTypes: ['violations'] });
              const words = (v, n) => `${v.id}: ${n.target.join(' ')} (${n.failureSummary.split('\n').pop().trim()})`;
              return result.violations.flatMap(v => v.nodes.map(n => words(v, n))).join('\n');
            }
            """);
        Assert.True(found.Length == 0, $"{Page.Url}\n{found}");
    }

    // What changes gently has changed, and each chart has its lines.
    private async Task IsDrawnAsync()
    {
        await Page.EvaluateAsync("""
            async () => {
              await document.fonts.ready;
              document.getAnimations().filter(a => a.effect.getComputedTiming().endTime < Infinity).forEach(a => a.finish());
            }
            """);
        await Page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('.hb-chart[data-chart]')].every(f => f.clientWidth === 0 || f.querySelector('svg path'))");
    }

    // By the protocol of the browser: it can be told to take little trouble over making the file small, which is most of the work.
    private async Task WritePictureAsync(string name)
    {
        browser ??= await context.NewCDPSessionAsync(Page);
        var picture = await browser.SendAsync("Page.captureScreenshot", new() { ["format"] = "png", ["optimizeForSpeed"] = true });
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(name))!);
        await File.WriteAllBytesAsync(FileOf(name), picture!.Value.GetProperty("data").GetBytesFromBase64());
    }

    private static string FileOf(string name) => Path.Combine(Repository.Root, "artifacts", "screenshots", $"{name}.png");
}
