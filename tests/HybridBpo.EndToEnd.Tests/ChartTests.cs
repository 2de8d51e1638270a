using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

public sealed class ChartTests(DemoHost demo)
{
    private static readonly Dictionary<string, string> Examples = new()
    {
        ["paydue"] = """
            {"months": ["Jan", "Feb", "Mar"], "due": [120, 130, 90], "paid": [120, 0, 40], "returned": 1, "mark": "Feb",
            "markText": "placed with us"}
            """,
        ["waterfall"] = """
            {"start": 31, "startText": "All accounts", "steps": [["Paid late twice", 14], ["New phone", -6]],
            "endText": "This account", "max": 60}
            """,
        ["envelope"] = """
            {"xmin": 9, "clientMonths": 24, "mineMonths": 18, "floor": 1200, "balance": 1486, "afford": 70, "least": 40,
            "months": 24, "amount": 62, "pointText": "your offer"}
            """,
        ["roc"] = """
            {"curves": [[[0, 0], [0.2, 0.6], [1, 1]], [[0, 0], [0.1, 0.7], [1, 1]], [[0, 0], [0.3, 0.5], [1, 1]]]}
            """,
        ["calib"] = """
            {"champion": [[0.1, 0.12], [0.3, 0.28]], "challenger": [[0.1, 0.1], [0.3, 0.31]], "err": [[0.1, 0.08, 0.12]],
            "max": 0.5}
            """,
        ["dist"] = """
            {"bins": ["0", "1", "2", "3"], "paid": [10, 8, 4, 1], "late": [1, 2, 5, 9]}
            """,
        ["rate"] = """
            {"x": ["a", "b", "c"], "y": [0.6, 0.65, 0.7], "lo": [0.5, 0.6, 0.65], "hi": [0.7, 0.7, 0.75], "min": 0.4, "max": 0.8,
            "axis": true, "fmt": "pct", "changes": [{"name": "A", "at": "b"}]}
            """,
        ["sim"] = """
            {"x": ["0", "30", "60"], "y0": [0, 5, 8], "lo0": [0, 4, 7], "hi0": [0, 6, 9], "y1": [0, 6, 10], "lo1": [0, 5, 9],
            "hi1": [0, 7, 11], "every": 0}
            """,
        ["forest"] = """
            {"rows": [["Judged first", 0.1, 0.05, 0.2], ["Machine first", 0.3, 0.2, 0.4]], "min": 0, "max": 0.6, "step": 0.2,
            "fmt": "pct", "ref": 0.2}
            """,
    };

    public static TheoryData<string> Kinds => [.. Examples.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_chart_of_every_kind_is_drawn_from_its_json_without_breaking_the_policy(string kind)
    {
        await using var staff = await demo.OpenAsync("maren");
        // The figure is put into a real page of the host, under its real headers, before the page's scripts run.
        await staff.Page.RouteAsync("**/keys", async route =>
        {
            var answer = await route.FetchAsync();
            var data = $"""<script type="application/json">{Examples[kind]}</script>""";
            var figure = $"""<figure class="hb-chart" data-chart="{kind}" role="img" aria-label="probe">{data}</figure>""";
            var body = (await answer.TextAsync()).Replace("<main id=\"main\"", figure + "<main id=\"main\"", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = body });
        });
        foreach (var dark in new[] { false, true })
        {
            await staff.DressAsync(1440, dark);
            await staff.GoAsync("/keys");
            await Assertions.Expect(staff.Page.Locator($"figure[data-chart={kind}] svg path").First).ToBeAttachedAsync();
            await staff.Page.Locator($"figure[data-chart={kind}]").ScreenshotAsync(new()
            {
                Path = Path.Combine(Testing.Repository.Root, "artifacts", "screenshots", $"chart-{kind}-{(dark ? "dark" : "light")}.png"),
            });
            staff.HadNoTrouble();
        }
    }
}
