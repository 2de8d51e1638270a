namespace HybridBpo.EndToEnd.Tests;

public sealed class ShellScreenTests(DemoHost demo)
{
    [Theory]
    [InlineData(null, "/account/sign-in", "sign-in")]
    [InlineData("maren", "/account", "settings")]
    [InlineData("maren", "/search?q=zzz", "search-nothing")]
    [InlineData("maren", "/search", "search")]
    [InlineData("maren", "/keys", "keys")]
    [InlineData("maren", "/menu", "menu")]
    [InlineData("ada", "/admin/users", "users")]
    [InlineData("ada", "/admin/users?q=zzz", "users-nothing")]
    [InlineData("ada", "/admin/users/new", "user-new")]
    [InlineData("ada", "/admin/clients", "clients")]
    [InlineData("ada", "/admin/api-keys", "api-keys")]
    [InlineData("ada", "/admin/webhooks", "webhooks")]
    public Task A_screen_of_the_shell_is_accessible_and_keeps_the_policy_in_four_dresses(string? person, string path, string name) =>
        Screens.CheckAsync(demo, person, path, name);

    [Fact]
    public Task The_key_sheet_opens_over_any_page() =>
        Screens.CheckAsync(demo, "maren", "/account", "key-sheet", async page =>
        {
            await page.Page.Locator("body").PressAsync("?");
            await page.Page.WaitForSelectorAsync("#keys[open]");
        });

    [Fact]
    public Task One_person_of_the_list_can_be_looked_at() =>
        Screens.CheckAsync(demo, "ada", "/admin/users", "user", async page =>
        {
            await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Ines D." }).ClickAsync();
            await page.Page.WaitForSelectorAsync("h1:has-text('Ines D.')");
        });

    [Fact]
    public Task A_key_is_made_and_looked_at() =>
        Screens.CheckAsync(demo, "ada", "/admin/api-keys", "api-key", async page =>
        {
            await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Ledger program");
            await page.Page.GetByLabel("Fernbrook Energy").CheckAsync();
            await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Make key" }).ClickAsync();
            await page.Page.WaitForSelectorAsync(".hb-secret:has-text('hbk_')");
            await page.IsAccessibleAsync();
            await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Done" }).ClickAsync();
            await page.Page.WaitForSelectorAsync("h2:has-text('What it opens')");
        });

    [Fact]
    public Task A_webhook_is_added_tried_and_looked_at() =>
        Screens.CheckAsync(demo, "ada", "/admin/webhooks", "webhook", async page =>
        {
            await page.Page.GetByLabel("Client", new() { Exact = true }).SelectOptionAsync("fernbrook");
            await page.Page.GetByLabel("Address").FillAsync("https://hooks.example.com/decided");
            await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
            await page.Page.WaitForSelectorAsync(".hb-secret:has-text('whsec_')");
            await page.IsAccessibleAsync();
            await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Done" }).ClickAsync();
            await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
            await page.Page.WaitForSelectorAsync("td:has-text('a test')");
        });

    [Fact]
    public async Task A_wrong_password_says_what_to_do()
    {
        await using var page = await demo.OpenAsStrangerAsync();
        await page.GoAsync("/account/sign-in");
        await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("maren");
        await page.Page.GetByLabel("Password").FillAsync("wrong");
        await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Page.WaitForSelectorAsync("#password-error");
        await page.ShootAsync("sign-in-wrong-light");
        await page.IsAccessibleAsync();
        page.HadNoTrouble();
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_open_look_like_the_rest()
    {
        foreach (var (path, name) in new[] { ("/nowhere", "not-found"), ("/admin/users", "forbidden") })
        {
            await using var page = await demo.OpenAsync("maren");
            await page.Page.GotoAsync(path);
            await page.ShootAsync($"{name}-light");
            await page.IsAccessibleAsync();
            page.HadNoTrouble();
        }
    }

    [Fact]
    public async Task A_new_supervisor_sets_up_the_second_factor_and_keeps_the_recovery_codes()
    {
        string[] add = ["user", "add", "sven", "--display", "Sven L.", "--roles", "supervisor", "--clients", "fernbrook"];
        var (_, output, _) = await HostProcess.RunAsync(add, demo.Database.ConnectionString, demo.DataFolder);
        foreach (var (width, dark, dress) in new[] { (1440, false, "light"), (360, true, "phone-dark") })
        {
            await using var page = await demo.OpenAsStrangerAsync(width, dark);
            await page.GoAsync("/account/sign-in");
            await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("sven");
            await page.Page.GetByLabel("Password").FillAsync(output.Trim().Split(' ')[^1]);
            await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await page.Page.WaitForSelectorAsync("h1:has-text('Set up a second factor')");
            await page.ShootAsync($"second-factor-set-up-{dress}");
            await page.FitsAsync();
            await page.IsAccessibleAsync();
            page.HadNoTrouble();
        }
    }

    [Fact]
    public async Task The_code_is_asked_for_after_the_password()
    {
        foreach (var (width, dark, dress) in new[] { (1440, true, "dark"), (360, false, "phone") })
        {
            await using var page = await demo.OpenAsStrangerAsync(width, dark);
            await page.GoAsync("/account/sign-in");
            await page.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("otto");
            await page.Page.GetByLabel("Password").FillAsync(demo.SignInOf("otto").Password);
            await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await page.Page.WaitForSelectorAsync("h1:has-text('Your code')");
            await page.ShootAsync($"second-factor-{dress}");
            await page.FitsAsync();
            await page.IsAccessibleAsync();
            page.HadNoTrouble();
        }
    }
}
