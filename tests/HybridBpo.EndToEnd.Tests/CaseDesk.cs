using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>What anybody does on the page of a case.</summary>
internal static class CaseDesk
{
    public static async Task TakeAsync(this StaffPage staff)
    {
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Take this case" }).ClickAsync();
        await Assertions.Expect(staff.Page.GetByRole(AriaRole.Button, new() { Name = "Record my judgement" })).ToBeVisibleAsync();
    }

    /// <summary>Records an own judgement: the given answer to each question, the choice, quite sure.</summary>
    /// <param name="staff">Who holds the case.</param>
    /// <param name="choice">Code of the choice.</param>
    /// <param name="answer">Code of the answer to the question of this number.</param>
    public static async Task JudgeAsync(this StaffPage staff, string choice, Func<int, string>? answer = null)
    {
        var form = staff.Page.Locator("form#judge");
        var questions = form.Locator("fieldset:has(input[name^='a.'])");
        for (var i = 0; i < await questions.CountAsync(); i++)
            await questions.Nth(i).Locator($"label:has(input[value='{answer!(i)}'])").ClickAsync();
        await form.Locator($"label:has(input[name=choice][value='{choice}'])").ClickAsync();
        if (await form.Locator("input[name=weight]").CountAsync() > 0) await form.Locator("label:has(input[name=weight])").First.ClickAsync();
        await form.Locator("label:has(input[name=sure])").Last.ClickAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Record my judgement" }).ClickAsync();
        await Assertions.Expect(staff.Page.GetByRole(AriaRole.Heading, new() { Name = "Decide", Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>
    /// Ticks what these words label. A click is lost when what is above grows between the pressing and the letting go; a person clicks again.
    /// </summary>
    public static async Task TickAsync(this ILocator form, string words)
    {
        var box = form.GetByLabel(words, new() { Exact = true });
        for (var tries = 0; tries < 3 && !await box.IsCheckedAsync(); tries++)
            await form.GetByText(words, new() { Exact = true }).ClickAsync();
        await Assertions.Expect(box).ToBeCheckedAsync();
    }

    /// <summary>Keeps the own answer, gives a reason and a note.</summary>
    public static async Task DecideAsOwnAsync(this StaffPage staff, string reason, string note)
    {
        var form = staff.Page.Locator("form#judge");
        await form.Locator("label:has(input[name=take][value=own])").ClickAsync();
        // After an undo the draft of the first time stands there already.
        await form.Locator($"input[name=reason][value='{reason}']").CheckAsync(new() { Force = true });
        var words = form.Locator("textarea[name=note]");
        if (!await words.IsVisibleAsync()) await form.GetByText("Note to the decision").ClickAsync();
        await words.FillAsync(note);
        await form.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".hb-undo")).ToBeVisibleAsync();
    }

    /// <summary>Opens a page again and again until these words stand in its main part.</summary>
    public static async Task ReadsAsync(this StaffPage staff, string path, string words)
    {
        var until = DateTime.UtcNow.AddSeconds(120);
        for (; ; )
        {
            await staff.GoAsync(path);
            if ((await staff.Page.Locator("main").InnerTextAsync()).Contains(words, StringComparison.Ordinal)) return;
            Assert.True(DateTime.UtcNow < until, $"\"{words}\" does not come up on {path}");
            await Task.Delay(2_000);
        }
    }
}
