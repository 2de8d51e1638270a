using HybridBpo.Events;

namespace HybridBpo.Inbox.Webhooks;

/// Tries one delivery, and plans the next try when it was not taken: at least once, for a day, with growing pauses. A few at a time, so that
/// addresses that hang hold up nothing else that the relay carries.
internal sealed class SendWebhookHandler(
    EventStore store, WebhookRows rows, WebhookSender sender, WebhookTargets targets, WebhookSecrets secrets, SendingSwitch sending,
    TimeProvider time) : IMessageHandler, IDisposable
{
    private const int AtOnce = 3;

    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(15), Stopped = TimeSpan.FromMinutes(1);

    // Together a day and a little more.
    private static readonly TimeSpan[] Pauses =
        [.. new[] { 0.2, 1, 5, 15, 60, 120, 240, 420, 600 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    private readonly SemaphoreSlim free = new(AtOnce);

    public string Kind => WebhookPlanning.MessageKind;

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var (client, ask, access) = (message.Client, message.Read<WebhookMessage>(), Access.System("webhooks", message.Client));
        if (await rows.DueAsync(client, ask, ct) is not { } due)
        {
            return;
        }

        if (due.Disabled)
        {
            await NoteAsync(access, client, ask, "failed", new Tried(null, 0, "was switched off"), null, ct);
        }
        else if (await sending.WhyNotAsync(access, client, "webhook", "", ct) is { } why)
        {
            await LaterAsync(access, client, ask, $"waits: sending is {why}", Stopped, ct);
        }
        else if (!await free.WaitAsync(0, ct))
        {
            await LaterAsync(access, client, ask, null, Busy, ct);
        }
        else
        {
            try
            {
                await TryAsync(access, client, ask, due, ct);
            }
            finally
            {
                free.Release();
            }
        }
    }

    private async Task TryAsync(Access access, string client, WebhookMessage ask, WebhookRows.Due due, CancellationToken ct)
    {
        // The rules may have changed since it was set up.
        var tried = targets.Read(due.Url).Is(out var url, out _)
            ? await sender.SendAsync(url, due.Body, await SecretsAsync(client, ask.WebhookId, due, ct), ct)
            : new Tried(null, 0, "has an address that is not allowed");
        if (tried.Problem is null)
        {
            await NoteAsync(access, client, ask, "done", tried, null, ct);
        }
        else
        {
            await NoteAsync(access, client, ask, ask.Attempts < Pauses.Length ? "waiting" : "failed", tried,
                ask.Attempts < Pauses.Length ? time.GetUtcNow() + Pauses[ask.Attempts] : null, ct);
        }
    }

    // Whoever receives has a day to take over a new one.
    private async Task<IReadOnlyList<string>> SecretsAsync(string client, Guid webhook, WebhookRows.Due due, CancellationToken ct)
    {
        var now = await secrets.OfAsync(client, webhook, due.Secret, ct);
        return due.AlsoBefore ? [now, await secrets.OfAsync(client, webhook, due.Secret - 1, ct)] : [now];
    }

    private async Task NoteAsync(
        Access access, string client, WebhookMessage ask, string state, Tried tried, DateTimeOffset? next, CancellationToken ct)
    {
        var session = store.OpenSession(client, access);
        session.Queue($"""
            update inbox.webhook_deliveries set state = {state}, attempts = {ask.Attempts + 1}, tried_at = {time.GetUtcNow()}, next_at = {next},
              status = {tried.Status}, latency_ms = {tried.LatencyMs}, problem = {tried.Problem}
            where client_id = {client} and webhook_id = {ask.WebhookId} and event_id = {ask.EventId} and round = {ask.Round}
              and attempts = {ask.Attempts}
            """);
        if (next is { } at)
        {
            session.Send(Kind, ask with { Attempts = ask.Attempts + 1 }, at);
        }

        await session.SaveChangesAsync(ct);
    }

    // Not a try: nothing was sent.
    private async Task LaterAsync(Access access, string client, WebhookMessage ask, string? why, TimeSpan pause, CancellationToken ct)
    {
        var session = store.OpenSession(client, access);
        session.Queue($"""
            update inbox.webhook_deliveries set next_at = {time.GetUtcNow() + pause}, problem = coalesce({why}, problem)
            where client_id = {client} and webhook_id = {ask.WebhookId} and event_id = {ask.EventId}
            """);
        session.Send(Kind, ask, time.GetUtcNow() + pause);
        await session.SaveChangesAsync(ct);
    }

    public void Dispose() => free.Dispose();
}
