namespace HybridBpo.Inbox.Views;

/// Words: counts as they are shown, "10,000+" where nobody counts further.
public sealed record BacklogView(string Queue, string ClientName, long Open, string OpenWords, long Fresh, long Today, long Older, long Late,
    string LateWords, string Oldest, int People, string Href);

/// What the policy told the supervisors. Why: at risk, past due and so on. By, Since, Words: who looks after it; By is empty while nobody does. May:
/// take, or nothing. Step, From: what the form gives back of what was shown.
public sealed record ToldView(string At, string AtIso, string Why, string Title, string Detail, string Href, string By, string Since, string Words,
    bool May, string Path, string Step, string From, string Command);

public sealed record HeldView(string Holder, string Title, string Detail, string Until, string Path, string Command, bool MayEnd);

public sealed record AlertView(string Title, string Detail, string Href);

/// Asked: who asked to start again, and who can confirm. Leaves: what follows from it. May: ask, confirm or nothing.
public sealed record StopView(Guid Id, string What, string Why, string Who, string Asked, string Leaves, string May);

/// State: on, off or stopped. Leaves: what follows from turning it on.
public sealed record ClientSendingView(string Client, string Name, string State, string Since, string Leaves, IReadOnlyList<StopView> Stops);

/// Lacking: why nothing can be sent as the host is set up; null when it can.
public sealed record SendingView(
    IReadOnlyList<ClientSendingView> Clients, IReadOnlyList<StopView> FirmStops, bool MayStop, bool MayStart, string? Lacking);

/// People: whom the cases are about that it names.
public sealed record SupervisionView(
    string Now,
    string Open,
    string Late,
    long Held,
    IReadOnlyList<BacklogView> Queues,
    IReadOnlyList<HeldView> Leases,
    IReadOnlyList<AlertView> Stranded,
    string StrandedWords,
    IReadOnlyList<ToldView> Told,
    SendingView Sending,
    ModelStopsView Models,
    StuckView Stuck,
    string? Error,
    IReadOnlyList<(string Client, Guid Subject)> People);

/// One thing that cannot go on by itself. Act: retry, settle, note or nothing. Href: where its fellows are listed; empty for nowhere.
public sealed record StuckItemView(string Client, Guid Id, string Tone, string What, string Detail, string Means, string Href, string Act);

/// Failed deliveries of a client that may be taken off the list together. Latest: as the form gives it back.
public sealed record FailedView(string Client, string Name, long Count, string Latest);

/// Deliveries of a client that are in doubt for the same reason and may be resolved together.
public sealed record DoubtView(string Client, string Name, long Count, string Words, string Href);

/// Stopped: names of projections with the event at which they stopped. More: how many items are not shown.
public sealed record StuckView(IReadOnlyList<StuckItemView> Items, IReadOnlyList<string> Stopped, long More, bool MayAct,
    IReadOnlyList<FailedView> Failed, IReadOnlyList<DoubtView> Doubts)
{
    public bool Any => Items.Count + Stopped.Count > 0;
}

/// One delivery in doubt. What: its text's code. Find: what to look for in the mail server's log.
public sealed record DoubtfulView(string What, string When, string Find);

/// Deliveries in doubt, to be resolved together. Step: fill, confirm or done. Take: sent, not-sent or empty. Latest, Print: as the form gives them
/// back; Print tells just those that were shown. More: there are more than can be resolved at once.
public sealed record ResolveView(
    string Step, string Client, string Name, string Cause, string Words, long Count, string Latest, string Print, bool More,
    IReadOnlyList<DoubtfulView> Rows, string Take, string Reason, string? Error, string Said, IReadOnlyList<string> Others);
