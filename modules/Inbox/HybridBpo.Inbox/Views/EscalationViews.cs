namespace HybridBpo.Inbox.Views;

public sealed record EscalationVersionView(int Version, string Why, string Who, string At, bool Shown);

/// What would be otherwise. Cases: client and kind; On: due, at risk and so on.
public sealed record EscalationChangeView(string Cases, string On, string Before, string After);

/// Changes: null when nothing was checked. Missing: teams that nobody is in. Open: how many cases are looked at anew.
public sealed record EscalationView(
    int Version, int After, string Yaml, string Why, IReadOnlyList<EscalationVersionView> Versions, bool MayWrite,
    IReadOnlyList<EscalationChangeView>? Changes, IReadOnlyList<string> Missing, string? Error);
