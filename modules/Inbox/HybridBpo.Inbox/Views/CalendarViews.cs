namespace HybridBpo.Inbox.Views;

public sealed record CalendarLineView(string Name, string Hours, string Next, string Version, string Href);

public sealed record CalendarsView(IReadOnlyList<CalendarLineView> Clients);

public sealed record CalendarVersionView(int Version, string Why, string Who, string At, bool Shown);

/// What a form would change. New and Gone: holidays, as they are typed. Notes: what of a file is left out.
public sealed record CalendarChangeView(IReadOnlyList<string> New, IReadOnlyList<string> Gone, IReadOnlyList<string> Notes);

/// Hours: from Monday on. Holidays: one a line. Again: an older version is shown, to be used again.
public sealed record CalendarView(
    string Client, string Name, int Version, int After, string Zone, IReadOnlyList<string> Hours, string Holidays, string Why,
    IReadOnlyList<CalendarVersionView> Versions, bool MayWrite, bool Again, CalendarChangeView? Change, string? Error);
