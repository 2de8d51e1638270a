using System.Net;
using HybridBpo.Inbox.Saving;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// The queue as a file, and when somebody is away.
public class ExportTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_holds_what_the_queue_shows_to_this_person_and_nothing_withheld_and_is_on_record()
    {
        var ask = Asks.Plan("X-1") with { Title = "=HYPERLINK(\"http://evil\")" };
        await house.OpenAsync(ask);
        await house.OpenAsync(Asks.Plan("X-2 west", client: "castlegate"));
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask, "offer-plan");
        await maren.DecideAsync(house, ask);
        await house.OpenAsync(Asks.Plan("X-3"));
        using var sara = house.As(Sara);
        var (status, csv) = await sara.GetAsync("/inbox/export.csv?tab=team&client=fernbrook");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", csv);
        Assert.Contains("X-3", csv);
        Assert.DoesNotContain("X-2", csv);
        foreach (var withheld in new[] { "offer-plan", "Offer a plan", "Paid three times", "0.48", "8300", "late-payment" })
        {
            Assert.DoesNotContain(withheld, csv);
        }

        Assert.Contains("X-2", (await sara.GetAsync("/inbox/export.csv?q=west")).Body);
        using var ines = house.As(Ines);
        Assert.DoesNotContain("X-2", (await ines.GetAsync("/inbox/export.csv?tab=team&client=castlegate")).Body);
        using var cora = house.As(Cora);
        Assert.Equal(HttpStatusCode.Forbidden, (await cora.GetAsync("/inbox/export.csv")).Status);
        var logged = await house.Database.QueryAsync<string>(Access.System("test"),
            $"select actor_id || ' ' || object_kind || ' ' || (people > 0) from platform.looks where act = 'exported' order by at", Ct);
        Assert.Equal([$"{Sara} queue true", $"{Sara} queue true"], logged.Take(2));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-2", "-2")]
    [InlineData("@sum", "'@sum")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("a \"b\", c\nd", "\"a \"\"b\"\", c\nd\"")]
    public void A_cell_is_text_to_a_spreadsheet(string text, string cell) => Assert.Equal(cell, CsvCell.Of(text));

    [Fact]
    public async Task Everybody_enters_their_own_absence_and_ends_it_and_nobody_elses()
    {
        var ask = Asks.Plan("X-4");
        await house.OpenAsync(ask);
        using var tobias = house.As(Tobias);
        using var sara = house.As(Sara);
        await tobias.TakeAsync(ask);
        var command = Guid.NewGuid();
        var body = "";
        for (var times = 0; times < 2; times++)
        {
            body = (await tobias.PostAsync("/inbox/away", ("command", $"{command}"), ("from", Local(0)), ("until", Local(9)), ("why", "dentist"),
                ("hand", "yes"))).Body;
        }

        Assert.Contains("dentist", body);
        Assert.NotEqual(Tobias, (await house.RowAsync(ask)).Holder);
        Assert.Contains("away until", (await sara.GetAsync("/supervision/team")).Body);
        var id = await house.Database.SingleOrDefaultAsync<Guid>(Access.System("test"),
            $"select id from inbox.absences where user_id = {Tobias} and ended_at is null", Ct);
        using var maren = house.As(Maren);
        Assert.Equal(HttpStatusCode.NotFound, (await maren.PostAsync($"/inbox/away/{id}/end")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await sara.PostAsync($"/inbox/away/{id}/end")).Status);
        Assert.Contains("You are not away", (await tobias.PostAsync($"/inbox/away/{id}/end")).Body);
        Assert.Contains("An absence ends after it begins", (await tobias.PostAsync("/inbox/away", ("command", $"{Guid.NewGuid()}"),
            ("from", Local(5)), ("until", Local(4)))).Body);
        Assert.Contains("Say from when", (await tobias.PostAsync("/inbox/away", ("command", $"{Guid.NewGuid()}"), ("from", "x"))).Body);
    }

    // The first of the house's clients by name is in Chicago.
    private static string Local(double hours) => NodaTime.Instant.FromDateTimeOffset(DateTimeOffset.UtcNow.AddHours(hours))
        .InZone(NodaTime.DateTimeZoneProviders.Tzdb["America/Chicago"]).LocalDateTime.ToString("uuuu-MM-dd'T'HH:mm", null);
}
