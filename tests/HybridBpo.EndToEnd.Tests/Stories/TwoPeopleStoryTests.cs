using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>Two people who press the same key at the same moment, each in a browser of their own, and a third who looks on.</summary>
public sealed class TwoPeopleStoryTests(DemoHost demo)
{
    [Fact]
    public async Task One_of_two_gets_the_case_the_other_reads_who_has_it_and_a_third_sees_it_without_asking()
    {
        await demo.HasCasesAsync();
        using var data = new StoryData(demo.Database.ConnectionString);
        await using var ida = await demo.JoinAsync("ida", "Ida F.", "collector");
        await using var jan = await demo.JoinAsync("jan", "Jan G.", "collector");
        await using var eva = await demo.JoinAsync("eva", "Eva M.", "collector");
        var (client, id, _) = await data.FindLastAsync();
        var path = $"/inbox/cases/{client}/{id}";
        var reference = await data.OneAsync<string>($"select reference from inbox.cases where case_id = '{id}'");

        await eva.GoAsync($"/inbox?q={Uri.EscapeDataString(reference)}");
        var row = eva.Page.Locator($".hb-row[href*='{id}']");
        await Assertions.Expect(row).ToBeVisibleAsync();
        await Assertions.Expect(row.Locator("[title$='holds it']")).ToHaveCountAsync(0);

        await Task.WhenAll(ida.GoAsync(path), jan.GoAsync(path));
        var buttons = new[] { ida, jan }.Select(who => who.Page.GetByRole(AriaRole.Button, new() { Name = "Take this case" })).ToList();
        await Task.WhenAll(buttons.Select(button => button.FocusAsync()));
        // By the clock of the browser that looks on; a page that is told looks by itself only once a minute.
        var seen = eva.Page.EvaluateAsync<long>("""
            selector => new Promise(then => new MutationObserver(() => document.querySelector(selector) && then(Date.now()))
              .observe(document.body, { childList: true, subtree: true }))
            """, $".hb-row[href*='{id}'] [title$='holds it']");
        var pressed = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await Task.WhenAll(ida.Page.Keyboard.PressAsync("Enter"), jan.Page.Keyboard.PressAsync("Enter"));
        var after = await seen.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken) - pressed;
        TestContext.Current.SendDiagnosticMessage($"A third browser showed it {after} ms after the key.");

        ILocator Judges(StaffPage who) => who.Page.GetByRole(AriaRole.Button, new() { Name = "Record my judgement" });
        foreach (var who in new[] { ida, jan })
            await Assertions.Expect(Judges(who).Or(who.Page.GetByText("Somebody else holds this case now").First)).ToBeVisibleAsync();
        Assert.Equal(1, await data.CountAsync($"events.mt_events where stream_id = '{id}' and type = 'case_claimed'"));
        Assert.Equal(1, await Judges(ida).CountAsync() + await Judges(jan).CountAsync());

        // And both ask for the next one.
        await Task.WhenAll(ida.GoAsync("/inbox"), jan.GoAsync("/inbox"));
        await Task.WhenAll(ida.Page.Keyboard.PressAsync("n"), jan.Page.Keyboard.PressAsync("n"));
        foreach (var who in new[] { ida, jan })
        {
            await who.Page.WaitForURLAsync(url => url.Contains("/inbox/cases/", StringComparison.Ordinal));
            await Assertions.Expect(who.Page.GetByRole(AriaRole.Heading, new() { Name = "Your judgement" })).ToBeVisibleAsync();
        }

        Assert.NotEqual(new Uri(ida.Page.Url).AbsolutePath, new Uri(jan.Page.Url).AbsolutePath);
        foreach (var who in new[] { ida, jan, eva }) who.HadNoTrouble();
    }
}
