using System.Net;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Platform.Tests;

/// <summary>What is not written down is not shown.</summary>
public sealed class LookGateTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Guid Somebody = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/says", 200, 1)]
    [InlineData("/late", 200, 1)]
    [InlineData("/nobody", 200, 0)]
    [InlineData("/empty", 200, 0)]
    [InlineData("/moved", 303, 0)]
    [InlineData("/forgets", 500, 0)]
    [InlineData("/lies", 500, 0)]
    [InlineData("/elsewhere", 500, 0)]
    public async Task An_answer_about_people_leaves_only_when_it_is_written_down_whom_it_shows(string path, int status, int rows)
    {
        await using var services = TestPlatform.Build(database);
        if (!(await services.GetRequiredService<Clients>().ListAsync(Access.System("test"), Ct)).Any(c => c.ClientId == "acme"))
            await services.AddClientAsync("acme", Ct);
        await using var app = Build(services.GetRequiredService<LookLog>(), path);
        await app.StartAsync(Ct);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
        using var answer = await http.GetAsync(path, Ct);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal(status == 200, (await answer.Content.ReadAsStringAsync(Ct)).Contains("Rowan", StringComparison.Ordinal));
        Assert.Equal(rows, await services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(
            Access.System("test"), $"select count(*) from platform.looks where actor_id = {path} and page = {path}", Ct));
    }

    // Each asks under a name of its own, so that none is taken for another one's repetition.
    private static WebApplication Build(LookLog log, string name)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(log);
        var app = builder.Build();
        app.UseRouting();
        app.Use((context, next) =>
        {
            context.SetViewer(new Viewer(new Access(new Actor(Actor.Person, name, "P"), ["acme"], []), "light", true, [], null));
            return next(context);
        });
        app.UseMiddleware<LookGate>();
        app.MapGet("/says", (HttpContext context) => Show(context, "acme")).ShowsPeople();
        app.MapGet("/late", async (HttpContext context) =>
        {
            await Task.Yield();
            context.ShowsMany("things", [("acme", Somebody)]);
            await context.Response.WriteAsync("Rowan");
        }).ShowsPeople(Looks.Exported);
        app.MapGet("/nobody", () => "no Rowan here").ShowsNobody();
        app.MapGet("/empty", (HttpContext context) =>
        {
            context.ShowsMany("things", []);
            return "no Rowan found";
        }).ShowsPeople();
        app.MapGet("/moved", (HttpContext context) => Pages.SeeOther(context, "/says")).ShowsPeople();
        app.MapGet("/forgets", () => "Rowan").ShowsPeople();
        app.MapGet("/lies", (HttpContext context) => Show(context, "acme")).ShowsNobody();
        // The database refuses the row: there is no such client.
        app.MapGet("/elsewhere", (HttpContext context) => Show(context, "nowhere")).ShowsPeople();
        return app;
    }

    private static string Show(HttpContext context, string client)
    {
        context.ShowsOne(client, "thing", Somebody, Somebody);
        return "Rowan";
    }
}
