using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>A collector with a phone.</summary>
[Collection("maren")]
public sealed partial class PhoneStoryTests(DemoHost demo)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_figure_stands_in_the_middle_of_the_screen_and_takes_what_is_typed(bool dark)
    {
        using var data = new StoryData(demo.Database.ConnectionString);
        await data.UntilAsync("flagged accounts are in the inbox", async () => await data.CountAsync("inbox.proposals") > 0);
        await using var staff = await demo.JoinAsync(dark ? "pia" : "pim", "Pia T.", "collector");
        var page = staff.Page;
        await page.SetViewportSizeAsync(360, 780);
        await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
        await staff.TakeLastAsync(data);
        var form = page.Locator("form#judge");
        await form.Locator("label:has(input[value='offer-plan'])").ClickAsync();
        var least = LeastAmount().Match(await form.InnerTextAsync()).Groups[1].Value;
        await form.Locator("[name='f.offer-plan.amount']").FillAsync(least.Replace(",", ""));
        await form.Locator("[name='f.offer-plan.months']").FillAsync("5000");
        await form.Locator("label:has(input[name=weight])").First.ClickAsync();
        await form.Locator("label:has(input[name=sure])").Last.ClickAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Record my judgement" }).ClickAsync();

        var wrong = form.Locator("[name='f.offer-plan.months'][aria-invalid=true]");
        await Assertions.Expect(wrong).ToBeFocusedAsync();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var box = (await wrong.BoundingBoxAsync())!;
        Assert.InRange(box.Y + box.Height / 2, 780 * 0.35, 780 * 0.65);
        await Assertions.Expect(form.GetByRole(AriaRole.Alert)).ToBeInViewportAsync();
        await staff.LookAsync($"story-collector-9-refused-{(dark ? "phone-dark" : "phone")}");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("12");
        await Assertions.Expect(wrong).ToHaveValueAsync("12");
        staff.HadNoTrouble();
    }

    [GeneratedRegex(@"\$([\d,.]*\d) to \$")]
    private static partial Regex LeastAmount();
}
