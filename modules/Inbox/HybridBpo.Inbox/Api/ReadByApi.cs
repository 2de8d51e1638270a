using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Api;

/// How a case stands that came by the API, and what was decided. Nothing of who holds or judged it, nor of its proposal.
internal sealed class ReadByApi(Database database, OutcomeRows outcomes)
{
    private sealed record Row(string Client, string Kind, string Reference, string Stage, DateTimeOffset OpenedAt, DateTimeOffset DueAt,
        Guid SubjectId);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/cases/{id:guid}", async (HttpContext context, ReadByApi read, Guid id) =>
            await read.FindAsync(context, id) is { } found
                ? Results.Json(found, ApiBody.Json)
                : new CaseNotYours().ToHttp(context)).RequiresKey(ApiScopes.ReadOutcomes).ShowsPeople(Looks.Exported)
            .Describe<CaseJson>("readCase", "Read a case's state and outcome", 200, [404]);
        api.MapGet("/outcomes", (HttpContext context, ReadByApi read, string? after, string? limit) => read.AfterAsync(context, after, limit))
            .RequiresKey(ApiScopes.ReadOutcomes).ShowsPeople(Looks.Exported)
            .Describe<OutcomesJson>("readOutcomes", "Read outcomes since a cursor, oldest first", 200, [400]);
    }

    public async Task<CaseJson?> FindAsync(HttpContext context, Guid id)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var row = await database.SingleOrDefaultAsync<Row>(access, $"""
            select client_id as client, kind, reference, stage, opened_at, due_at, subject_id from inbox.cases
            where client_id = any ({access.Clients.ToArray()}) and case_id = {id} and kind like 'api.%'
            """, ct);
        if (row is null)
        {
            return null;
        }

        context.ShowsOne(row.Client, "case", id, row.SubjectId);
        var outcome = (await outcomes.OfAsync(access, row.Client, id, ct))?.Outcome;
        var state = outcome is not null ? ApiStates.Decided : row.Stage == Stages.Withdrawn ? ApiStates.Withdrawn : ApiStates.Open;
        return new CaseJson(id, row.Client, row.Kind, row.Reference, state, row.OpenedAt, row.DueAt, outcome);
    }

    private async Task<IResult> AfterAsync(HttpContext context, string? after, string? limit)
    {
        if (!long.TryParse(after ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var since))
        {
            return new CursorUnreadable().ToHttp(context);
        }

        if (!int.TryParse(limit ?? $"{OutcomeRows.Most}", NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            || most is < 1 or > OutcomeRows.Most)
        {
            return new LimitUnreadable().ToHttp(context);
        }

        var found = await outcomes.AfterAsync(context.GetAccess(), since, most + 1, context.RequestAborted);
        var lines = found.Take(most).ToList();
        context.ShowsMany("outcomes", lines.Select(line => (line.Client, line.SubjectId)));
        return Results.Json(new OutcomesJson([.. lines.Select(line => line.Json)], $"{(lines.Count > 0 ? lines[^1].Seq : since)}",
            found.Count > most), ApiBody.Json);
    }
}

/// States as other programs see them.
internal static class ApiStates
{
    public const string Open = "open", Decided = "decided", Withdrawn = "withdrawn";
}
