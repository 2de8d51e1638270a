namespace HybridBpo.Inbox.Queue;

/// The search box finds cases by reference, title and the snapshot's words. Nothing withheld is searched or shown.
internal sealed class CaseSearch(CaseRows rows, CaseKinds kinds) : ISearchSource
{
    private const int Most = 19;

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(Access access, string text, CancellationToken ct)
    {
        if (!access.May(Act.ReadInbox))
        {
            return [];
        }

        var (found, total) = await rows.SearchAsync(access, text, new QueueFilter(CaseRows.Team), Most, ct);
        return [.. found.Select(row => new SearchHit("Case", row.Question,
            $"{kinds.LabelOf(row.Kind)} · {row.Reference}{(row.IsOver ? " · closed" : "")}", Paths.Case(row.ClientId, row.CaseId),
            row.ClientId, row.SubjectId)),
            .. total > found.Count ? All(text, total) : []];
    }

    private static SearchHit[] All(string text, long total) =>
        [new("Case", $"All {CountText.Capped(total)} cases that fit", "in the inbox", $"{Paths.Inbox}?q={Uri.EscapeDataString(text)}")];
}
