using System.Globalization;
using HybridBpo.Inbox.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Inbox.Webhooks;

/// Pages on which administrators say where decisions are told, look at how that went, and tell again.
internal static class WebhookEndpoints
{
    public const string Path = "/admin/webhooks";

    public static NavItem Navigation { get; } = new("Administration", "Webhooks", "webhook", Path, Act.ManageUsers, 3);

    public static void AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(WebhookTargets.From(configuration));
        services.AddSingleton<WebhookRows>().AddSingleton<WebhookSecrets>().AddSingleton<WebhookSender>().AddSingleton<WebhookPlanning>();
        services.AddSingleton<IMessageHandler, SendWebhookHandler>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder staff)
    {
        var webhooks = staff.MapGroup(Path).Requires(Act.ManageUsers).ShowsNobody();
        webhooks.MapGet("", (HttpContext context, WebhookRows rows, Clients clients, CancellationToken ct) =>
            ListAsync(context, rows, clients, "", null, ct));
        webhooks.MapPost("", AddAsync);
        webhooks.MapGet("/{id:guid}", async (HttpContext context, WebhookRows rows, Guid id, CancellationToken ct) =>
            await rows.FindAsync(id, ct) is { } webhook
                ? Pages.Render<WebhookPage>(context, new { Webhook = webhook, Deliveries = await rows.DeliveriesAsync(webhook, ct) })
                : new WebhookNotFound().ToHttp(context));
        webhooks.MapPost("/{id:guid}/test", (HttpContext context, WebhookRows rows, WebhookPlanning planning, Guid id, CancellationToken ct) =>
            OnAsync(context, rows, id, "A test is on its way: load this page again in a moment.", webhook =>
                planning.TestAsync(webhook.Client, id, ct), ct));
        webhooks.MapPost("/{id:guid}/disable", (HttpContext context, WebhookRows rows, TimeProvider time, Guid id, CancellationToken ct) =>
            OnAsync(context, rows, id, "The webhook is off. What waited is not told any more.", webhook =>
                rows.DisableAsync(webhook, context.GetAccess().Actor, time.GetUtcNow(), ct), ct));
        webhooks.MapPost("/{id:guid}/replay", ReplayAsync);
        webhooks.MapPost("/{id:guid}/secret", RenewSecretAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, WebhookRows rows, Clients clients, string typed, Refusal? refusal, CancellationToken ct)
    {
        var known = await clients.ListAsync(Access.System("administration"), ct);
        return Pages.Render<WebhooksPage>(context, new
        {
            Rows = await rows.ListAsync(ct),
            Clients = known.Select(client => new ClientName(client.ClientId, client.Name)).ToList(),
            Typed = typed,
            Error = refusal?.Message,
        }, refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, WebhookRows rows, Clients clients, WebhookTargets targets, WebhookSecrets secrets, TimeProvider time,
        [FromForm] string? client, [FromForm] string? url, CancellationToken ct)
    {
        var known = await clients.ListAsync(Access.System("administration"), ct);
        if (known.All(one => one.ClientId != client))
        {
            return await ListAsync(context, rows, clients, url ?? "", new WebhookClientMissing(), ct);
        }

        if (!targets.Read(url ?? "").Is(out var target, out var refusal))
        {
            return await ListAsync(context, rows, clients, url ?? "", refusal, ct);
        }

        var id = Ids.New(time);
        await rows.AddAsync(client!, id, target, context.GetAccess().Actor, time.GetUtcNow(), ct);
        var secret = await secrets.OfAsync(client!, id, WebhookSecrets.First, ct);
        return Pages.Render<NewWebhookPage>(context, new { Id = id, Url = target.AbsoluteUri, Secret = secret });
    }

    private static async Task<IResult> RenewSecretAsync(
        HttpContext context, WebhookRows rows, WebhookSecrets secrets, Guid id, CancellationToken ct)
    {
        if (await rows.FindAsync(id, ct) is not { } webhook || await rows.RenewSecretAsync(webhook, ct) is not { } number)
        {
            return new WebhookNotFound().ToHttp(context);
        }

        var secret = await secrets.OfAsync(webhook.Client, id, number, ct);
        return Pages.Render<NewWebhookPage>(context, new { Id = id, webhook.Url, Secret = secret, IsFurther = true });
    }

    private static async Task<IResult> ReplayAsync(
        HttpContext context, WebhookRows rows, WebhookPlanning planning, Guid id, [FromForm] string? from, [FromForm] string? to,
        [FromForm] Guid? only, CancellationToken ct)
    {
        if (await rows.FindAsync(id, ct) is not { DisabledAt: null } webhook)
        {
            return new WebhookNotFound().ToHttp(context);
        }

        var (since, until) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        if (only is null && !(Day(from, out since) && Day(to, out until) && since <= until))
        {
            return new ReplaySpanUnreadable().ToHttp(context);
        }

        var end = only is null ? until.AddDays(1) : until;
        var events = await rows.ReplayableAsync(webhook, since, end, only, ct);
        await planning.ReplayAsync(webhook.Client, id, events, context.GetAccess().Actor, ct);
        return Pages.SeeOther(context, $"{Path}/{id}", $"{CountText.Of(events.Count, "event")} told again, under the same id.");
    }

    private static bool Day(string? text, out DateTimeOffset day) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out day) && day.Year is > 2000 and < 3000;

    private static async Task<IResult> OnAsync(
        HttpContext context, WebhookRows rows, Guid id, string said, Func<WebhookView, Task> act, CancellationToken ct)
    {
        if (await rows.FindAsync(id, ct) is not { DisabledAt: null } webhook)
        {
            return new WebhookNotFound().ToHttp(context);
        }

        await act(webhook);
        return Pages.SeeOther(context, $"{Path}/{id}", said);
    }
}

internal sealed record WebhookNotFound() : NotFound("There is no such webhook that is on.");

internal sealed record WebhookClientMissing() : Invalid("Choose the client.");

internal sealed record ReplaySpanUnreadable() : Invalid("Give both days as YYYY-MM-DD, the first not after the last.");
