namespace HybridBpo.Inbox.Views;

public sealed record BacklogView(string Queue, string ClientName, long Open, long Fresh, long Today, long Older, long Late, string Oldest,
    int People, string Href);

public sealed record HeldView(string Holder, string Title, string Detail, string Until, string Path, string Command, bool MayEnd);

public sealed record AlertView(string Title, string Detail, string Href);

/// Asked: who asked to start again, and who can confirm. Leaves: what follows from it. May: ask, confirm or nothing.
public sealed record StopView(Guid Id, string What, string Why, string Who, string Asked, string Leaves, string May);

/// State: on, off or stopped. Leaves: what follows from turning it on.
public sealed record ClientSendingView(string Client, string Name, string State, string Since, string Leaves, IReadOnlyList<StopView> Stops);

/// Lacking: why nothing can be sent as the host is set up; null when it can.
public sealed record SendingView(
    IReadOnlyList<ClientSendingView> Clients, IReadOnlyList<StopView> FirmStops, bool MayStop, bool MayStart, string? Lacking);

public sealed record SupervisionView(
    string Now,
    long Open,
    long Late,
    long Held,
    IReadOnlyList<BacklogView> Queues,
    IReadOnlyList<HeldView> Leases,
    IReadOnlyList<AlertView> Stranded,
    SendingView Sending,
    ModelStopsView Models,
    StuckView Stuck,
    string? Error);

/// One thing that cannot go on by itself. Act: retry, settle, note or nothing. Href: where its fellows are listed; empty for nowhere.
public sealed record StuckItemView(string Client, Guid Id, string Tone, string What, string Detail, string Means, string Href, string Act);

/// Failed deliveries of a client that may be taken off the list together. Latest: as the form gives it back.
public sealed record FailedView(string Client, string Name, long Count, string Latest);

/// Stopped: names of projections with the event at which they stopped. More: how many items are not shown.
public sealed record StuckView(IReadOnlyList<StuckItemView> Items, IReadOnlyList<string> Stopped, long More, bool MayAct,
    IReadOnlyList<FailedView> Failed)
{
    public bool Any => Items.Count + Stopped.Count > 0;
}
