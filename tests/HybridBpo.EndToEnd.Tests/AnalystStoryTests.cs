using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

public sealed class AnalystStoryTests(DemoHost demo)
{
    [Fact]
    public async Task A_model_of_the_own_history_goes_live_when_somebody_else_decided_so()
    {
        await using var priya = await demo.OpenAsync("priya");
        var page = priya.Page;
        await priya.GoAsync("/models/new?client=fernbrook");
        var own = page.Locator("form[action='/models/new/fernbrook/history']");
        await own.Locator("input[name=name]").FillAsync("winter");
        await own.GetByRole(AriaRole.Button, new() { Name = "Train on own history" }).ClickAsync();
        await page.WaitForURLAsync("**/models/runs/**");
        await priya.ShootAsync("story-analyst-1-training-light");
        await page.GetByRole(AriaRole.Link, new() { Name = "See its figures" }).ClickAsync(new() { Timeout = 240_000 });
        await page.WaitForURLAsync("**/models/fernbrook/winter/1");
        var figures = page.GetByRole(AriaRole.Region, new() { Name = "Figures" }).Locator("tbody tr td:nth-child(2)");
        var auc = (await figures.AllInnerTextsAsync()).Select(f => double.Parse(f.Split(' ', '±')[0], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(3, auc.Count);
        Assert.All(auc, a => Assert.InRange(a, 0.5, 1));
        Assert.True(auc[0] > auc[2], $"The model ({auc[0]}) is to rank better than days late ({auc[2]}).");
        foreach (var chart in new[] { "roc", "calib", "dist" })
            await Assertions.Expect(page.Locator($"figure[data-chart={chart}] svg path").First).ToBeAttachedAsync();
        const string Model = "/models/fernbrook/winter/1";
        await Screens.CheckAsync(demo, "priya", Model, "story-analyst-2-figures", DrawnAsync);

        await page.GetByText("Ask for go-live…").ClickAsync();
        await Assertions.Expect(page.GetByText("This opens a question in the inbox")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask them" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Somebody who neither trained nor asked decides.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Ask for go-live…")).ToHaveCountAsync(0);
        var path = await CaseOfAsync("winter");
        await CannotDecideAsync(priya, path);
        priya.HadNoTrouble();

        await using var ines = await demo.OpenAsync("ines");
        await ines.GoAsync(path);
        await ines.TakeAsync();
        await Screens.CheckAsync(demo, "ines", path, "story-analyst-3-go-live", DrawnAsync);
        await ines.JudgeAsync("go-live");
        await ines.DecideAsOwnAsync("better", "Better on later months.");
        await priya.ReadsAsync(Model, "live");
        var until = DateTime.UtcNow.AddSeconds(90);
        while (await LiveAsync() != "winter")
        {
            Assert.True(DateTime.UtcNow < until, "The model does not go live.");
            await Task.Delay(1_000, TestContext.Current.CancellationToken);
        }
        await Screens.CheckAsync(demo, "priya", "/models", "story-analyst-4-models");
        ines.HadNoTrouble();
    }

    [Fact]
    public async Task A_model_whose_columns_the_portfolio_cannot_build_is_refused_naming_them()
    {
        await using var priya = await demo.OpenAsync("priya");
        var page = priya.Page;
        var random = new Random(7);
        var csv = new StringBuilder("revolving_use,open_lines,late\n");
        for (var i = 0; i < 1_200; i++)
        {
            var use = random.NextDouble();
            csv.Append(CultureInfo.InvariantCulture, $"{use:0.000},{random.Next(12)},{(random.NextDouble() < use * 0.6 ? 1 : 0)}\n");
        }
        await TrainAsync(priya, "bureau", "bureau.csv", csv.ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "See its figures" }).ClickAsync(new() { Timeout = 240_000 });
        await page.WaitForURLAsync("**/models/castlegate/bureau/1");
        Assert.Equal(0, await page.GetByText("Ask for go-live…").CountAsync());
        var form = page.APIRequest.CreateFormData();
        form.Set("command", Guid.NewGuid().ToString());
        var asked = await page.APIRequest.PostAsync("/models/castlegate/bureau/1/ask-go-live",
            new() { Form = form, Headers = await TokenAsync(page), MaxRedirects = 0 });
        Assert.InRange(asked.Status, 400, 499);
        foreach (var told in new[] { await page.Locator("main").InnerTextAsync(), await asked.TextAsync() })
            Assert.All(new[] { "cannot build", "revolving_use", "open_lines" }, words => Assert.Contains(words, told, StringComparison.Ordinal));
        await priya.ShootAsync("story-analyst-5-refused-light");
        Assert.Null(await CaseOrNullAsync("bureau"));
        priya.HadNoTrouble();
    }

