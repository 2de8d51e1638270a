namespace HybridBpo.EndToEnd.Tests;

public sealed class SideBarTests(DemoHost demo)
{
    [Theory]
    [InlineData("maren")]
    [InlineData("ruth")]
    [InlineData("priya")]
    [InlineData("ines")]
    public async Task Every_page_that_somebody_finds_in_the_side_bar_is_whole_accessible_and_fits_a_phone(string person)
    {
        await using var page = await demo.OpenAsync(person);
        await page.GoAsync("/");
        var pages = await page.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.hb-side .hb-nav a')].map(a => a.getAttribute('href'))");
        Assert.Contains("/inbox", pages);
        var wrong = new List<string>();
        foreach (var path in pages.Except(person == "ines" ? InboxPagesTests.Addresses : []))
        {
            var found = await Record.ExceptionAsync(async () =>
            {
                await page.GoAsync(path);
                await page.LookInAsync($"{person}{path.Replace('/', '-')}");
            });
            if (found is not null) wrong.Add($"{path}: {found.Message}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
