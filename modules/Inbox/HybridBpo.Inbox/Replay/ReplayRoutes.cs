using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Replay;

/// A case as it was known at each of its moments: a page with an address per moment, and its events as a file.
internal static class ReplayRoutes
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal sealed record EventJson(long Version, long Seq, string Type, DateTimeOffset At, string? By, object Data, long? SealBlock);

    internal sealed record FileJson(string Client, Guid CaseId, long AsOf, IReadOnlyList<EventJson> Events);

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.ActOnCase("replay"), ShowAsync).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapGet(Paths.ActOnCase("replay.json"), ExportAsync).Requires(Act.ReadInbox).ShowsPeople(Looks.Exported);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, ReplayScreens screens, string client, Guid id, string? asOf)
    {
        if (!IsMoment(asOf, out var version))
        {
            return new InputNotReadable("The moment").ToHttp(context);
        }

        if (!(await screens.BuildAsync(context.GetAccess(), client, id, version, context.RequestAborted)).Is(out var view, out var refusal))
        {
            return refusal.ToHttp(context);
        }

        context.ShowsOne(client, "case-replay", id, view.Subject);
        return Pages.Render<ReplayPage>(context, new { View = view });
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context, ReplayScreens screens, SealBlocks seals, string client, Guid id, string? asOf)
    {
        if (!IsMoment(asOf, out var version))
        {
            return new InputNotReadable("The moment").ToHttp(context);
        }

        var ct = context.RequestAborted;
        if (!(await screens.FoldAsync(context.GetAccess(), client, id, version, ct)).Is(out var replayed, out var refusal))
        {
            return refusal.ToHttp(context);
        }

        if (!replayed.GateOpen)
        {
            return new ReplayWithheld().ToHttp(context);
        }

        var blocks = await seals.OfAsync(client, [.. replayed.Events.Select(e => e.Seq)], ct);
        context.ShowsOne(client, "case-replay", id, replayed.Then.SubjectId);
        var file = new FileJson(client, id, replayed.Then.Version, [.. replayed.Events.Select(e => new EventJson(
            e.Version, e.Seq, e.Type, e.Timestamp, e.Headers.GetValueOrDefault(Events.EventMetadata.ActorIdHeader), e.Data,
            blocks.TryGetValue(e.Seq, out var block) ? block : null))]);
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(JsonSerializer.SerializeToUtf8Bytes(file, Json), "application/json", $"case-{id}.json");
    }

    private static bool IsMoment(string? text, out long? version)
    {
        var read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        version = read ? number : null;
        return read || string.IsNullOrEmpty(text);
    }
}

internal sealed record ReplayWithheld() : Conflict(
    "Something in this case is kept back from you: you could still judge it, or another one about the same person. Try again when that is done.");
