using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Nudges;

/// <summary>A notice of January once validated a debt that was placed in October.</summary>
public class AttestationCoverageTests(House house) : IClassFixture<House>
{
    private readonly Desk desk = new(house);

    [Fact]
    public async Task Nobody_vouches_for_what_was_not_there_yet()
    {
        await desk.PlaceOneAsync("V-1");
        Assert.Null(await desk.AttestAsync(Facts.Regime, ("role", "third-party"), ("debt", "consumer"), ("jurisdiction", "US")));
        Assert.Null(await desk.AttestAsync(Facts.EmailBasis, ("kind", "consent"), ("since", "2026-01-02")));
        Assert.Null(await desk.AttestAsync(Facts.ValidationNotice, ("sentOn", "2026-01-15")));
        Assert.Equal("VALID", await desk.BlocksAsync("V-1"));

        house.Clock.Advance(TimeSpan.FromMinutes(1));

        // Sent on the day of the placement, recorded that day before noon in UTC or after it: it is sent.
        Assert.Null(await desk.AttestAsync(Facts.ValidationNotice, ("sentOn", "2026-10-13")));
        Assert.Equal("", await desk.BlocksAsync("V-1"));

        // A later file, of the same day and of the next: only under which law we write is known of it.
        house.Clock.Advance(TimeSpan.FromMinutes(30));
        await desk.PlaceOneAsync("V-2");
        Assert.Equal("EMAIL-BASIS VALID", await desk.BlocksAsync("V-2"));
        Assert.Equal("", await desk.BlocksAsync("V-1"));
        Assert.Equal((1, 1), await desk.ScanAsync());
        var asked = (await house.SentAsync<OpenCase>(CaseMessages.Open)).Where(c => c.Kind == MissingFacts.CaseKind)
            .Select(c => System.Text.Json.JsonSerializer.Deserialize<AttestationEvidence>(
                c.Evidence.Json, System.Text.Json.JsonSerializerOptions.Web)!);
        Assert.Equal(["email-basis", "validation-notice"], asked.Select(a => a.Fact).Order());
        Assert.Single(asked.Select(a => a.ImportId).Distinct());
    }

    [Theory]
    [InlineData("2026-08-01", "9999-12-31", false)]
    [InlineData("2026-08-01", "2026-07-01", false)]
    [InlineData("0001-01-01", "2026-09-30", false)]
    [InlineData("2026-08-01", "2026-09-30", true)]
    public void A_day_beyond_sense_is_refused(string since, string ends, bool taken) =>
        Assert.Equal(taken, FactValues.Problem(Facts.EmailBasis, new Dictionary<string, string>
        { ["kind"] = "creditor-notice", ["since"] = since, ["optOutEnds"] = ends }, new DateOnly(2026, 10, 13)) is null);

    [Theory]
    [InlineData("US", true)]
    [InlineData("US-CA", true)]
    [InlineData("GB", false)]
    [InlineData("ZZ", false)]
    public void A_law_that_the_book_does_not_have_is_not_vouched_for(string place, bool taken) =>
        Assert.Equal(taken, FactValues.Problem(Facts.Regime, new Dictionary<string, string>
        { ["role"] = "third-party", ["debt"] = "consumer", ["jurisdiction"] = place }, new DateOnly(2026, 10, 13)) is null);
}