    [Fact]
    public async Task A_csv_that_cannot_be_learnt_from_says_file_line_and_reason()
    {
        await using var priya = await demo.OpenAsync("priya");
        await TrainAsync(priya, "broken", "broken.csv", "use,late\n0.2,0\n0.4,1,7\n0.9,1\n");
        var problem = priya.Page.Locator("main");
        await Assertions.Expect(problem).ToContainTextAsync("broken.csv, line 3", new() { Timeout = 120_000 });
        await Assertions.Expect(problem).ToContainTextAsync("could not be trained");
        await priya.ShootAsync("story-analyst-6-broken-light");
        await priya.IsAccessibleAsync();
        priya.HadNoTrouble();
    }

    private static async Task TrainAsync(StaffPage priya, string name, string file, string csv)
    {
        await priya.GoAsync("/models/new?client=castlegate");
        var form = priya.Page.Locator("form[action='/models/new/castlegate/file']");
        await form.Locator("input[name=name]").FillAsync(name);
        await form.Locator("input[name=label]").FillAsync("late");
        await form.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = file, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        await form.GetByRole(AriaRole.Button, new() { Name = "Train on this file" }).ClickAsync();
        await priya.Page.WaitForURLAsync("**/models/runs/**");
    }

    /// <summary>Neither a button nor a request of her own making lets the one who asked decide.</summary>
    private static async Task CannotDecideAsync(StaffPage priya, string path)
    {
        var page = priya.Page;
        await priya.GoAsync(path);
        await Assertions.Expect(page.GetByText("You asked for this yourself, so somebody else judges it.")).ToBeVisibleAsync();
        Assert.Equal(0, await page.Locator("form#judge, button:has-text('Take this case')").CountAsync());
        var headers = await TokenAsync(page);
        var form = page.APIRequest.CreateFormData();
        form.Set("command", Guid.NewGuid().ToString());
        form.Set("token", "1");
        form.Set("choice", "go-live");
        form.Set("sure", "sure");
        form.Set("reason", "better");
        form.Set("take", "other");
        foreach (var act in new[] { "take", "judge", "decide" })
        {
            var answer = await page.APIRequest.PostAsync($"{path}/{act}", new()
            {
                Form = form,
                Headers = headers,
                MaxRedirects = 0,
            });
            Assert.InRange(answer.Status, 400, 499);
        }
    }

    private static Task DrawnAsync(StaffPage page) =>
        Assertions.Expect(page.Page.Locator("figure[data-chart=dist] svg path").First).ToBeAttachedAsync();

    private static async Task<Dictionary<string, string>> TokenAsync(IPage page) =>
        new() { ["RequestVerificationToken"] = (await page.Locator("meta[name=hb-token]").GetAttributeAsync("content"))! };

    private async Task<string> CaseOfAsync(string name)
    {
        var until = DateTime.UtcNow.AddSeconds(60);
        while (DateTime.UtcNow < until)
        {
            if (await CaseOrNullAsync(name) is { } path) return path;
            await Task.Delay(500);
        }
        throw new InvalidOperationException($"No case about {name} was opened.");
    }

    private Task<string?> CaseOrNullAsync(string name) => demo.AskAsync($"""
        select '/inbox/cases/' || c.client_id || '/' || c.case_id from inbox.cases c
        join collections.models m on m.client_id = c.client_id and m.case_id = c.case_id where m.name = '{name}'
        """);

    private Task<string?> LiveAsync() => demo.AskAsync("select name from collections.models where client_id = 'fernbrook' and state = 'live'");
}
