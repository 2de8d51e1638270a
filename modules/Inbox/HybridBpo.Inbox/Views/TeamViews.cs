namespace HybridBpo.Inbox.Views;

/// Somebody of the team. Now: on shift, off until, away until. Tone: ok, quiet or warn.
public sealed record TeamRowView(
    string Id, string Name, string Team, string Skills, string Shift, string Now, string Tone, long Holds, long Aside, string Href);

public sealed record AbsenceView(Guid Id, string Name, string Span, string Why, bool MayEnd);

/// One case after a hand-over. To: empty when it is back in its queue.
public sealed record HandedView(string Href, string Title, string From, string To, bool Callback, string Why);

public sealed record TeamView(
    IReadOnlyList<TeamRowView> People, IReadOnlyList<AbsenceView> Absences, IReadOnlyList<HandedView>? Handed, bool MayAct, string Command,
    string From, string Until, string Zone, string? Error);

/// One's own absences.
public sealed record MyAwayView(
    IReadOnlyList<AbsenceView> Absences, IReadOnlyList<HandedView>? Handed, string Command, string From, string Until, string Zone, string? Error);

/// Days: from Monday on.
public sealed record StaffFormView(
    string Id, string Name, string Team, string Skills, IReadOnlyList<string> Days, string TimeZone, IReadOnlyList<string> Teams,
    IReadOnlyList<string> KnownSkills, string? Error);

public sealed record RoutingVersionView(int Version, string Why, string Who, string At, bool Shown);

public sealed record RoutingView(
    int Version, int After, string Yaml, string Why, IReadOnlyList<RoutingVersionView> Versions, bool MayWrite, IReadOnlyList<string> Missing,
    string? Error);
