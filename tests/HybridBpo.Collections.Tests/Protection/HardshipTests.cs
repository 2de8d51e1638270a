using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Tests.Models;
using CaseMessages = HybridBpo.Inbox.Contracts.CaseMessages;

namespace HybridBpo.Collections.Tests.Protection;

/// <summary>Who tells us about hardship is left in peace at once, and a person decides what helps.</summary>
public class HardshipTests(AccountHost host) : IClassFixture<AccountHost>
{
    private Task<Answer> TellAsync(string path, Guid command, string words = "Lost her job in October.") => host.As("maren").PostAsync($"{path}/told",
        ("command", $"{command}"), ("what", Told.Hardship), ("way", "phone"), ("words", words),
        ("on", $"{TimeProvider.System.GetUtcNow().AddDays(-1):yyyy-MM-dd}"));

    [Fact]
    public async Task Contact_pauses_for_thirty_days_and_a_case_without_a_proposal_asks_what_helps()
    {
        var path = await host.PlaceAsync("H-1", phones: ["+12125550123"]);
        await host.AttestAsync();
        var command = Guid.NewGuid();
        for (var again = 0; again < 2; again++) Assert.Equal(303, (await TellAsync(path, command)).Status);
        var body = (await host.As("maren").GetAsync(path)).Body;
        var lastDay = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"))
            .AddDays(DiscloseHardship.PauseDays);
        Assert.Contains($"Paused until {lastDay:d MMM}", body);
        Assert.Contains("Hardship told", body);
        Assert.Contains("Lost her job in October.", body);
        Assert.Contains("HOLD", body);
        Assert.Contains("Called us", body);

        for (var i = 0; i < 1200 && host.Cases.All(c => c.Reference != "H-1"); i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        var asked = Assert.Single(host.Cases, c => c.Reference == "H-1");
        Assert.Equal(("H-1", FlaggedForm.CaseKind, "What helps Ann H-1 now?"), (asked.Reference, asked.Kind, asked.Question));
        Assert.Null(asked.Proposal);
        var facts = FlaggedEvidence.Read(asked.Evidence.Json);
        Assert.Contains("hardship", facts.Unscored);
        Assert.Contains(facts.Events, e => e is { Kind: "hardship", Detail: "Lost her job in October." });
        Assert.Contains(facts.Facts, f => f.Value.Contains("on hold", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_tells_it_again_while_the_pause_stands_is_left_in_peace_without_a_second_case()
    {
        var path = await host.PlaceAsync("H-3");
        // The first word came ten days ago.
        var (person, first) = (Person.IdOf(AccountHost.Client, "customer:H-3"), Guid.NewGuid());
        var ends = DiscloseHardship.Until(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-10));
        await host.AppendAsync(path, new HoldPlaced(person, first, "payment", ends, "maren", Told.Hardship, null),
            new AccountFlagged(Guid.NewGuid(), Told.Hardship, Told.Hardship, new DateOnly(2026, 10, 1)));
        for (var again = 0; again < 2; again++)
            Assert.Equal(303, (await TellAsync(path, Guid.NewGuid(), $"Now ill as well, said {again}.")).Status);

        var state = (await host.Get<Events.EventStore>().AggregateStreamAsync<Account>(
            AccountHost.Client, Guid.Parse(AccountHost.Id(path)), ct: TestContext.Current.CancellationToken))!;
        var pause = Assert.Single(state.Holds);
        Assert.Equal(first, pause.Id);
        Assert.InRange(pause.Until!.Value - ends, TimeSpan.FromDays(9), TimeSpan.FromDays(11));
        var body = (await host.As("maren").GetAsync(path)).Body;
        Assert.Contains($"Paused until {Negotiation.PlaceHold.LastDay(pause.Until.Value):d MMM}", body);
        Assert.Contains("said 0", body);
        Assert.Contains("said 1", body);
        Assert.Equal(1, await host.CountAsync($"collections.flagged_cases where account_id = '{AccountHost.Id(path)}'"));
        Assert.Equal(0, await host.CountAsync($"platform.messages where kind = '{CaseMessages.Open}' and json::text like '%H-3%'"));
        Assert.DoesNotContain(host.Cases, c => c.Reference == "H-3");

        // Once it was released, a new word is a new pause and a new case.
        Assert.Equal(303, (await host.As("maren").PostAsync($"{path}/holds/{first}/release", ("command", $"{Guid.NewGuid()}"),
            ("why", "Works again"))).Status);
        Assert.DoesNotContain("Paused until", (await host.As("maren").GetAsync(path)).Body);
        Assert.Equal(303, (await TellAsync(path, Guid.NewGuid())).Status);
        Assert.Equal(2, await host.CountAsync($"collections.flagged_cases where account_id = '{AccountHost.Id(path)}'"));
    }

    [Fact]
    public async Task What_happened_is_written_down()
    {
        var path = await host.PlaceAsync("H-2");
        var answer = await TellAsync(path, Guid.NewGuid(), "");
        Assert.Equal(422, answer.Status);
        Assert.Contains("Write down what happened", answer.Body);
        Assert.DoesNotContain("Paused until", (await host.As("maren").GetAsync(path)).Body);
    }
}
