using System.Net;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.Escalating.EscalationPageTests;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Escalating;

/// <summary>In a house of its own: the versions of the policy are those of these tests alone.</summary>
public class EscalationPolicyOfOthersTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whether_there_is_a_client_of_others_is_not_told_but_what_stands_there_already_may_stay()
    {
        house.People.Add(Person("selma", "Selma F.", ["fernbrook"], Roles.Supervisor));
        using var selma = house.As("selma");
        using var sara = house.As(Sara);
        var version = (await house.Get<EscalationPolicies>().InForceAsync(Ct)).Version;
        foreach (var other in new[] { "castlegate", "nobody" })
        {
            Assert.Contains($"There is no client “{other}” among yours", (await PostAsync(selma, "check", version, With(other))).Body);
            Assert.Contains($"There is no client “{other}” among yours", (await PostAsync(selma, "use", version, With(other))).Body);
        }

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(sara, "use", version, With("castlegate"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(selma, "use", version + 1, With("castlegate").Replace("75%", "60%"))).Status);

        static string With(string client) => $"{EscalationPolicy.First}\n  - {{ id: more, on: breached, clients: [{client}], steps: [] }}";
    }
}
