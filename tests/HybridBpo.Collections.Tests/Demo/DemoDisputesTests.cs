using HybridBpo.Collections.Disputes;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Demo;

/// <summary>What the demo shows was opened the way the product opens it: nothing hangs that nobody can end.</summary>
public class DemoDisputesTests(DemoHouse demo) : IClassFixture<DemoHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_disputed_account_has_its_case_with_the_facts_of_the_account_and_can_be_ended()
    {
        var disputed = (await demo.House.Database.QueryAsync<Row>(Access.System("test"), $"""
            select client_id, id, reference, balance_minor from collections.accounts where disputed order by reference
            """, Ct)).ToList();
        var cases = demo.Cases.Where(c => c.Kind == DisputeCase.CaseKind).ToDictionary(c => c.Reference);
        Assert.InRange(disputed.Count, 3, 120);
        Assert.Equal(disputed.Select(d => d.Reference), cases.Keys.Order(StringComparer.Ordinal));
        foreach (var d in disputed)
        {
            var facts = System.Text.Json.JsonSerializer.Deserialize<DisputeEvidence>(cases[d.Reference].Evidence.Json,
                System.Text.Json.JsonSerializerOptions.Web)!;
            Assert.Equal((d.Reference, d.BalanceMinor), (facts.Reference, facts.BalanceMinor));
            Assert.NotEmpty(facts.What);
        }

        var one = cases[disputed[0].Reference];
        var outcome = new Outcome(one.CaseId, Guid.NewGuid(), 3, one.Client, one.Kind, one.SubjectId, "withdrawn", new Dictionary<string, string>(),
            "person-said", "", "col-1", null, demo.House.Clock.Now);
        Assert.Null((await demo.House.Get<DisputeOutcome>().ApplyAsync(outcome, Ct)).Refusal);
        Assert.Equal(disputed.Count - 1, await demo.House.Database.SingleOrDefaultAsync<long>(
            Access.System("test"), $"select count(*) from collections.accounts where disputed", Ct));
    }

    private sealed record Row(string ClientId, Guid Id, string Reference, long BalanceMinor);
}
