using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Supervision;

/// Puts the supervisors' page together.
internal sealed class SupervisionScreens(
    Backlog backlog, CaseKinds kinds, Clients clients, SendingSwitch sending, IPeople people, TimeProvider time)
{
    public async Task<SupervisionView> BuildAsync(Access access, string? error, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var seen = (await clients.ListAsync(access, ct)).Where(client => access.Sees(client.ClientId)).ToDictionary(client => client.ClientId);
        var clock = new CaseClock(seen.Values.FirstOrDefault()?.TimeZone ?? "UTC", now);
        var ages = await backlog.AgesAsync(access, ct);
        var held = await backlog.HeldAsync(access, ct);
        var stranded = await backlog.NobodyCanTakeAsync(access, ct);
        var stops = await sending.StopsAsync(access, true, ct);
        var starts = (await sending.StartsAsync(access, ct)).ToLookup(start => start.ClientId);
        var names = await people.NamesAsync(
            held.Select(row => row.Holder).Concat(stops.SelectMany(stop => new[] { stop.StoppedBy, stop.RestartAskedBy })).OfType<string>()
                .Concat(starts.SelectMany(group => group.Select(start => start.StartedBy))).Distinct(), ct);
        string NameOf(string? id) => id is null ? "" : names.GetValueOrDefault(id, id);
        StopView Stop(SendingStop stop) => new(stop.Id, ScopeOf(stop), stop.Reason, $"{NameOf(stop.StoppedBy)}, {clock.Short(stop.StoppedAt)}",
            stop.RestartAskedBy is null ? "" : $"{NameOf(stop.RestartAskedBy)} asked to start again; a second person confirms",
            access.May(Act.StartSending) && stop.RestartAskedBy != access.Actor.Id);

        SendingView Sending(Client client)
        {
            var own = stops.Where(stop => stop.ClientId == client.ClientId).ToList();
            var stopped = own.Any(stop => stop.Scope == SendingScope.Client)
                || stops.Any(stop => stop is { ClientId: null, Scope: SendingScope.Firm });
            var since = !client.SendingOn ? "nothing leaves until a supervisor turns it on"
                : starts[client.ClientId].FirstOrDefault() is { } start ? $"turned on by {NameOf(start.StartedBy)}, {clock.Short(start.StartedAt)}"
                : "";
            return new SendingView(
                client.ClientId, client.Name, stopped ? "stopped" : client.SendingOn ? "on" : "off", since, [.. own.Select(Stop)]);
        }

        return new SupervisionView(
            clock.Short(now), ages.Sum(row => row.Open), ages.Sum(row => row.Late), held.Count,
            await QueuesAsync(ages, seen, now, ct),
            [.. held.Select(row => new HeldView(NameOf(row.Holder), row.Title,
                $"{NameOfClient(row.ClientId)} · {kinds.LabelOf(row.Kind)} · {row.Reference}",
                clock.Short(row.LeaseUntil), Paths.Case(row.ClientId, row.CaseId), Ids.New(time).ToString(), access.May(Act.AssignCases)))],
            [.. stranded.Select(row => new AlertView(row.Title, $"{NameOfClient(row.ClientId)} · {kinds.LabelOf(row.Kind)} · {row.Reference}",
                Paths.Case(row.ClientId, row.CaseId)))],
            [.. seen.Values.OrderBy(client => client.Name).Select(Sending)],
            [.. stops.Where(stop => stop.ClientId is null).Select(Stop)],
            access.May(Act.StopSending), access.May(Act.StartSending), error);

        string NameOfClient(string code) => seen.GetValueOrDefault(code)?.Name ?? code;
    }

    private async Task<List<BacklogView>> QueuesAsync(
        IReadOnlyList<Backlog.Ages> ages, Dictionary<string, Client> seen, DateTimeOffset now, CancellationToken ct)
    {
        var queues = new List<BacklogView>();
        foreach (var row in ages.OrderByDescending(row => row.Late).ThenByDescending(row => row.Open))
        {
            var may = kinds.Find(row.Kind) is { } view ? await people.WhoMayAsync(row.ClientId, view.DecideAct, ct) : [];
            var client = seen.GetValueOrDefault(row.ClientId)?.Name ?? row.ClientId;
            queues.Add(new BacklogView(kinds.LabelOf(row.Kind), client, row.Open, row.Fresh, row.Today,
                row.Older, row.Late, AgeOf(now - row.Oldest), may.Count,
                $"{Paths.Inbox}{QueueScreens.Query(CaseRows.Team, "", row.Kind, row.ClientId)}"));
        }

        return queues;
    }

    private static string ScopeOf(SendingStop stop) => stop.Scope switch
    {
        SendingScope.Firm => "All sending of the firm",
        SendingScope.Client => "All sending",
        SendingScope.Channel => $"Channel: {stop.Channel}",
        _ => $"Text: {stop.Template}",
    };

    private static string AgeOf(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{(int)age.TotalDays} d {age.Hours} h"
        : age.TotalHours >= 1 ? $"{(int)age.TotalHours} h {age.Minutes:00}"
        : $"{Math.Max(0, age.Minutes)} min";
}
