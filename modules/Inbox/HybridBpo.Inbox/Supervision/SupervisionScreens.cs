using System.Globalization;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Stopping;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Supervision;

/// Puts the supervisors' page together.
internal sealed class SupervisionScreens(
    Backlog backlog, Stranded stranding, CaseKinds kinds, Clients clients, SendingScreens sending, ModelStopScreens models, StuckScreens stuck,
    IPeople people, TimeProvider time)
{
    public async Task<SupervisionView> BuildAsync(Access access, string? error, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var seen = (await clients.ListAsync(access, ct)).Where(client => access.Sees(client.ClientId)).ToDictionary(client => client.ClientId);
        var clock = new CaseClock(seen.Values.FirstOrDefault()?.TimeZone ?? "UTC", now);
        var ages = await backlog.AgesAsync(access, ct);
        var held = await backlog.HeldAsync(access, ct);
        var stranded = await stranding.NobodyCanTakeAsync(access, null, ct);
        var told = await backlog.ToldAsync(access, ct);
        var names = await people.NamesAsync(
            held.Select(row => row.Holder).Concat(told.Select(row => row.LookedAfterBy)).OfType<string>().Distinct(), ct);
        string NameOf(string id) => names.GetValueOrDefault(id, "Somebody");

        return new SupervisionView(
            clock.Short(now), Words(ages.Sum(row => row.Open), ages.Any(row => row.IsMore)),
            Words(ages.Sum(row => row.Late), ages.Any(row => row.Late > Backlog.MostCounted)), held.Count,
            await QueuesAsync(ages, seen, now, ct),
            [.. held.Select(row => new HeldView(NameOf(row.Holder), row.Title,
                $"{NameOfClient(row.ClientId)} · {kinds.LabelOf(row.Kind)} · {row.Reference}",
                clock.Short(row.LeaseUntil), Paths.Case(row.ClientId, row.CaseId), Ids.New(time).ToString(), access.May(Act.AssignCases)))],
            [.. stranded.Select(row => new AlertView(row.Title, $"{NameOfClient(row.ClientId)} · {kinds.LabelOf(row.Kind)} · {row.Reference}",
                Paths.Case(row.ClientId, row.CaseId)))],
            stranded.Count < Stranded.Most ? $"{stranded.Count}" : $"{stranded.Count}+",
            [.. told.Select(row => new ToldView(clock.Short(row.ToldAt), row.ToldAt.ToString("O"),
                string.Join(", ", row.Why.Select(key => Criteria.Words(key.Split(':')[0])).Distinct()), row.Title,
                $"{NameOfClient(row.ClientId)} · {kinds.LabelOf(row.Kind)} · {row.Reference}{(row.IsHeld ? " · held now" : "")}",
                Paths.Case(row.ClientId, row.CaseId), row.LookedAfterBy is { } by ? NameOf(by) : "",
                row.LookedAfterAt is { } since ? clock.Short(since) : "", row.Words ?? "",
                access.May(Act.AssignCases) && row.LookedAfterBy != access.Actor.Id, AcknowledgeEscalation.PathOf(row.ClientId, row.CaseId),
                row.Why.LastOrDefault() ?? "", row.LookedAfterBy ?? "", Ids.New(time).ToString()))],
            await sending.BuildAsync(access, seen.Values, clock, ct), await models.BuildAsync(access, seen.Values, clock, ct),
            await stuck.BuildAsync(access, seen, clock, ct), error,
            [.. held.Select(row => (row.ClientId, row.SubjectId)), .. stranded.Select(row => (row.ClientId, row.SubjectId)),
                .. told.Select(row => (row.ClientId, row.SubjectId))]);

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
            queues.Add(new BacklogView(kinds.LabelOf(row.Kind), client, row.Open, Words(row.Open, row.IsMore), row.Fresh, row.Today,
                row.Older, row.Late, Words(row.Late, row.Late > Backlog.MostCounted), AgeOf(now - (row.Oldest ?? now)), may.Count,
                $"{Paths.Inbox}{QueueQuery.Of(CaseRows.Team, row.Kind, row.ClientId)}"));
        }

        return queues;
    }

    private static string Words(long count, bool isMore) => isMore
        ? $"{(count > Backlog.MostCounted ? count - count % 1_000 : count).ToString("N0", CultureInfo.InvariantCulture)}+"
        : count.ToString("N0", CultureInfo.InvariantCulture);

    private static string AgeOf(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{(int)age.TotalDays} d {age.Hours} h"
        : age.TotalHours >= 1 ? $"{(int)age.TotalHours} h {age.Minutes:00}"
        : $"{Math.Max(0, age.Minutes)} min";
}
