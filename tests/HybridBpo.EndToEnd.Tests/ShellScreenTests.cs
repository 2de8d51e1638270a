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
}
