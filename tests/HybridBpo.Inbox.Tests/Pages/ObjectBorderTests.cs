using System.Net;
using System.Text;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Routing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// What hangs on cases, by the ids that are really there: files, reviews, samples, practice.
public sealed class ObjectBorderTests : IAsyncLifetime
{
    private static readonly string[] Every = [Roles.Collector, Roles.Recruiter, Roles.Supervisor, Roles.Compliance, Roles.Auditor, Roles.Analyst];
    private TestDatabase database = null!;
    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database, relay: true, undoSeconds: 1);
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_has_every_role_but_not_the_client_finds_none_of_it()
    {
        var at = await FillAsync();
        using var olga = Joins("olga", "castlegate");
        using var fern = house.As("fern");
        var (tried, opened) = (new HashSet<string>(), 0);
        foreach (var endpoint in house.Services.GetServicesOf<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var pattern = endpoint.RoutePattern.RawText!;
            if (!pattern.Contains("{client}", StringComparison.Ordinal)
                || at.Keys.Where(pattern.StartsWith).MaxBy(start => start.Length) is not { } start)
            {
                continue;
            }

            var (id, file) = at[start];
            var path = pattern.Replace("{client}", "fernbrook").Replace("{id:guid}", $"{id}").Replace("{file:guid}", $"{file}");
            Assert.DoesNotContain("{", path);
            var reads = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0] == "GET";
            var status = reads ? (await olga.GetAsync(path)).Status
                : (await olga.PostAsync(path, ("command", $"{Guid.NewGuid()}"), ("choice", "hold"), ("sure", "fairly"), ("token", "1"))).Status;
            Assert.True(status == HttpStatusCode.NotFound, $"{path} answered {status}");
            tried.Add(start);
            if (reads)
            {
                // Otherwise the id would be wrong, and nothing would be shown by it.
                var own = (await fern.GetAsync(path)).Status;
                Assert.True(own is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{path} answered {own} to whoever may see it");
                opened++;
            }
        }

        Assert.Equal(at.Keys.Order(), tried.Order());
        Assert.True(opened >= 5, $"only {opened} were opened");
    }

    private async Task<Dictionary<string, (Guid Id, Guid File)>> FillAsync()
    {
        var apart = await ReviewedAsync("INV-5002", "tova");
        using (var tova = house.As("tova"))
        {
            await tova.PostAsync($"/inbox/reviews/fernbrook/{apart}", ("command", $"{Guid.NewGuid()}"), ("choice", "hold"), ("sure", "fairly"));
        }

        // Handed to the one who may see it: a review is its reviewer's alone.
        var asked = await ReviewedAsync("INV-5001", "fern");
        var decided = await house.DecidedAsync("INV-5005", Ines);
        using var sara = house.As(Sara);
        await sara.MakeAsync(decided, "INV-5003", Purposes.Practice);
        await house.Get<SeedReserve>().RunAsync(Ct);
        var sample = await house.Database.SingleOrDefaultAsync<Guid>(Access.System("test"), $"select sample_id from inbox.samples", Ct);
        var held = Known.Invoice("INV-5004");
        await house.OpenAsync(held);
        using var maren = house.As(Maren);
        await maren.UploadAsync(held, "a.pdf", Encoding.ASCII.GetBytes("%PDF-1.7 a"));
        var file = (await house.Store.AggregateStreamAsync<Case>(held.Client, held.CaseId, ct: Ct))!.Attachments[0].FileId;
        return new()
        {
            ["/inbox/cases/"] = (held.CaseId, file),
            ["/inbox/reviews/"] = (asked, Guid.Empty),
            ["/supervision/reviews/"] = (apart, Guid.Empty),
            ["/supervision/samples/new/"] = (decided.CaseId, Guid.Empty),
            ["/supervision/samples/"] = (sample, Guid.Empty),
            ["/inbox/practice/"] = (sample, Guid.Empty),
        };
    }

    private async Task<Guid> ReviewedAsync(string reference, string by)
    {
        house.Lot.Always = true;
        await house.DecidedAsync(reference, Maren);
        house.Lot.Always = false;
        using var reviewer = Joins(by, "fernbrook");
        var at = (await reviewer.PostAsync("/inbox/reviews/next")).To!;
        return Guid.Parse(at.Split('/')[^1]);
    }

    private House.Person Joins(string id, string client)
    {
        house.People.Add(Person(id, $"{id} T.", [client], Every));
        return house.As(id);
    }
}
