using System.Globalization;
using System.Text;
using HybridBpo.Inbox.Screens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Saving;

/// What the queue shows, as a file: the same rows by the same rights, and only what a row may show. That it was taken out, and about whom it is,
/// stands in the log of looks.
internal static class ExportQueue
{
    public const int Most = 10_000;

    private static readonly string[] Head =
        ["Client", "Kind", "Reference", "Title", "Question", "Urgency", "Due (UTC)", "Opened (UTC)", "State", "Held by"];

    public static void Map(IEndpointRouteBuilder staff) => staff.MapGet($"{Paths.Inbox}/export.csv", async (
        HttpContext context, CaseRows rows, CaseKinds kinds, QueueScreens queues, IPeople people, TimeProvider time) =>
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var shown = queues.Allowed(access, QueueQuery.Of(context.Request.Query), await queues.SeenAsync(access, ct));
        var filter = queues.FilterOf(shown);
        // A search looks through everything on the page, some rows at a time; as a file, only for those who browse anyway.
        var among = access.May(Act.BrowseInbox) ? CaseRows.Team : CaseRows.Mine;
        var found = shown.Text is { } text ? (await rows.SearchAsync(access, text, filter with { Tab = among }, Most, ct)).Rows
            : await rows.ListAsync(access, filter, Most, ct);
        // What somebody holds is before them already. Among it could be a case that must not stand in any file, and its absence would tell.
        found = [.. found.Where(row => !row.IsAlone && !(row.Held && row.Holder == access.Actor.Id))];
        var names = await people.NamesAsync(found.Select(row => row.Holder).OfType<string>().Distinct(), ct);
        var now = time.GetUtcNow();
        var csv = new StringBuilder().AppendJoin(',', Head.Select(CsvCell.Of)).Append("\r\n");
        foreach (var row in found)
        {
            csv.AppendJoin(',', Cells(row, kinds, names).Select(CsvCell.Of)).Append("\r\n");
        }

        context.ShowsMany("queue", found.Select(row => (row.ClientId, row.SubjectId)));
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(new UTF8Encoding(true).GetPreamble().Concat(Encoding.UTF8.GetBytes(csv.ToString())).ToArray(), "text/csv; charset=utf-8",
            string.Create(CultureInfo.InvariantCulture, $"inbox-{now:yyyy-MM-dd-HHmm}.csv"));
    }).Requires(Act.ReadInbox).ShowsPeople(Looks.Exported);

    private static string[] Cells(CaseRow row, CaseKinds kinds, IReadOnlyDictionary<string, string> names) =>
    [
        row.ClientId, kinds.LabelOf(row.Kind), row.Reference, row.Title, row.Question,
        row.Urgency switch { 2 => "urgent", 1 => "high", _ => "normal" },
        row.DueAt.ToString("u", CultureInfo.InvariantCulture), row.OpenedAt.ToString("u", CultureInfo.InvariantCulture), row.State,
        row.Held && row.Holder is { } holder ? names.GetValueOrDefault(holder, "Somebody") : "",
    ];
}
