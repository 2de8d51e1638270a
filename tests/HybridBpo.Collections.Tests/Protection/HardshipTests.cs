using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Collections.Tests.Models;

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

        for (var i = 0; i < 200 && host.Cases.Count == 0; i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        var asked = Assert.Single(host.Cases);
        Assert.Equal(("H-1", FlaggedForm.CaseKind, "What helps Ann H-1 now?"), (asked.Reference, asked.Kind, asked.Question));
        Assert.Null(asked.Proposal);
        var facts = FlaggedEvidence.Read(asked.Evidence.Json);
        Assert.Contains("hardship", facts.Unscored);
        Assert.Contains(facts.Events, e => e is { Kind: "hardship", Detail: "Lost her job in October." });
        Assert.Contains(facts.Facts, f => f.Value.Contains("on hold", StringComparison.Ordinal));
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
