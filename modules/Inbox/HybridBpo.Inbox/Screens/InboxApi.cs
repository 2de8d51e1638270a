using System.Text.Json;
using HybridBpo.Inbox.Judging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Screens;

/// The same as the pages, as JSON, behind the same gate. It reads; judging and deciding is for people at a page.
internal static class InboxApi
{
    internal sealed record CaseJson(
        string Client, Guid CaseId, string Kind, string Question, string Reference, string State, int Urgency, DateTimeOffset DueAt,
        DateTimeOffset OpenedAt, string? Holder);

    internal sealed record CaseDetailJson(CaseJson Case, CaseForm? Form, JsonElement? Evidence, string Mode, ProposalJson? Proposal,
        DecidedJson? Decision);

    internal sealed record ProposalJson(
        string? Choice, IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, string> Answers, string Model, string Json);

    internal sealed record DecidedJson(
        Guid DecisionId, string Choice, IReadOnlyDictionary<string, string> Fields, IReadOnlyList<string> Reasons, string By, DateTimeOffset At);

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet("/api/inbox/cases", async (HttpContext context, CaseRows rows, IPeople people, string? tab, string? kind) =>
        {
            var (access, ct) = (context.GetAccess(), context.RequestAborted);
            var asked = tab is CaseRows.Waiting || (tab is CaseRows.Team && access.May(Act.BrowseInbox)) ? tab : CaseRows.Mine;
            var found = await rows.ListAsync(access, new QueueFilter(asked, kind), CaseRows.MostRows, ct);
            var names = await people.NamesAsync(found.Select(row => row.Holder).OfType<string>().Distinct(), ct);
            context.ShowsMany("queue", found.Select(row => (row.ClientId, row.SubjectId)));
            return Results.Json(found.Select(row => Json(row, names)));
        }).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapGet("/api/inbox/cases/{client}/{id:guid}", CaseAsync).Requires(Act.ReadInbox).ShowsPeople();
    }

    private static async Task<IResult> CaseAsync(
        HttpContext context, string client, Guid id, CaseRows rows, CaseKinds kinds, CaseDesk desk, Proposals proposals, VerdictGate gate,
        IPeople people)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (await rows.FindAsync(access, client, id, ct) is not { } row || await desk.LoadAsync(access, client, id, ct) is not { } state)
        {
            return new CaseNotFound().ToHttp(context);
        }

        if (!kinds.MayOpen(access, row.Kind))
        {
            return new NotYourKind().ToHttp(context);
        }

        var proposal = await proposals.ReadAsync(access, client, state, ct);
        var open = (await gate.MayReadAsync(access, client, [id], ct)).Contains(id);
        var names = await people.NamesAsync(row.Holder is { } holder ? [holder] : [], ct);
        context.ShowsOne(client, "case", id, row.SubjectId);
        return Results.Json(new CaseDetailJson(
            Json(row, names), state.Form, state.EvidenceJson is { } json ? JsonSerializer.Deserialize<JsonElement>(json) : null,
            state.ModeOf(access.Actor.Id),
            proposal is null ? null : new ProposalJson(proposal.Choice, proposal.Fields, proposal.Answers, proposal.Model, proposal.Json),
            open && state.Decision is { } made ? new DecidedJson(made.Id, made.Choice, made.Fields, made.Reasons, made.By, made.At) : null));
    }

    private static CaseJson Json(CaseRow row, IReadOnlyDictionary<string, string> names) => new(row.ClientId, row.CaseId, row.Kind,
        row.Question, row.Reference,
        row.State, row.Urgency, row.DueAt, row.OpenedAt, row.Held && row.Holder is { } holder ? names.GetValueOrDefault(holder, "Somebody") : null);
}
