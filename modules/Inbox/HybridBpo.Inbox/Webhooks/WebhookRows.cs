using HybridBpo.Events;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Webhooks;

/// Which webhooks there are, what they were told, and how that went.
internal sealed class WebhookRows(Database database)
{
    public const int MostShown = 100;

    private static readonly Access All = Access.System("webhooks");

    internal sealed record Due(string Url, string Body, int Attempts, bool Disabled, int Secret, bool AlsoBefore);

    public static readonly RawSql Columns = new("""
        w.id, w.client_id as client, w.url, w.made_by, w.made_at, w.disabled_at,
        (select count(*) from inbox.webhook_deliveries d where d.client_id = w.client_id and d.webhook_id = w.id and d.state = 'waiting') as waiting,
        (select count(*) from inbox.webhook_deliveries d where d.client_id = w.client_id and d.webhook_id = w.id and d.state = 'failed') as failed
        """);

    public Task<IReadOnlyList<WebhookView>> ListAsync(CancellationToken ct) => database.QueryAsync<WebhookView>(All,
        $"select {Columns} from inbox.webhooks w order by w.disabled_at is not null, w.client_id, w.made_at limit 200", ct);

    public Task<WebhookView?> FindAsync(Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<WebhookView>(All, $"select {Columns} from inbox.webhooks w where w.id = {id}", ct);

    public Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(WebhookView of, CancellationToken ct) => database.QueryAsync<DeliveryView>(All, $"""
        select event_id, case_id, state, attempts, created_at, tried_at, next_at, status, latency_ms, problem from inbox.webhook_deliveries
        where client_id = {of.Client} and webhook_id = {of.Id} order by created_at desc limit {MostShown}
        """, ct);

    public Task<int> AddAsync(string client, Guid id, Uri url, Actor by, DateTimeOffset now, CancellationToken ct) => database.ExecuteAsync(All, $"""
        insert into inbox.webhooks (client_id, id, url, made_by, made_at) values ({client}, {id}, {url.AbsoluteUri}, {by.Name}, {now})
        """, ct);

    public Task<int> DisableAsync(WebhookView webhook, Actor by, DateTimeOffset now, CancellationToken ct) => database.ExecuteAsync(All, $"""
        update inbox.webhooks set disabled_at = {now}, disabled_by = {by.Name}
        where client_id = {webhook.Client} and id = {webhook.Id} and disabled_at is null
        """, ct);

    /// The number of the new secret; null when the webhook is off. The one before it is used beside it for a day, by the database's clock.
    public Task<int?> RenewSecretAsync(WebhookView webhook, CancellationToken ct) => database.SingleOrDefaultAsync<int?>(All, $"""
        update inbox.webhooks set secret_no = secret_no + 1, secret_at = now()
        where client_id = {webhook.Client} and id = {webhook.Id} and disabled_at is null returning secret_no
        """, ct);

    public Task<IReadOnlyList<Guid>> OpenAsync(string client, CancellationToken ct) => database.QueryAsync<Guid>(Access.System("webhooks", client),
        $"select id from inbox.webhooks where client_id = {client} and disabled_at is null", ct);

    public Task<Due?> DueAsync(string client, WebhookMessage of, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Due>(Access.System("webhooks", client), $"""
            select w.url, d.body, d.attempts, w.disabled_at is not null as disabled, w.secret_no as secret,
              coalesce(w.secret_at > now() - interval '1 day', false) as also_before
            from inbox.webhook_deliveries d join inbox.webhooks w on w.client_id = d.client_id and w.id = d.webhook_id
            where d.client_id = {client} and d.webhook_id = {of.WebhookId} and d.event_id = {of.EventId} and d.state = 'waiting'
              and d.round = {of.Round} and d.attempts = {of.Attempts}
            """, ct);

    /// What was told within the span and is not under way, at most a thousand at once, with the round that begins.
    public Task<IReadOnlyList<Replayed>> ReplayableAsync(
        WebhookView webhook, DateTimeOffset from, DateTimeOffset to, Guid? only, CancellationToken ct) => database.QueryAsync<Replayed>(All, $"""
        select event_id, round from inbox.webhook_deliveries
        where client_id = {webhook.Client} and webhook_id = {webhook.Id} and state <> 'waiting' and created_at between {from} and {to}
          and ({only}::uuid is null or event_id = {only}) order by created_at limit 1000
        """, ct);

    internal sealed record Replayed(Guid EventId, int Round);
}

/// One try of a delivery. Whatever else the row says by now, this does nothing.
internal sealed record WebhookMessage(Guid WebhookId, Guid EventId, int Round, int Attempts);
