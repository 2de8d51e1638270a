using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed class PublicLinksTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly FakeClock clock = new();
    private readonly ServiceProvider services;
    private readonly PublicLinks links;
    private readonly Guid id = Guid.NewGuid();

    public PublicLinksTests(TestDatabase database)
    {
        this.database = database;
        var settings = new Dictionary<string, string?> { ["PublicUrl"] = "https://pay.example.com/" };
        services = TestPlatform.Build(database, clock: clock, settings: settings);
        links = services.GetRequiredService<PublicLinks>();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_opt_out_link_still_opens_after_fifty_years_and_on_another_host()
    {
        var token = await links.MakeAsync("opt-out", "fernbrook", id, null, Ct);
        clock.Advance(TimeSpan.FromDays(365 * 50));
        Assert.Equal(new PublicLink("fernbrook", id, null), await links.ReadAsync("opt-out", token, Ct));
        await using var other = TestPlatform.Build(database, clock: clock);
        Assert.Equal(new PublicLink("fernbrook", id, null), await other.GetRequiredService<PublicLinks>().ReadAsync("opt-out", token, Ct));
        Assert.Equal($"https://pay.example.com/o/{token}", links.Address("/o/", token));
    }

    [Fact]
    public async Task A_link_with_an_end_closes_then()
    {
        var token = await links.MakeAsync("debtor", "fernbrook", id, clock.Now.AddHours(1), Ct);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(await links.ReadAsync("debtor", token, Ct));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await links.ReadAsync("debtor", token, Ct));
        // A page that offers a fresh one still knows whom it was for.
        Assert.Equal(("fernbrook", id), await links.ReadEvenExpiredAsync("debtor", token, Ct) is { } old ? (old.Client, old.Id) : default);
        Assert.Null(await links.ReadEvenExpiredAsync("opt-out", token, Ct));
    }

    [Fact]
    public async Task A_token_opens_nothing_else_and_no_changed_one_opens_anything()
    {
        var token = await links.MakeAsync("opt-out", "fernbrook", id, null, Ct);
        Assert.Null(await links.ReadAsync("debtor", token, Ct));
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            var read = await links.ReadAsync("opt-out", new string(changed), Ct);
            // The last character of base64 may hold bits that mean nothing.
            Assert.True(read is null || (i == token.Length - 1 && read == new PublicLink("fernbrook", id, null)), $"Position {i} can be changed.");
        }
        foreach (var hostile in new[] { "", "x", "../../etc", "%00", new string('A', 10_000), "ä", token + "A" + token })
            Assert.Null(await links.ReadAsync("opt-out", hostile, Ct));
    }

    [Theory]
    [InlineData(null, null, "http://127.0.0.1:5081/o/x")]
    [InlineData(null, "http://127.0.0.1:7461;http://127.0.0.1:7462", "http://127.0.0.1:7461/o/x")]
    [InlineData(null, "http://0.0.0.0:7461", "http://127.0.0.1:7461/o/x")]
    [InlineData(null, "http://*:7461/", "http://127.0.0.1:7461/o/x")]
    [InlineData("https://pay.example.com/", "http://0.0.0.0:7461", "https://pay.example.com/o/x")]
    public async Task A_link_begins_with_the_public_address_or_else_where_the_public_pages_listen(string? url, string? urls, string link)
    {
        var settings = new Dictionary<string, string?> { ["PublicUrl"] = url, ["PublicUrls"] = urls };
        await using var host = TestPlatform.Build(database, settings: settings);
        Assert.Equal(link, host.GetRequiredService<PublicLinks>().Address("/o/", "x"));
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
