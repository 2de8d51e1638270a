namespace HybridBpo.Inbox.Views;

/// One row of the queue; Key: by which it is selected, or empty. Escalated: why it was, last. Nothing of a verdict, and nothing that a verdict could
/// be guessed from.
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
    string? Escalated,
    string Key);

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
    IReadOnlyList<(string Client, Guid Subject)> People,
    SavedViewsView Saved);

/// Team: with whom it is shared, or empty.
public sealed record SavedViewLink(string Href, string Name, string Team, bool Current);

/// Query: of what is shown now. Teams: with whom this person may share, none for whoever may not.
public sealed record SavedViewsView(IReadOnlyList<SavedViewLink> Links, string Query, string Command, IReadOnlyList<string> Teams);

public sealed record SavedViewRow(Guid Id, string Name, string Team, string Shows, string Href, bool IsFirst, bool IsMine);

/// Removed: the view that was removed just now and can be brought back.
public sealed record SavedViewsPageView(IReadOnlyList<SavedViewRow> Rows, SavedViewRow? Removed, string Command, string? Error);
