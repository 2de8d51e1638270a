using HybridBpo.Inbox.Api;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Inbox.Tests.Routing;

public class ApiTraitsTests
{
    [Theory]
    [InlineData("language:es", true)]
    [InlineData("amount:high-2", true)]
    [InlineData("Spanish", false)]
    [InlineData("language:", false)]
    [InlineData("language:es\n", false)]
    [InlineData("a:b:c", false)]
    public void What_a_program_says_of_a_case_is_what_routing_asks_for(string trait, bool fits)
    {
        var ask = new NewCase("api.review", "s", "r", "Pay?", [new("Amount", "1")], [new("pay", "Pay", false), new("refuse", "Refuse", false)],
            [new("fits", "It fits")], Traits: [trait]);
        var check = NewCaseChecks.Check(ask, "fernbrook", Guid.NewGuid(), ApiKinds.From(new ConfigurationBuilder().Build()), DateTimeOffset.UtcNow);
        Assert.Equal(fits, check.Refusal is null);
        if (fits)
        {
            Assert.Equal([trait], check.Value.Traits);
        }
    }
}
