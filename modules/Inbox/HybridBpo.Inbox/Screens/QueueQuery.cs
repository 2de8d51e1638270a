using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace HybridBpo.Inbox.Screens;

/// What part of the queue a page shows: its query string, any of it made up. Text: a search among all cases, open and closed. Rows: how many.
internal sealed record QueueQuery(string? Tab, string? Due, string? Kind, string? Client, string? Text, int Rows)
{
    private const int LongestText = 100;

    public bool IsNarrowed => Due is not null || Kind is not null || Client is not null || Text is not null;

    public static QueueQuery Of(string? tab, string? kind = null, string? client = null) => new(tab, null, kind, client, null, CaseRows.Page);

    public static QueueQuery Of(IQueryCollection query)
    {
        var text = Null(query["q"].ToString().Trim());
        return new QueueQuery(Null(query["tab"]), Null(query["due"]), Null(query["kind"]), Null(query["client"]),
            text?[..Math.Min(text.Length, LongestText)],
            int.TryParse(query["rows"], out var rows) ? Math.Clamp(rows, CaseRows.Page, CaseRows.MostRows) : CaseRows.Page);
    }

    /// The same with more rows; null when all are shown, or as many as can be.
    public QueueQuery? More(int shown, long total) =>
        Text is null && shown == Rows && shown < total && Rows < CaseRows.MostRows
            ? this with { Rows = Math.Min(Rows * 2, CaseRows.MostRows) } : null;

    public override string ToString()
    {
        var parts = new[]
        {
            ("tab", Tab == CaseRows.Mine ? null : Tab), ("due", Due), ("kind", Kind), ("client", Client), ("q", Text),
            ("rows", Rows == CaseRows.Page ? null : $"{Rows}"),
        }.Where(part => part.Item2 is { Length: > 0 }).Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}");
        var query = string.Join('&', parts);
        return query.Length == 0 ? "" : $"?{query}";
    }

    /// The same as a saved view keeps it: never empty, so that it is told from the plain address of the inbox.
    public string Saved => (this with { Rows = CaseRows.Page }).ToString() is { Length: > 0 } query ? query : $"?tab={CaseRows.Mine}";

    public static QueueQuery OfSaved(string query) => Of(new QueryCollection(QueryHelpers.ParseQuery(query)));

    private static string? Null(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
