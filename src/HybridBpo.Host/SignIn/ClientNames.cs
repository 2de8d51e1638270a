namespace HybridBpo.Host.SignIn;

/// <summary>The clients by name, for the client switch and for assigning people; kept for some seconds because every page asks.</summary>
internal sealed class ClientNames(Clients clients, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    private volatile Kept? kept;

    public async Task<IReadOnlyList<ClientName>> AllAsync(CancellationToken ct)
    {
        if (kept is { } known && clock.GetUtcNow() - known.At < Life) return known.Names;
        var all = await clients.ListAsync(Access.System("client-names"), ct);
        IReadOnlyList<ClientName> names = [.. all.Select(c => new ClientName(c.ClientId, c.Name))];
        kept = new Kept(names, clock.GetUtcNow());
        return names;
    }

    public void Forget() => kept = null;

    private sealed record Kept(IReadOnlyList<ClientName> Names, DateTimeOffset At);
}
