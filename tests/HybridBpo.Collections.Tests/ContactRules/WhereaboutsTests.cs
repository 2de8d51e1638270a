using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class WhereaboutsTests
{
    private static string Zones(Place[] places, params string[] phones) => string.Join(' ', Whereabouts.Zones(places, phones).Select(z => z.Zone));

    private static Place At(string state = "", string zip = "", string country = "", string city = "") => new(city, state, zip, country);

    [Theory]
    [InlineData("CA", "", "US", "America/Los_Angeles")]
    [InlineData("California", "", "USA", "America/Los_Angeles")]
    [InlineData("new  york", "", "U.S.A.", "America/New_York")]
    [InlineData("N.Y.", "10001", "United States", "America/New_York")]
    [InlineData("", "96817-1234", "", "Pacific/Honolulu")]
    [InlineData("", "2118", "US", "America/New_York")] // Boston, its zero eaten by a spreadsheet
    [InlineData("Guam", "", "", "Pacific/Guam")]
    [InlineData("", "", "GB", "Europe/London")]
    [InlineData("", "", "United Kingdom", "Europe/London")]
    [InlineData("Bayern", "80331", "Germany", "Europe/Berlin Europe/Busingen")]
    [InlineData("AE", "09012", "US", "unknown")] // a soldier abroad
    [InlineData("Ontario", "", "US", "unknown")]
    [InlineData("", "99999999", "US", "unknown")]
    [InlineData("", "", "Narnia", "unknown")]
    [InlineData("NY", "", "Narnia", "unknown")]
    [InlineData("", "", "US", "")]
    public void An_address_tells_its_zones_or_that_nobody_knows_them(string state, string zip, string country, string zones) =>
        Assert.Equal(zones, Zones([At(state, zip, country)]));

    [Theory]
    [InlineData("+12125550123", "America/New_York")]
    [InlineData("+18085550123", "Pacific/Honolulu")]
    [InlineData("+442079460000", "Europe/London")]
    [InlineData("+14165550123", "unknown")]
    [InlineData("+18005550123", "unknown")]
    [InlineData("+99912345678", "unknown")]
    public void A_number_tells_its_zones_or_that_nobody_knows_them(string phone, string zones) => Assert.Equal(zones, Zones([], phone));

    [Fact]
    public void Every_address_and_every_number_counts()
    {
        Assert.Equal("America/New_York America/Los_Angeles Pacific/Honolulu", Zones([At("NY"), At("California")], "+18085550123"));
        Assert.Equal("America/New_York Europe/London", Zones([At("NY")], "+442079460000"));
        Assert.Equal("unknown America/New_York", Zones([At(country: "XX")], "+12125550123"));
        Assert.Equal("America/New_York America/Los_Angeles", Zones([At("NY", "94607")]));
        Assert.Equal("unknown", Zones([At(city: "Springfield")]));
    }

    [Fact]
    public void One_address_that_cannot_be_placed_closes_the_day()
    {
        var facts = A.Facts with { Zones = Whereabouts.Zones([At("NY"), At("Ontario", country: "US")], []) };
        var block = A.Blocks("TIME", A.Email, facts);
        Assert.Equal("time-zone", block.MissingFact);
        Assert.Equal("An address of this person could not be placed in a time zone.", block.Reason);
    }

    [Theory]
    [InlineData("New York", "10001", "US-NY-NYC")]
    [InlineData("", "11215", "US-NY-NYC")]
    [InlineData("NY", "12207", "US-NY-OTHER")]
    [InlineData("NY", "", "US-NY")]
    [InlineData("NJ", "10001", "US-NJ US-NY-NYC")]
    [InlineData("", "94607", "US-CA")]
    [InlineData("", "", "US")]
    public void The_place_decides_which_rules_bind(string state, string zip, string jurisdiction) =>
        Assert.Equal(jurisdiction, Whereabouts.Jurisdiction("US", [At(state, zip)]));

    [Fact]
    public void Who_may_live_in_New_York_City_is_protected_as_there()
    {
        ContactFacts In(params Place[] places) => A.Facts with
        {
            Regime = new Regime("third-party", "consumer", Whereabouts.Jurisdiction("US", places)),
            Basis = new AddressBasis("creditor-notice", A.Now.AddDays(-90))
        };
        A.Blocks("NYC-3", A.Email, In(At("California"), At("New York", "10001")));
        Assert.Equal("not-applicable", A.Ask("NYC-3", A.Email, In(At("California"), At("NY", "12207"))).Result);
    }
}
