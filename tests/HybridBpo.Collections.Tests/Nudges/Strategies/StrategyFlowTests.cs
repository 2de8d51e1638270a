using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Collections.Risk.Lifecycle;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests.Nudges.Strategies;

/// <summary>Other strategies are asked for, decided by somebody else, and planned by from then on.</summary>
public class StrategyFlowTests(House house) : IClassFixture<House>
{
    private const string LaterOnly = """
        strategies:
          - code: later
            name: Later only
            steps:
              - { code: later, from: 30, until: 40, template: kind }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<Client> ClientAsync(string client) => (await house.Get<Clients>().GetAsync(House.Supervisor, client, Ct))!;

    private async Task<Result<AskedVersion>> AskAsync(string client, string yaml, int live = 0, Access? by = null, Guid? command = null) =>
        await house.Get<AskStrategy>().AskAsync(by ?? House.Analyst, await ClientAsync(client), live, yaml, "Fewer messages.",
            command ?? Guid.NewGuid(), Ct);

    private Task<Result<Done>> DecideAsync(string client, AskedVersion asked, string choice, string by = "sup-1") =>
        house.Get<StrategyOutcome>().ApplyAsync(new Outcome(
            asked.CaseId, Ids.For(client, "decision", $"{asked.Version}"), 2, client, AskStrategy.CaseKind,
            ClientStrategies.StreamOf(client), choice, new Dictionary<string, string>(), "fewer", "", by, null, house.Clock.Now), Ct);

    private async Task<StrategyBook> InForceAsync(string client) =>
        await house.Get<StrategyVersions>().InForceAsync(House.Supervisor, await ClientAsync(client), Ct);

    [Fact]
    public async Task What_somebody_else_decides_is_planned_by_and_what_no_longer_fits_is_taken_back()
    {
        var desk = new Desk(house, "oakmere");
        var others = await InForceAsync("tilbury");
        await desk.PlaceOneAsync("S-1");
        await desk.AttestAllAsync();
        await desk.ScanAsync();
        Assert.Equal(("kind", "planned"), Assert.Single(await desk.NudgesAsync("S-1")) is var old ? (old.Level, old.State) : default);

        var command = Guid.NewGuid();
        var asked = (await AskAsync("oakmere", LaterOnly, command: command)).Value;
        Assert.Equal(asked, (await AskAsync("oakmere", LaterOnly, command: command)).Value);
        Assert.IsType<StrategyWaits>((await AskAsync("oakmere", LaterOnly)).Refusal);
        Assert.Equal(0, (await InForceAsync("oakmere")).Version);
        Assert.IsType<DecidedByTheAsker>((await DecideAsync("oakmere", asked, AskStrategy.Yes, "ana-1")).Refusal);
        Assert.Equal(0, (await InForceAsync("oakmere")).Version);

        var shown = Assert.Single(await house.SentAsync<OpenCase>(CaseMessages.Open), c => c.CaseId == asked.CaseId);
        Assert.Equal(["ana-1"], shown.NotFor);
        Assert.Contains("Later only", shown.Evidence.Json);
        Assert.Null((await DecideAsync("oakmere", asked, AskStrategy.Yes)).Refusal);
        Assert.Null((await DecideAsync("oakmere", asked, AskStrategy.Yes)).Refusal);
        Assert.Equal(1, (await InForceAsync("oakmere")).Version);
        Assert.Equal(others.Version, (await InForceAsync("tilbury")).Version);

        await desk.PlaceOneAsync("S-2", "2026-09-10");
        await desk.AttestAllAsync();
        await desk.ScanAsync();
        Assert.Contains(await desk.NudgesAsync("S-2"), n => n is { Level: "later", State: "planned" });
        Assert.Null((await house.Get<SendingSwitch>().TurnOnAsync(House.Supervisor, "oakmere", Ct)).Refusal);
        await house.RelayAsync(async () => (await desk.NudgesAsync("S-1")).All(n => n.State != "planned"));
        Assert.Equal("overtaken", Assert.Single(await desk.NudgesAsync("S-1")).Words);

        Assert.IsType<NothingChanges>((await AskAsync("oakmere", LaterOnly, 1)).Refusal);
        Assert.IsType<ChangedMeanwhile>((await AskAsync("oakmere", StrategyText.Shipped, 0)).Refusal);
        var back = (await AskAsync("oakmere", StrategyText.Shipped, 1)).Value;
        Assert.Equal(2, back.Version);
        Assert.Null((await DecideAsync("oakmere", back, AskStrategy.No)).Refusal);
        Assert.Equal(1, (await InForceAsync("oakmere")).Version);
        Assert.Equal(["refused", "live"], (await house.Get<StrategyVersions>().ListAsync(House.Supervisor, "oakmere", Ct)).Select(v => v.State));
    }

    [Fact]
    public async Task Whom_chance_keeps_aside_gets_nothing_and_their_file_says_so_once()
    {
        var desk = new Desk(house);
        var names = Enumerable.Range(0, 24).Select(n => $"H-{n}").ToList();
        await desk.PlaceAsync([.. names.Select(n => $"{n},C-{n},Ann {n},{n.ToLowerInvariant()}@example.com,+12125550123,,NY,12207,US")]);
        await desk.AttestAllAsync();
        var half = StrategyText.Shipped.Replace("    steps:", "    holdout: 50\n    steps:", StringComparison.Ordinal);
        Assert.Null((await DecideAsync("tilbury", (await AskAsync("tilbury", half)).Value, AskStrategy.Yes)).Refusal);
        for (var times = 0; times < 3; times++)
        {
            await desk.ScanAsync();
            house.Clock.Advance(TimeSpan.FromHours(4));
        }

        var aside = new List<string>();
        foreach (var name in names)
        {
            var account = await desk.AccountAsync(name);
            var assigned = (await house.Store.FetchStreamAsync("tilbury", account.PersonId, ct: Ct)).Where(e => e.Data is HoldoutAssigned).ToList();
            Assert.Equal((await desk.NudgesAsync(name)).Count == 0, assigned.Count == 1);
            Assert.Equal((await InForceAsync("tilbury")).Strategies[0].KeepsAside("tilbury", account.PersonId), assigned.Count == 1);
            if (assigned.Count == 1) aside.Add(name);
        }

        Assert.InRange(aside.Count, 4, 20);
        Assert.Contains((await desk.FileAsync(aside[0])).Timeline,
            e => e.Words.StartsWith("Gets no reminders: kept aside", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_those_who_may_ask_and_with_a_reason()
    {
        var collector = new Access(new Actor(Actor.Person, "col-1", "Maren K."), ["tilbury"], [Roles.Collector]);
        Assert.IsType<Forbidden>((await AskAsync("tilbury", LaterOnly, by: collector)).Refusal);
        Assert.IsType<StrategyUnreadable>((await AskAsync("tilbury", "strategies: 1")).Refusal);
        Assert.IsType<Invalid>((await house.Get<AskStrategy>().AskAsync(
            House.Analyst, await ClientAsync("tilbury"), 0, LaterOnly, " ", Guid.NewGuid(), Ct)).Refusal);
    }

    [Fact]
    public async Task A_draft_is_tried_on_what_was_billed_and_paid()
    {
        var desk = new Desk(house);
        await desk.PlaceOneAsync("T-1", "2026-09-10");
        house.Clock.Advance(TimeSpan.FromDays(2));
        Assert.True((await house.Get<AskStrategy>().CheckAsync(House.Analyst, await ClientAsync("tilbury"), LaterOnly, Ct)).Is(out var draft, out _));
        Assert.True(draft!.Simulation.People > 0);
        Assert.Equal(["later"], draft.Simulation.After.Messages.Keys);
        Assert.True(draft.Simulation.After.All >= 1);
        Assert.Contains(draft.Changes, c => c.What == "Later only · Later" && c.Before == "nothing");
    }
}
