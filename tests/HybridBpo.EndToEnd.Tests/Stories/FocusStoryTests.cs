using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>Who goes by keys sees where they are and finds by them; who listens hears what happened.</summary>
public sealed class FocusStoryTests(DemoHost demo)
{
    // The contrast that WCAG asks of what shows the focus.
    private const double Least = 3;

    // Of each control that can have the focus: does a line around it, or around what stands for it, stand out from what is behind? Those
    // of which none
    // does. What moves gently has moved.
    private static readonly string WithoutRing = $$"""
        () => {
          const still = new CSSStyleSheet();
          still.replaceSync('* { transition: none !important }');
          document.adoptedStyleSheets = [still];
          document.querySelectorAll('details').forEach(d => (d.open = true));
          const colour = text => (text.match(/[\d.]+/g) ?? []).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
          const behind = e => {
            for (let at = e; at; at = at.parentElement) {
              const back = colour(getComputedStyle(at).backgroundColor);
              if (back.length === 3 || back[3] > 0.9) return back;
            }
            return [255, 255, 255];
          };
          const ring = e => {
            const style = getComputedStyle(e);
            if (style.outlineStyle === 'none' || style.outlineStyle === 'auto' || parseFloat(style.outlineWidth) < 2) return 0;
            return contrast(colour(style.outlineColor), behind(parseFloat(style.outlineOffset) < 0 ? e : e.parentElement));
          };
          const bare = [];
          let seen = 0;
          for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')) {
            if (!e.checkVisibility({ visibilityProperty: true })) continue;
            e.focus({ focusVisible: true, preventScroll: true });
            if (document.activeElement !== e) continue;
            seen++;
            // A box that is not drawn lends its ring to the word beside it; the search field to the frame around it.
            const drawn = getComputedStyle(e).opacity === '0' ? e.nextElementSibling : (e.closest('.hb-find:focus-within') ?? e);
            const at = Math.max(ring(drawn), ring(e));
            if (at < {{Least}}) bare.push(`${e.outerHTML.slice(0, 120)} ${at.toFixed(1)}`);
          }
          return seen < 8 ? [`only ${seen} controls`] : bare;
        }
        """;

    [Theory]
    [InlineData("maren", "/inbox", ".hb-row")]
    [InlineData("maren", "/inbox/away", null)]
    [InlineData("ines", "/supervision", null)]
    [InlineData("ines", "/supervision/team", null)]
    [InlineData("ines", "/supervision/calendars/fernbrook", null)]
    [InlineData("ines", "/supervision/escalation", null)]
    [InlineData("ines", "/looks", null)]
    public async Task Whatever_has_the_focus_by_keys_shows_it_in_light_and_dark(string person, string path, string? open)
    {
        await demo.HasCasesAsync();
        await using var staff = await demo.OpenAsync(person);
        await staff.GoAsync(path);
        if (open is not null)
        {
            await staff.Page.Locator(open).First.ClickAsync();
            await staff.Page.WaitForURLAsync("**/inbox/cases/**");
        }

        foreach (var dark in new[] { false, true })
        {
            await staff.DressAsync(1440, dark);
            await staff.Page.Keyboard.PressAsync("Tab");
            Assert.Empty(await staff.Page.EvaluateAsync<string[]>(WithoutRing));
        }

        staff.HadNoTrouble();
    }

    [Fact]
    public async Task A_case_is_searched_for_walked_to_and_opened_by_keys()
    {
        await demo.HasCasesAsync();
        await using var staff = await demo.JoinAsync("fay", "Fay L.", "collector");
        var (page, keys) = (staff.Page, staff.Page.Keyboard);
        await staff.GoAsync("/inbox");
        var reference = (await page.Locator(".hb-row small").First.InnerTextAsync()).Split('·')[^1].Trim();
        await keys.PressAsync("/");
        await Assertions.Expect(page.Locator("#find")).ToBeFocusedAsync();
        await keys.TypeAsync(reference);
        var hits = page.Locator("#hb-hits a");
        await Assertions.Expect(hits.First).ToBeVisibleAsync();
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(hits.First).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#find")).ToBeFocusedAsync();
        await Assertions.Expect(hits).ToHaveCountAsync(0);

        await keys.PressAsync("Control+a");
        await keys.TypeAsync($"{reference} ");
        var found = page.Locator("#hb-hits a[href*='/inbox/cases/']").First;
        await Assertions.Expect(found).ToBeVisibleAsync();
        for (var hit = 0; hit < 20 && !await found.EvaluateAsync<bool>("e => e === document.activeElement"); hit++)
            await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync("**/inbox/cases/**");
        await Assertions.Expect(page.Locator(".hb-case-head")).ToContainTextAsync(reference);
        staff.HadNoTrouble();
    }

    [Fact]
    public async Task What_happened_is_said_to_whoever_listens_and_the_place_where_it_is_said_stays()
    {
        using var data = new StoryData(demo.Database.ConnectionString);
        await demo.HasCasesAsync();
        await using var staff = await demo.JoinAsync("gil", "Gil T.", "collector");
        await staff.TakeLastAsync(data);
        var page = staff.Page;
        await page.EvaluateAsync("""
            () => {
              const [said, flash] = [document.getElementById('hb-said'), document.getElementById('hb-flash')];
              window.heard = [said.textContent];
              window.stays = () => said.isConnected && flash.isConnected;
              const hear = place =>
                  new MutationObserver(() => window.heard.push(place.textContent)).observe(place, { childList: true, subtree: true });
              [said, flash].forEach(hear);
            }
            """);
        await HeardAsync(page, "You hold this case.");
        await staff.JudgeAsync("keep-reminding");
        await HeardAsync(page, "Your judgement is recorded.");
        await staff.DecideAsOwnAsync(await page.Locator("form#judge input[name=reason]").First.GetAttributeAsync("value") ?? "", "As we said.");
        await HeardAsync(page, (await page.Locator(".hb-undo p b").InnerTextAsync()).Trim());
        await page.Locator(".hb-undo").GetByRole(AriaRole.Button, new() { NameRegex = new("^Undo") }).ClickAsync();
        await HeardAsync(page, "Undone: nothing has left.");

        // Somebody else takes what stands in the list, while the pointer is elsewhere.
        await page.Mouse.MoveAsync(900, 60);
        await using var other = await demo.JoinAsync("hal", "Hal O.", "collector");
        var row = page.Locator(".hb-row:not([aria-current=true]):not(:has([title='you hold it']))").Last;
        await other.GoAsync(await row.GetAttributeAsync("href") ?? "");
        await other.TakeAsync();
        await HeardAsync(page, "The queue changed: ");
        Assert.True(await page.EvaluateAsync<bool>("window.stays()"));
        staff.HadNoTrouble();
    }

    private static Task HeardAsync(IPage page, string words) =>
        page.WaitForFunctionAsync("words => window.heard.some(said => said.includes(words))", words);
}
