using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Hro.Tests.Real;

public sealed class OtherClientTests(HiringHost host) : IClassFixture<HiringHost>
{
    [Fact]
    public async Task Another_clients_objects_are_not_there_whatever_is_asked()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "OC-1");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html());
        var about = $"/candidates/fernbrook/{candidate.ApplicationId}";
        var otto = host.As("otto");

        foreach (
            var path in new[] { page, $"{page}/candidates", $"{page}/candidates.csv", $"{page}/criteria", about, $"{about}/report", $"{about}/file" })
            Assert.Equal((path, 404), (path, (await otto.GetAsync(path)).Status));
        foreach (var path in new[] { $"{page}/criteria", $"{page}/filled", $"{about}/reveal", $"{about}/correct", $"{about}/answer",
            $"{about}/again", $"{about}/withdraw" })
            Assert.Equal((path, 404),
                (path, (await otto.PostAsync(path, ("reason", "contact"), ("field", "work.0.end"), ("now", "2020"), ("answer", "x"))).Status));
        Assert.Equal(404, (await otto.UploadAsync($"{page}/resumes", ("a.html", Hiring.Html()))).Status);
        Assert.Equal(404,
            (await otto.PostAsync("/requisitions/new", ("client", "fernbrook"), ("reference", "OC-9"), ("title", "T"), ("jobText", "x"))).Status);
        foreach (var path in new[] { "/requisitions", "/candidates?show=all" })
            Assert.DoesNotContain(candidate.Code, (await otto.GetAsync(path)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_reference_and_file_at_two_clients_are_two_things()
    {
        var here = await Hiring.AddAsync(host, "sana", await Hiring.OpenAsync(host.As("sana"), "OC-2"), Hiring.Html("Same Person"));
        var there = await Hiring.AddAsync(host, "otto", await Hiring.OpenAsync(host.As("otto"), "OC-2", "castlegate"), Hiring.Html("Same Person"));

        Assert.NotEqual(here.ApplicationId, there.ApplicationId);
    }

    [Fact]
    public async Task People_of_other_trades_and_people_who_only_decide_are_kept_out()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "OC-3");

        Assert.Equal(403, (await host.As("cole").GetAsync(page)).Status);
        Assert.Equal(403, (await host.As("hugo").UploadAsync($"{page}/resumes", ("a.html", Hiring.Html()))).Status);
    }

    [Fact]
    public async Task Search_finds_codes_and_titles_of_the_own_clients_and_names_only_once_revealed()
    {
        var page = await Hiring.OpenAsync(host.As("sana"), "OC-4");
        var candidate = await Hiring.AddAsync(host, "sana", page, Hiring.Html("Zenobia Quartermain"));
        var search = host.Services.GetServices<ISearchSource>().OfType<HiringSearch>().Single();
        var ct = TestContext.Current.CancellationToken;

        Assert.Contains(await search.SearchAsync(HiringHost.Users["sana"], $"candidate {candidate.Code}", ct),
            h => h.Href.EndsWith($"{candidate.ApplicationId}", StringComparison.Ordinal));
        Assert.Contains(await search.SearchAsync(HiringHost.Users["sana"], "OC-4", ct), h => h.Kind == "Requisition");
        Assert.Empty(await search.SearchAsync(HiringHost.Users["otto"], candidate.Code, ct));
        Assert.Empty(await search.SearchAsync(HiringHost.Users["cole"], candidate.Code, ct));
        Assert.Empty(await search.SearchAsync(HiringHost.Users["sana"], "Zenobia", ct));

        Assert.Equal(303, (await host.As("sana").PostAsync($"/candidates/fernbrook/{candidate.ApplicationId}/reveal", ("reason", "contact"))).Status);

        Assert.Equal("Zenobia Quartermain", Assert.Single(await search.SearchAsync(HiringHost.Users["sana"], "Zenobia", ct)).Title);
        Assert.Empty(await search.SearchAsync(HiringHost.Users["hugo"], "Zenobia", ct));
    }
}
