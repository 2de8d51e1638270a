using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Stopping;

/// Which models are stopped for whom, and who may let them go on.
internal sealed class ModelStopScreens(ModelStops stops, IPeople people, TimeProvider time)
{
    public async Task<ModelStopsView> BuildAsync(Access access, IReadOnlyCollection<Client> seen, CaseClock clock, CancellationToken ct)
    {
        var inForce = await stops.InForceAsync(access, null, ct);
        var may = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var client in inForce.Select(stop => stop.ClientId).Distinct())
        {
            may[client] = await people.WhoMayAsync(client, Act.StopModels, ct);
        }

        var names = await people.NamesAsync(
            inForce.SelectMany(stop => new[] { stop.StoppedBy, stop.AskedBy }).OfType<string>().Concat(may.Values.SelectMany(ids => ids)).Distinct(),
            ct);
        string NameOf(string id) => id == access.Actor.Id ? "you" : names.GetValueOrDefault(id, "somebody");
        return new ModelStopsView(
            [.. inForce.Select(Line)], [.. seen.OrderBy(client => client.Name).Select(client => new OptionView(client.ClientId, client.Name, false))],
            [.. StopReasons.All.Select(reason => new OptionView(reason.Code, reason.Label, false))], access.May(Act.StopModels),
            Ids.New(time).ToString());

        ModelStopView Line(ModelStop stop) => new(
            stop.ClientId, seen.FirstOrDefault(client => client.ClientId == stop.ClientId)?.Name ?? stop.ClientId, stop.Model,
            StopReasons.Label(stop.Reason), $"stopped by {NameOf(stop.StoppedBy)}, {clock.Short(stop.StoppedAt)}",
            stop is { AskedBy: { } asker, AskedAt: { } at }
                ? $"{NameOf(asker)} asked to let it go on, {clock.Short(at)}. {Confirmers(stop, asker)}"
                : "",
            !access.May(Act.StopModels) || stop.AskedBy == access.Actor.Id ? "" : stop.AskedBy is null ? "ask" : "confirm");

        string Confirmers(ModelStop stop, string asker)
        {
            var others = may[stop.ClientId].Where(id => id != asker).ToList();
            return others.Count == 0 ? "Nobody else may confirm it: an administrator has to name a second person."
                : $"A second person confirms ({string.Join(", ", others.Take(4).Select(NameOf))}{(others.Count > 4 ? " or another" : "")}).";
        }
    }
}
