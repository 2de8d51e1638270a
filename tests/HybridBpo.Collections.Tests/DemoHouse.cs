using HybridBpo.Collections.Demo;
using HybridBpo.Collections.Risk.Lifecycle;
using HybridBpo.Collections.Risk.Scoring;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Tests;

/// <summary>The house with the demo's portfolios, models and first flagged accounts.</summary>
public sealed class DemoHouse : IAsyncLifetime
{
    internal static readonly Access Reader = new(new Actor(Actor.Person, "sup-1", "Ines D."), ["fernbrook", "castlegate"], [Roles.Supervisor]);

    public House House { get; } = new();

    internal IReadOnlyList<OpenCase> Cases { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await House.InitializeAsync();
        await House.Get<SeedDemo>().RunAsync(1, default);
        foreach (var asked in (await House.SentAsync<OpenCase>(CaseMessages.Open)).Where(c => c.Kind == GoLive.CaseKind)) await LetGoLiveAsync(asked);
        Cases = await House.SentAsync<OpenCase>(CaseMessages.Open);
    }

    /// <summary>What comes back from the inbox when a supervisor has let the model go live, and the scoring that follows.</summary>
    private async Task LetGoLiveAsync(OpenCase asked)
    {
        var outcome = new Outcome(
            asked.CaseId, Ids.For(asked.Client, "decision", asked.Reference), 4, asked.Client, asked.Kind, asked.SubjectId, GoLive.Yes,
            new Dictionary<string, string>(), "better", "", Reader.Actor.Id, null, House.Clock.Now);
        Assert.Null((await House.Get<GoLiveOutcome>().ApplyAsync(outcome, default)).Refusal);
        await House.Get<ScorePortfolio>().RunAsync((await House.Get<Clients>().GetAsync(Reader, asked.Client, default))!, default);
    }

    public ValueTask DisposeAsync() => House.DisposeAsync();
}
