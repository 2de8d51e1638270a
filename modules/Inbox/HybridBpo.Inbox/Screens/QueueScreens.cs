using HybridBpo.Inbox.Saving;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Screens;

/// Puts the queue together for one person.
internal sealed class QueueScreens(CaseRows rows, CaseKinds kinds, Clients clients, IPeople people, SavedViews views, TimeProvider time)
{
    private static readonly (string Code, string Label)[] Dues =
        [("", "Due first"), ("past", "Past due"), ("today", "Within a day"), ("week", "Within a week")];

    public async Task<QueueView> BuildAsync(Access access, QueueQuery asked, Guid? current, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var seen = await SeenAsync(access, ct);
        var shown = Allowed(access, asked, seen);
        var filter = FilterOf(shown);
        var counting = TabsAsync(access, shown, ct);
        var finding = FindAsync(access, shown, filter, counting, ct);
        var saved = ViewsAsync(access, shown, ct);
        await Task.WhenAll(finding, counting, saved);
        var ((found, total), tabs) = (await finding, await counting);
        var most = shown.Text is null ? CaseRows.MostOf(shown.Tab!) : CaseRows.MostCounted;
        var names = await people.NamesAsync(
            found.SelectMany(row => new[] { row.Holder, row.DelegatedTo, row.DelegatedBy }).OfType<string>().Distinct(), ct);
        var painter = new QueuePainter(
            access.Actor.Id, seen.ToDictionary(c => c.ClientId), names, kinds, current, shown.ToString(), ZoneOf(found, seen), now);
        return new QueueView(
            shown.Tab!, tabs, shown.Text is null ? painter.Groups(found) : painter.Found(found),
            [.. Dues.Select(d => new OptionView(d.Code, d.Label, d.Code == (shown.Due ?? "")))],
            Options("Kinds", kinds.All.Where(view => kinds.MayOpen(access, view.Kind)).Select(view => (view.Kind, view.Label)), shown.Kind),
            Options("Clients", seen.Select(c => (c.ClientId, c.Name)), shown.Client),
            shown.IsNarrowed, Words(shown, seen.FirstOrDefault(c => c.ClientId == shown.Client)?.Name), shown.Text ?? "",
            $"{Paths.Inbox}/queue{shown}", total, CountText.Capped(total, most), found.Count,
            shown.More(found.Count, total) is { } more ? $"{Paths.Inbox}{more}" : null,
            kinds.JudgedBy(access).Length > 0, Ids.New(time).ToString(), painter.Zone,
            [.. found.Select(row => (row.ClientId, row.SubjectId))],
            await saved);
    }

    private async Task<SavedViewsView> ViewsAsync(Access access, QueueQuery shown, CancellationToken ct)
    {
        var saved = await views.ListAsync(access, ct);
        return new SavedViewsView(
            [.. saved.Select(view => new SavedViewLink($"{Paths.Inbox}{view.Query}", view.Name, view.Team, view.Query == shown.Saved))],
            shown.Saved, Ids.New(time).ToString(), access.May(Act.AssignCases) ? await views.TeamsAsync(ct) : []);
    }

    public QueueFilter FilterOf(QueueQuery shown) => new(shown.Tab!, shown.Kind, shown.Client, shown.Due switch
    {
        "past" => time.GetUtcNow(),
        "today" => time.GetUtcNow().AddDays(1),
        "week" => time.GetUtcNow().AddDays(7),
        _ => null,
    });

    public async Task<List<Client>> SeenAsync(Access access, CancellationToken ct) =>
        [.. (await clients.ListAsync(access, ct)).Where(client => access.Sees(client.ClientId))];

    /// What was asked, without what this person may not see or what there is none of.
    public QueueQuery Allowed(Access access, QueueQuery asked, List<Client> seen) => asked with
    {
        Tab = asked.Tab is CaseRows.Waiting or CaseRows.Asked || (asked.Tab is CaseRows.Team && access.May(Act.BrowseInbox)) ? asked.Tab
            : asked.Tab is null && kinds.JudgedBy(access).Length == 0 && access.May(Act.BrowseInbox) ? CaseRows.Team
            : CaseRows.Mine,
        Due = Dues.Any(d => d.Code == asked.Due) && asked.Due!.Length > 0 ? asked.Due : null,
        Kind = kinds.Find(asked.Kind ?? "")?.Kind,
        Client = seen.FirstOrDefault(c => c.ClientId == asked.Client)?.ClientId,
    };

    private async Task<(IReadOnlyList<CaseRow> Rows, long Total)> FindAsync(
        Access access, QueueQuery shown, QueueFilter filter, Task<QueueTabView[]> counting, CancellationToken ct)
    {
        if (shown.Text is { } text)
        {
            return await rows.SearchAsync(access, text, filter with { Tab = CaseRows.Team }, CaseRows.MostRows, ct);
        }

        var found = await rows.ListAsync(access, filter, shown.Rows, ct);
        return (found, found.Count < shown.Rows ? found.Count
            : filter == new QueueFilter(filter.Tab) ? (await counting).First(tab => tab.Code == filter.Tab).Count
            : await rows.CountAsync(access, filter, ct));
    }

    private async Task<QueueTabView[]> TabsAsync(Access access, QueueQuery shown, CancellationToken ct)
    {
        (string Code, string Label)[] tabs = access.May(Act.BrowseInbox)
            ? [(CaseRows.Mine, "Mine and free"), (CaseRows.Team, "Team"), (CaseRows.Waiting, "Waiting")]
            : [(CaseRows.Mine, "Mine and free"), (CaseRows.Waiting, "Waiting")];
        tabs = [.. tabs, (CaseRows.Asked, "Asked of me")];
        var counts = await Task.WhenAll(tabs.Select(tab => rows.CountAsync(access, new QueueFilter(tab.Code), ct)));
        return [.. tabs.Zip(counts, (tab, count) => new QueueTabView(tab.Code, tab.Label, count,
            CountText.Capped(count, CaseRows.MostOf(tab.Code)), $"{Paths.Inbox}{QueueQuery.Of(tab.Code).Saved}",
            tab.Code == shown.Tab && shown.Text is null))
            .Where(tab => tab.Code != CaseRows.Asked || tab.Count > 0 || tab.Current)];
    }

    /// The place of the clients in the list, or of the first client of whoever looks when they are in several.
    private static string ZoneOf(IReadOnlyList<CaseRow> found, IReadOnlyList<Client> seen)
    {
        var zones = seen.Where(client => found.Any(row => row.ClientId == client.ClientId)).Select(client => client.TimeZone).Distinct().ToList();
        return zones is [var only] ? only : seen.Count > 0 ? seen[0].TimeZone : "UTC";
    }

    private static List<OptionView> Options(string all, IEnumerable<(string Code, string Label)> options, string? chosen) =>
        [new OptionView("", all, chosen is null), .. options.Select(option => new OptionView(option.Code, option.Label, option.Code == chosen))];

    public string Words(QueueQuery shown, string? client) => string.Join(", ", new[]
    {
        shown.Text is { } text ? $"“{text}”" : "", shown.Kind is { } kind ? kinds.LabelOf(kind) : "",
        shown.Due is { } due ? Dues.First(d => d.Code == due).Label : "", client ?? "",
    }.Where(part => part.Length > 0));
}
