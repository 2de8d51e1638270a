using System.Net;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Platform;
using HybridBpo.Testing;

namespace HybridBpo.Inbox.Tests.House;

/// Fills an inbox as the mock-ups show it, for looking at it and for walking through every page.
internal static class Showroom
{
    public static OpenCase Rowan { get; } = Asks.Plan("FB-204871", urgency: 1,
        dueInHours: 2.4) with
    { Question = "What should we offer Rowan Ellery?" };

    public static async Task FillAsync(InboxHouse house)
    {
        OpenCase[] asks =
        [
            Rowan,
            Asks.Plan("FB-118820", urgency: 2, dueInHours: -5) with { Question = "Answer a cease request" },
            Asks.Plan("FB-198204", urgency: 1, dueInHours: 3) with { Question = "Dispute: was the meter exchanged?" },
            Asks.Plan("CM-77120", dueInHours: 3.1, client: "castlegate") with { Question = "Broken promise, second time" },
            Asks.Plan("CM-77410", dueInHours: 3.4, client: "castlegate") with { Question = "Hardship told by text" },
            Asks.Plan("FB-190021", urgency: 1, dueInHours: 22) with { Question = "Settlement below 70 %?" },
            Asks.Plan("FB-119002", dueInHours: 24) with { Question = "Attorney noted: confirm?" },
            Asks.Plan("CM-77911", dueInHours: 26, client: "castlegate") with { Question = "Payment returned twice" },
            Asks.Plan("FB-120417", dueInHours: 60) with { Question = "Address looks wrong: write again?" },
            Asks.Screening("7F-32") with { Question = "Does candidate 7F-32 go on?" },
            Asks.Screening("7F-35") with { Question = "Does candidate 7F-35 go on?" },
        ];
        foreach (var ask in asks)
        {
            await house.OpenAsync(ask);
        }

        using var tobias = house.As(DemoPeople.Tobias);
        await tobias.TakeAsync(asks[2]);
        using var ines = house.As(DemoPeople.Ines);
        await ines.TakeAsync(asks[5]);
        using var maren = house.As(DemoPeople.Maren);
        Assert.Equal(HttpStatusCode.OK, (await maren.ActAsync(Rowan, "take")).Status);
    }
}

/// Serves the showroom until the file named by HYBRIDBPO_INBOX_SHOW is gone. Without the variable it only checks that it fills.
public class ShowroomTests
{
    [Fact]
    public async Task The_showroom_opens_and_every_page_of_it_answers()
    {
        var show = Environment.GetEnvironmentVariable("HYBRIDBPO_INBOX_SHOW");
        await using var database = await TestDatabase.CreateAsync();
        await using var house = await InboxHouse.StartAsync(database, relay: true, undoSeconds: show is null ? 20 : 6,
            url: show is null ? "http://127.0.0.1:0" : "http://127.0.0.1:5081");
        await Showroom.FillAsync(house);
        using var maren = house.As(DemoPeople.Maren);
        foreach (var path in new[] { "/inbox", "/inbox?tab=waiting", Person.PathOf(Showroom.Rowan) })
        {
            Assert.Equal(HttpStatusCode.OK, (await maren.GetAsync(path)).Status);
        }

        while (show is not null && File.Exists(show))
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
    }
}
