using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Tests.Models;

namespace HybridBpo.Collections.Tests.Erasing;

/// <summary>The account of somebody who was erased: its pages show the money and nobody, and take nothing more about them.</summary>
public class ErasedPageTests(AccountHost host) : IClassFixture<AccountHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_account_shows_what_was_owed_and_an_erased_person()
    {
        var path = await host.PlaceAsync("ER-1", phones: ["+12125550177"], emails: ["ann.er@example.com"], street: "1 Elm Street",
            place: new Place("Albany", "NY", "12207", "US"));
        var person = Person.IdOf(AccountHost.Client, "customer:ER-1");
        await host.AppendAsync(path, new DisputeOpened(person, Guid.NewGuid(), "dispute", "maren", "letter", "Ann ER-1 never had it"),
            new HoldPlaced(person, Guid.NewGuid(), "contact", null, "maren", "collector", "Ann ER-1 is ill"));
        Assert.Contains("Ann ER-1", (await host.As("maren").GetAsync(path)).Body);

        await host.Get<Erasure>().EraseAsync(AccountHost.Client, person, Ct);

        foreach (var page in new[] { path, $"{path}/proof", "/accounts?q=ER-1&filter=paid", "/accounts/export.csv?q=ER-1" })
        {
            var body = (await host.As("maren").GetAsync(page)).Body;
            Assert.DoesNotContain("Ann", body);
            Assert.DoesNotContain("Elm Street", body);
            Assert.DoesNotContain("ann.er", body);
        }

        var shown = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains("Erased person, ER-1", shown);
        Assert.Contains("$500.00", shown);
        Assert.DoesNotContain("Stop contact", shown);
        Assert.Contains("$500.00", (await host.As("maren").GetAsync($"{path}/proof")).Body);
        foreach (var (act, fields) in new (string, (string, string)[])[]
        {
            ("told", [("what", Told.StopAll), ("way", "phone"), ("on", "2026-10-12"), ("words", "It is Ann")]),
            ("promise", [("amount", "5"), ("dueOn", "2026-12-01")]), ("hold", [("note", "Ann")]), ("reach", []),
            ("call", [("at", "2026-10-12T10:00"), ("outcome", "no-answer"), ("debts", AccountHost.Id(path))]),
            ("plan-answer", [("plan", $"{Guid.NewGuid()}"), ("answer", AnswerPlan.Accepted), ("way", "phone"), ("day", "2026-10-12")]),
        })
        {
            var answer = await host.As("maren").PostAsync($"{path}/{act}", [("command", $"{Guid.NewGuid()}"), .. fields]);
            Assert.Equal((act, 409), (act, answer.Status));
        }

        Assert.Equal(0L, await host.CountAsync($"events.es_subject_keys where subject_id = '{person}'"));
    }
}
