namespace HybridBpo.Inbox.Views;

/// One row of the queue. Nothing of a verdict, and nothing that a verdict could be guessed from. Escalated: why it was, last.
public sealed record QueueRowView(
    string Href,
    string Title,
    string Detail,
    string Time,
    string TimeIso,
    string Due,
    string Age,
    bool Late,
    int Urgency,
    string? Holder,
    bool HeldByMe,
    bool Current,
    string? Escalated = null);

public sealed record QueueGroupView(string Title, IReadOnlyList<QueueRowView> Rows);

/// Words: the count as it is shown.
public sealed record QueueTabView(string Code, string Label, long Count, string Words, string Href, bool Current);

public sealed record OptionView(string Code, string Label, bool Chosen, bool NeedsNote = false);

/// People: whom the rows are about.
public sealed record QueueView(
    string Tab,
    IReadOnlyList<QueueTabView> Tabs,
    IReadOnlyList<QueueGroupView> Groups,
    IReadOnlyList<OptionView> Due,
    IReadOnlyList<OptionView> Kinds,
    IReadOnlyList<OptionView> Clients,
    bool Filtered,
    string FilterWords,
    string Text,
    string FragmentHref,
    long Total,
    string TotalWords,
    int Shown,
    string? MoreHref,
    bool MayTake,
    string Next,
    string Zone,
    IReadOnlyList<(string Client, Guid Subject)> People);
