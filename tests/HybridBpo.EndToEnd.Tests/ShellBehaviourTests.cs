using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

public sealed class ShellBehaviourTests(DemoHost demo)
{
    [Fact]
    public async Task Keys_act_everywhere_but_not_while_typing_and_not_when_switched_off()
    {
        await using var staff = await demo.OpenAsync("ada");
        await staff.GoAsync("/admin/users");
        var page = staff.Page;
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        Assert.Equal(2, await RowInFocusAsync(page));
        await page.Keyboard.PressAsync("k");
        Assert.Equal(1, await RowInFocusAsync(page));
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("j?k");
        Assert.Equal("j?k", await page.Locator("#find").InputValueAsync());
        Assert.Equal(0, await page.Locator("#keys[open]").CountAsync());
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#keys[open]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#keys[open]")).ToHaveCountAsync(0);
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task Single_keys_can_be_switched_off_in_the_settings()
    {
        await using var staff = await demo.OpenAsync("clara");
        var page = staff.Page;
        await staff.GoAsync("/account");
        await page.GetByText("Single keys act").ClickAsync();
        await Assertions.Expect(page.GetByText("Single keys are off.")).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync(LoadState.Load); // its scripts ran
        await page.Keyboard.PressAsync("?");
        Assert.Equal(0, await page.Locator("#keys[open]").CountAsync());
        await page.GetByText("Single keys act").ClickAsync();
        await Assertions.Expect(page.GetByText("Single keys are on.")).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync(LoadState.Load); // its scripts ran
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#keys[open]")).ToBeVisibleAsync();
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task No_key_reaches_a_control_in_a_machines_card()
    {
        await using var staff = await demo.OpenAsync("maren");
        await staff.GoAsync("/account");
        await staff.Page.EvaluateAsync("""
            () => {
              const card = Object.assign(document.createElement('div'), { className: 'hb-machine' });
              card.innerHTML = '<form data-key="ctrl+enter"><button type="button" data-key="m">Take it</button></form>';
              window.taken = 0;
              card.addEventListener('click', () => window.taken++);
              card.addEventListener('submit', e => (e.preventDefault(), window.taken++));
              document.querySelector('main').append(card);
            }
            """);
        await staff.Page.Keyboard.PressAsync("m");
        await staff.Page.Keyboard.PressAsync("Control+Enter");
        Assert.Equal(0, await staff.Page.EvaluateAsync<int>("window.taken"));
    }

    [Fact]
    public async Task Light_or_dark_follows_the_system_until_somebody_chooses_and_then_stays()
    {
        await using var staff = await demo.OpenAsync("tobias");
        await staff.GoAsync("/account");
        var html = staff.Page.Locator("html");
        await Assertions.Expect(html).ToHaveAttributeAsync("data-bs-theme", "light");
        await staff.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(html).ToHaveAttributeAsync("data-bs-theme", "dark");
        await staff.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Assertions.Expect(html).ToHaveAttributeAsync("data-bs-theme", "light");
        await staff.Page.RunAndWaitForResponseAsync(
            () => staff.Page.Locator(".hb-side").GetByLabel("Light or dark").ClickAsync(),
            r => r.Url.EndsWith("/account/theme", StringComparison.Ordinal));
        await Assertions.Expect(html).ToHaveAttributeAsync("data-bs-theme", "dark");
        await staff.GoAsync("/keys");
        await Assertions.Expect(html).ToHaveAttributeAsync("data-bs-theme", "dark");
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task On_a_phone_the_menu_opens_from_the_side_and_leads_on()
    {
        await using var staff = await demo.OpenAsync("ada", width: 360);
        await staff.GoAsync("/admin/users");
        await staff.Page.GetByRole(AriaRole.Link, new() { Name = "Menu", Exact = true }).ClickAsync();
        var menu = staff.Page.Locator("#menu[open]");
        await Assertions.Expect(menu).ToBeVisibleAsync();
        await staff.ShootAsync("menu-drawer-phone");
        await staff.IsAccessibleAsync();
        await menu.GetByRole(AriaRole.Link, new() { Name = "Clients" }).ClickAsync();
        await Assertions.Expect(staff.Page.GetByRole(AriaRole.Heading, new() { Name = "Clients" })).ToBeVisibleAsync();
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task On_a_phone_more_offers_what_the_thumb_bar_has_no_room_for_and_nothing_twice()
    {
        foreach (var person in new[] { "maren", "ada" })
        {
            await using var staff = await demo.OpenAsync(person, width: 360);
            await staff.GoAsync("/account");
            var bar = staff.Page.Locator(".hb-tabbar");
            await bar.GetByRole(AriaRole.Link, new() { Name = "More" }).ClickAsync();
            var more = staff.Page.Locator("main");
            await Assertions.Expect(bar.Locator("[aria-current]")).ToHaveTextAsync("More");
            await staff.LookAsync($"more-{person}-phone");
            var offered = (await more.Locator("a, button").AllInnerTextsAsync()).Select(words => words.Trim()).ToList();
            foreach (var needed in new[] { "Settings", "Keys", "Light or dark", "Sign out" }) Assert.Contains(needed, offered);
            Assert.Equal(offered.Count, offered.Distinct().Count());
            Assert.Empty(offered.Intersect((await bar.Locator("a").AllInnerTextsAsync()).Select(words => words.Trim())));
            var card = await more.Locator(".card").BoundingBoxAsync();
            var first = await more.Locator("a, .hb-nav-title").First.BoundingBoxAsync();
            Assert.InRange(first!.Y - card!.Y, 0, 20);
            await more.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
            await staff.Page.WaitForURLAsync("**/account");
            staff.HadNoTrouble();
        }
    }

    [Fact]
    public async Task Everything_works_without_scripts()
    {
        await using var context = await demo.Browser.NewContextAsync(new() { BaseURL = demo.Host.StaffUrl, JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await demo.SignInAsync(page, "priya");
        await page.GotoAsync("/account");
        await page.Locator(".hb-side select[name=client]").SelectOptionAsync("fernbrook");
        await page.Locator(".hb-switch-form button").First.ClickAsync();
        Assert.Equal("fernbrook", await page.Locator(".hb-side select[name=client]").InputValueAsync());
        await page.Locator(".hb-side").GetByLabel("Light or dark").ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        await page.Locator(".hb-side").GetByLabel("Sign out").ClickAsync();
        await Assertions.Expect(page.GetByText("You are signed out.")).ToBeVisibleAsync();
    }

    [Fact]
    public void A_host_that_is_asked_to_stop_ends_cleanly_and_the_next_one_prints_the_same_sign_ins()
    {
        Assert.Equal(0, demo.Filled.ExitCode);
        string[] SignIns(string output) =>
            [.. output.Split('\n').Where(l => l.StartsWith("  ", StringComparison.Ordinal) && l.Contains(" maren "))];
        Assert.Single(SignIns(demo.Filled.Output));
        Assert.Equal(SignIns(demo.Filled.Output), SignIns(demo.Host.Output));
        foreach (var folder in new[] { demo.Filled.DataFolder, demo.DataFolder })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "demo", "sign-ins.json")));
    }

    private static Task<int> RowInFocusAsync(IPage page) =>
        page.EvaluateAsync<int>("[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement.closest('[data-row]')) + 1");
}
