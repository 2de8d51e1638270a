using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Supervision;

/// What may leave for whom, who stopped it, who asked to start again, and what would leave then.
internal sealed class SendingScreens(SendingSwitch sending, MailSetup setup, Deliveries deliveries, IPeople people)
{
    public async Task<SendingView> BuildAsync(Access access, IReadOnlyCollection<Client> seen, CaseClock clock, CancellationToken ct)
    {
        var stops = await sending.StopsAsync(access, true, ct);
        var starts = (await sending.StartsAsync(access, ct)).ToLookup(start => start.ClientId);
        var due = new DueMail(await deliveries.DueAsync(access, ct), stops, seen.Where(client => client.SendingOn).Select(client => client.ClientId));
        var may = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var client in seen)
        {
            may[client.ClientId] = await people.WhoMayAsync(client.ClientId, Act.StartSending, ct);
        }

        var names = await people.NamesAsync(stops.SelectMany(stop => new[] { stop.StoppedBy, stop.RestartAskedBy }).OfType<string>()
            .Concat(starts.SelectMany(group => group.Select(start => start.StartedBy))).Concat(may.Values.SelectMany(ids => ids)).Distinct(), ct);
        return new SendingView(
            [.. seen.OrderBy(client => client.Name).Select(Line)], [.. stops.Where(stop => stop.ClientId is null).Select(Stop)],
            access.May(Act.StopSending), access.May(Act.StartSending), setup.Problem);

        string NameOf(string id) => id == access.Actor.Id ? "you" : names.GetValueOrDefault(id, "somebody");

        ClientSendingView Line(Client client)
        {
            var own = stops.Where(stop => stop.ClientId == client.ClientId).ToList();
            var (state, since) = (own, client.SendingOn) switch
            {
                _ when stops.Any(stop => stop is { ClientId: null, Scope: SendingScope.Firm }) => ("stopped", "with all sending of the firm"),
                _ when own.Any(stop => stop.Scope == SendingScope.Client) => ("stopped", ""),
                (_, false) => ("off", "nothing leaves until a supervisor turns it on"),
                _ when starts[client.ClientId].FirstOrDefault() is { } start =>
                    ("on", $"turned on by {NameOf(start.StartedBy)}, {clock.Short(start.StartedAt)}"),
                _ => ("on", ""),
            };
            return new ClientSendingView(client.ClientId, client.Name, state, since, due.WhenTurnedOn(client.ClientId), [.. own.Select(Stop)]);
        }

        StopView Stop(SendingStop stop)
        {
            var asked = stop.RestartAskedBy is { } asker && stop.RestartAskedAt is { } at
                ? $"{Capital(NameOf(asker))} asked to start again, {clock.Short(at)}. {Confirmers(stop, asker)}"
                : "";
            var mine = stop.RestartAskedBy == access.Actor.Id;
            return new StopView(stop.Id, ScopeOf(stop), stop.Reason, $"stopped by {NameOf(stop.StoppedBy)}, {clock.Short(stop.StoppedAt)}", asked,
                due.WhenEnded(stop), !access.May(Act.StartSending) || mine ? "" : stop.RestartAskedBy is null ? "ask" : "confirm");
        }

        string Confirmers(SendingStop stop, string asker)
        {
            var others = may.Where(pair => stop.ClientId is null || pair.Key == stop.ClientId).SelectMany(pair => pair.Value).Distinct()
                .Where(id => id != asker).ToList();
            return others.Count == 0 ? "Nobody else may confirm it: an administrator has to name a second supervisor."
                : $"A second person confirms ({string.Join(", ", others.Take(4).Select(NameOf))}{(others.Count > 4 ? " or another" : "")}).";
        }
    }

    /// How much of what is due leaves once the client is on.
    public async Task<string> LeavingAsync(Access access, string client, CancellationToken ct) =>
        new DueMail(await deliveries.DueAsync(access, ct), await sending.StopsAsync(access, true, ct), []).Leaving(client);

    /// "all sending of the firm", "e-mail for Fernbrook Energy".
    public static string Of(SendingScope scope, string clientName) => scope.Kind switch
    {
        SendingScope.Firm => "all sending of the firm",
        SendingScope.Client => $"all sending for {clientName}",
        _ => $"e-mail for {(scope.ClientId is null ? "every client" : clientName)}",
    };

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static string ScopeOf(SendingStop stop) => stop.Scope switch
    {
        SendingScope.Firm => "All sending of the firm",
        SendingScope.Client => "All sending for this client",
        SendingScope.Channel when stop.ClientId is null => $"{ChannelOf(stop)} for every client",
        SendingScope.Channel => $"{ChannelOf(stop)} for this client",
        _ => $"The text “{stop.Template}”",
    };

    private static string ChannelOf(SendingStop stop) => stop.Channel == "email" ? "E-mail" : stop.Channel!;
}
