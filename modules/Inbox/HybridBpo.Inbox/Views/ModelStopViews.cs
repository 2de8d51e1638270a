namespace HybridBpo.Inbox.Views;

/// Asked: who asked to let it go on, and who can confirm. May: ask, confirm or nothing.
public sealed record ModelStopView(string Client, string ClientName, string Model, string Why, string Who, string Asked, string May);

public sealed record ModelStopsView(
    IReadOnlyList<ModelStopView> Stops, IReadOnlyList<OptionView> Clients, IReadOnlyList<OptionView> Reasons, bool MayStop, string Command);
