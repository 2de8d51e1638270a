using HybridBpo.Collections.Nudges.Attesting;

namespace HybridBpo.Collections.Tests.Nudges;

/// <summary>A mail once left at five in the morning in California, because the file wrote the state out and the number was of New York.</summary>
public class WhereaboutsFromFilesTests(House house) : IClassFixture<House>
{
    private readonly Desk desk = new(house);

    [Fact]
    public async Task All_that_files_tell_of_a_person_counts()
    {
        await desk.PlaceAsync("W-1,C-1,Ann Marsh,w1@example.com,+12125550123,Oakland,California,,USA");
        Assert.Equal("America/Los_Angeles America/New_York", await desk.ZonesAsync("W-1"));

        // Two rows of one customer with two addresses; then a later file with a third one, about an account that is known already.
        await desk.PlaceAsync("W-2,C-2,Bo Lind,w2@example.com,,Albany,NY,,", "W-3,C-2,Bo Lind,w2@example.com,,Denver,CO,,");
        Assert.Equal("America/Denver America/New_York", await desk.ZonesAsync("W-2"));
        await desk.PlaceAsync("W-2,C-2,Bo Lind,w2@example.com,+442079460000,Honolulu,HI,,");
        Assert.Equal("America/Denver America/New_York Europe/London Pacific/Honolulu", await desk.ZonesAsync("W-2"));
        Assert.Equal("America/Denver America/New_York Europe/London Pacific/Honolulu", await desk.ZonesAsync("W-3"));
        await desk.PlaceAsync("W-4,C-2,Bo Lind,w2@example.com,,Anchorage,AK,,");
        Assert.Contains("America/Anchorage", await desk.ZonesAsync("W-2"));

        // What cannot be placed blocks; what somebody vouches for stands in for that alone.
        await desk.PlaceAsync("W-5,C-5,Cy Doe,w5@example.com,+12125550123,Toronto,Ontario,,Canada-ish");
        Assert.Equal("America/New_York unknown", await desk.ZonesAsync("W-5"));
        Assert.Contains("TIME", await desk.BlocksAsync("W-5"));
        Assert.Null(await desk.AttestAsync(Facts.TimeZone, ("zone", "America/Toronto")));
        Assert.Equal("America/New_York America/Toronto", await desk.ZonesAsync("W-5"));
        Assert.DoesNotContain("TIME", await desk.BlocksAsync("W-5"));
        Assert.Equal("America/Los_Angeles America/New_York", await desk.ZonesAsync("W-1"));
    }
}
