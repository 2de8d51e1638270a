using HybridBpo.Collections.Demo;
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
        Cases = await House.SentAsync<OpenCase>(CaseMessages.Open);
    }

    public ValueTask DisposeAsync() => House.DisposeAsync();
}
