using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>What belongs to a client is not there for anybody who is not assigned to it. A demo of its own: somebody new is added to it.</summary>
public sealed class ClientCrawlerTests(DemoHost shared) : IAsyncLifetime
{
    private DemoHost demo = null!;

    public async ValueTask InitializeAsync()
    {
        demo = await shared.AnotherAsync();
        await demo.HasCasesAsync();
    }

    public ValueTask DisposeAsync() => demo.DisposeAsync();

    [Fact]
    public async Task Everything_of_a_client_that_one_is_not_assigned_to_is_not_there()
    {
        string[] add = ["user", "add", "carla", "--display", "Carla G.", "--roles", "collector,recruiter,analyst", "--clients", "castlegate"];
        var (code, output, error) = await HostProcess.RunAsync(add, demo.Database.ConnectionString, demo.DataFolder);
        Assert.True(code == 0, error);
        await using var carla = await demo.OpenAsStrangerAsync();
        await carla.GoAsync("/account/sign-in");
        await carla.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("carla");
        await carla.Page.GetByLabel("Password").FillAsync(output.Trim().Split(' ')[^1]);
        await carla.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await carla.Page.WaitForSelectorAsync(".hb-shell");

        var (theirs, own) = (await demo.ObjectsAsync("fernbrook"), await demo.ObjectsAsync("castlegate"));
        Assert.Equal(theirs.Select(Shape).Distinct().Order(), own.Select(Shape).Distinct().Order());
        foreach (var path in theirs)
            Assert.Equal((path, 404), (path, (await carla.Page.APIRequest.GetAsync(path)).Status));
        // The same shapes of the own client are there, so that 404 above means what it says.
        foreach (var path in own.DistinctBy(Shape))
            Assert.Contains((await carla.Page.APIRequest.GetAsync(path)).Status, new[] { 200, 403, 409 });
        // An id of theirs under the name of the own client is not there either.
        foreach (var path in theirs.Where(p => !p.StartsWith("/models/", StringComparison.Ordinal)))
            Assert.Equal((path, 404), (path, (await carla.Page.APIRequest.GetAsync(
                path.Replace("/fernbrook/", "/castlegate/", StringComparison.Ordinal))).Status));

        using var crawler = await Crawler.OfAsync(carla, demo.Host.StaffUrl, "carla");
        await crawler.CrawlAsync(["/", "/menu", "/inbox", "/accounts", "/accounts/export.csv", "/requisitions", "/candidates", "/models",
            "/api/inbox/cases", "/search?q=a"]);
        var names = (await demo.ListAsync("select reference from collections.accounts where client_id = 'fernbrook' limit 400")).Select(r => r[0])
            .ToList();
        var leaks = from answer in crawler.Answers
                    from word in names.Append("fernbrook").Where(w => answer.Text.Contains(w, StringComparison.OrdinalIgnoreCase))
                    let at = answer.Text.IndexOf(word, StringComparison.OrdinalIgnoreCase)
                    select $"{answer.Path}: {word} in {answer.Text[Math.Max(0, at - 60)..Math.Min(answer.Text.Length, at + 60)]}";
        var first = string.Join('\n', leaks.Take(10));
        Assert.True(first.Length == 0, first);
    }

    private static string Shape(string path) => Regex.Replace(path, "/(fernbrook|castlegate)/|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+", "*");
}
