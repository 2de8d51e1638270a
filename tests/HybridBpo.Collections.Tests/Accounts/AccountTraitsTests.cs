using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Tests.Nudges;

namespace HybridBpo.Collections.Tests.Accounts;

public class AccountTraitsTests(House house) : IClassFixture<House>
{
    [Theory]
    [InlineData("Family plan (EU)", "product:family-plan-eu")]
    [InlineData("  --  ", null)]
    [InlineData("Überweisung", "product:berweisung")]
    public async Task They_are_codes_of_what_the_account_is(string product, string? trait)
    {
        var desk = new Desk(house);
        await desk.PlaceOneAsync($"T-{product.Length}");
        var traits = AccountTraits.Of(await desk.AccountAsync($"T-{product.Length}") with { Product = product });
        Assert.Equal(trait is null ? ["currency:usd"] : ["currency:usd", trait], traits);
    }

    [Fact]
    public async Task None_is_longer_than_routing_takes()
    {
        var desk = new Desk(house);
        await desk.PlaceOneAsync("T-long");
        Assert.All(AccountTraits.Of(await desk.AccountAsync("T-long") with { Product = new string('x', 500) }), t => Assert.InRange(t.Length, 3, 60));
    }
}
