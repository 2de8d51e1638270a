namespace HybridBpo.Inbox.Views;

public sealed record BacklogView(string Queue, string ClientName, long Open, long Fresh, long Today, long Older, long Late, string Oldest,
    int People, string Href);

public sealed record HeldView(string Holder, string Title, string Detail, string Until, string Path, string Command, bool MayEnd);

public sealed record AlertView(string Title, string Detail, string Href);

public sealed record StopView(Guid Id, string What, string Why, string Who, string RestartAsked, bool MayRestart);

/// State: on, off or stopped.
public sealed record SendingView(string Client, string Name, string State, string Since, IReadOnlyList<StopView> Stops);

public sealed record SupervisionView(
    string Now,
    long Open,
    long Late,
    long Held,
    IReadOnlyList<BacklogView> Queues,
    IReadOnlyList<HeldView> Leases,
    IReadOnlyList<AlertView> Stranded,
    IReadOnlyList<SendingView> Sending,
    IReadOnlyList<StopView> FirmStops,
    bool MayStop,
    bool MayStart,
    string? Error);
