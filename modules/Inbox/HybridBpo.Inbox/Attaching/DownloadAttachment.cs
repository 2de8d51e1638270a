using HybridBpo.Inbox.Judging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Attaching;

/// Saved, never shown in the page: whatever it holds runs nowhere. Who took it stands in the case.
internal static class DownloadAttachment
{
    public static void Map(IEndpointRouteBuilder staff) =>
        staff.MapGet($"{Paths.Inbox}/cases/{{client}}/{{id:guid}}/files/{{file:guid}}", GetAsync).Requires(Act.ReadInbox)
            .ShowsPeople(Looks.Downloaded);

    /// Null for who may not see it: as if it were not there.
    public static bool MaySee(Attachment attachment, bool gateOpen, string me) =>
        attachment.RemovedAt is null && (gateOpen || !attachment.AfterReveal || attachment.By == me);

    private static async Task<IResult> GetAsync(
        HttpContext context, string client, Guid id, Guid file, CaseDesk desk, CaseKinds kinds, VerdictGate gate, FileStore files, TimeProvider time)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (await desk.LoadAsync(access, client, id, ct) is not { } state || !kinds.MayOpen(access, state.Kind))
        {
            return new CaseNotFound().ToHttp(context);
        }

        var open = (await gate.MayReadAsync(access, client, [id], ct)).Contains(id);
        if (state.AttachmentOf(file) is not { Name: { } name } attachment || !MaySee(attachment, open, access.Actor.Id))
        {
            return new AttachmentNotFound().ToHttp(context);
        }

        if (!(await files.OpenAsync(access, client, file, ct)).Is(out var content, out var refusal))
        {
            return refusal.ToHttp(context);
        }

        if (!state.IsOver)
        {
            await desk.RunAsync<Done>(access, client, id, Ids.New(time), now => now.IsOver ? new Decision<Done>(Done.Yes)
                : new Decision<Done>(Done.Yes, new AttachmentOpened(time.GetUtcNow(), access.Actor.Id, file)), null, ct);
        }

        context.ShowsOne(client, "case-file", file, state.SubjectId);
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(content, "application/octet-stream", name);
    }
}
