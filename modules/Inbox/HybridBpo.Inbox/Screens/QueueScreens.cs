using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Screens;

/// Puts the queue together for one person.
internal sealed class QueueScreens(CaseRows rows, CaseKinds kinds, Clients clients, IPeople people, TimeProvider time)
{
    private static readonly (string Code, string Label)[] Dues =
        [("", "Due first"), ("past", "Past due"), ("today", "Within a day"), ("week", "Within a week")];

    /// Asked: the query string, any of it made up.
    internal sealed record Asked(string? Tab, string? Due, string? Kind, string? Client, Guid? Current);

    public async Task<QueueView> BuildAsync(Access access, Asked asked, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var seen = (await clients.ListAsync(access, ct)).Where(client => access.Sees(client.ClientId)).ToList();
        var tab = asked.Tab is CaseRows.Waiting || (asked.Tab is CaseRows.Team && access.May(Act.BrowseInbox)) ? asked.Tab
            : asked.Tab is null && kinds.JudgedBy(access).Length == 0 && access.May(Act.BrowseInbox) ? CaseRows.Team
            : CaseRows.Mine;
        var due = Dues.FirstOrDefault(d => d.Code == asked.Due, Dues[0]).Code;
        var kind = kinds.Find(asked.Kind ?? "")?.Kind;
        var client = seen.FirstOrDefault(c => c.ClientId == asked.Client)?.ClientId;
        var filter = new QueueFilter(tab, kind, client, due switch
        {
            "past" => now,
            "today" => now.AddDays(1),
            "week" => now.AddDays(7),
            _ => null,
        });
        var found = await rows.ListAsync(access, filter, ct);
        var counts = await rows.CountAsync(access, ct);
        var names = await people.NamesAsync(found.Select(row => row.Holder).OfType<string>().Distinct(), ct);
        var zone = ZoneOf(client is null ? seen : seen.Where(c => c.ClientId == client));
        var painter = new QueuePainter(
            access.Actor.Id, seen.ToDictionary(c => c.ClientId), names, kinds, asked.Current, Query(tab, due, kind, client), zone, now);
        var filtered = due.Length > 0 || kind is not null || client is not null;
        return new QueueView(
            tab, Tabs(access, counts, tab), painter.Groups(found),
            [.. Dues.Select(d => new OptionView(d.Code, d.Label, d.Code == due))],
            Options("Kinds", kinds.All.Where(view => kinds.MayOpen(access, view.Kind)).Select(view => (view.Kind, view.Label)), kind),
            Options("Clients", seen.Select(c => (c.ClientId, c.Name)), client),
            filtered, Words(due, kind, seen.FirstOrDefault(c => c.ClientId == client)?.Name),
            $"{Paths.Inbox}/queue{Query(tab, due, kind, client)}", filtered ? found.Count : Count(counts, tab), found.Count,
            kinds.JudgedBy(access).Length > 0, Ids.New(time).ToString(), Place(zone));
    }

    /// The zone that most of the clients live in; of several the first by name, so that it stays the same from day to day.
    private static string ZoneOf(IEnumerable<Client> of) =>
        of.GroupBy(c => c.TimeZone).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key ?? "UTC";

    /// "America/New_York" as people say it.
    private static string Place(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    private static QueueTabView[] Tabs(Access access, QueueCounts counts, string tab)
    {
        (string Code, string Label)[] tabs = access.May(Act.BrowseInbox)
            ? [(CaseRows.Mine, "Mine and free"), (CaseRows.Team, "Team"), (CaseRows.Waiting, "Waiting")]
            : [(CaseRows.Mine, "Mine and free"), (CaseRows.Waiting, "Waiting")];
        return [.. tabs.Select(t =>
            new QueueTabView(t.Code, t.Label, Count(counts, t.Code), $"{Paths.Inbox}{Query(t.Code, "", null, null)}", t.Code == tab))];
    }

    private static long Count(QueueCounts counts, string tab) => tab switch
    {
        CaseRows.Team => counts.Team,
        CaseRows.Waiting => counts.Waiting,
        _ => counts.Mine,
    };

    private static List<OptionView> Options(string all, IEnumerable<(string Code, string Label)> options, string? chosen) =>
        [new OptionView("", all, chosen is null), .. options.Select(option => new OptionView(option.Code, option.Label, option.Code == chosen))];

    private string Words(string due, string? kind, string? client) => string.Join(", ", new[]
    {
        kind is null ? "" : kinds.LabelOf(kind), Dues.First(d => d.Code == due).Label, client ?? "",
    }.Where(part => part.Length > 0 && part != Dues[0].Label));

    internal static string Query(string tab, string due, string? kind, string? client)
    {
        var parts = new[] { ("tab", tab == CaseRows.Mine ? "" : tab), ("due", due), ("kind", kind ?? ""), ("client", client ?? "") }
            .Where(part => part.Item2.Length > 0).Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2)}");
        var query = string.Join('&', parts);
        return query.Length == 0 ? "" : $"?{query}";
    }
}
