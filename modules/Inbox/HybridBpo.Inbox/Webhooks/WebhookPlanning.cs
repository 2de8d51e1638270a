using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Inbox.Webhooks;

/// Puts what is to be told beside the message that tells it, in one transaction. The same event a second time is there already.
internal sealed class WebhookPlanning(EventStore store, WebhookRows rows, TimeProvider time)
{
    public const string MessageKind = "inbox.webhook";

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(50);

    /// A decision left: every webhook of its client is told. Codes and ids only; whoever needs more reads the case with a key.
    public async Task PlanAsync(Outcome outcome, CancellationToken ct)
    {
        var open = await rows.OpenAsync(outcome.Client, ct);
        if (open.Count == 0)
        {
            return;
        }

        var id = Ids.For(outcome.Client, "webhook-event", $"{outcome.DecisionId}");
        var body = JsonSerializer.Serialize(new
        {
            id,
            type = "case.decided",
            time = outcome.DecidedAt,
            client = outcome.Client,
            caseId = outcome.CaseId,
            outcome = new
            {
                decisionId = outcome.DecisionId,
                choice = outcome.Choice,
                reasons = outcome.Reasons ?? [outcome.Reason],
                secondPerson = outcome.ConfirmedBy is not null,
                decidedAt = outcome.DecidedAt,
            },
        });
        await SaveAsync(outcome.Client, open.Select(webhook => (webhook, id, body, (Guid?)outcome.CaseId)), ct);
    }

    public async Task TestAsync(string client, Guid webhook, CancellationToken ct)
    {
        var id = Ids.New(time);
        var body = JsonSerializer.Serialize(new { id, type = "test", time = time.GetUtcNow(), client });
        await SaveAsync(client, [(webhook, id, body, null)], ct);
    }

    public async Task ReplayAsync(string client, Guid webhook, IEnumerable<WebhookRows.Replayed> events, Actor by, CancellationToken ct)
    {
        var session = store.OpenSession(client, Access.System("webhooks", client));
        var at = time.GetUtcNow();
        foreach (var replayed in events)
        {
            // Not all in one moment: the other side, and what else leaves, go on meanwhile.
            at += Spacing;
            var round = replayed.Round + 1;
            session.Queue($"""
                update inbox.webhook_deliveries set state = 'waiting', attempts = 0, round = {round}, next_at = null, replayed_by = {by.Name}
                where client_id = {client} and webhook_id = {webhook} and event_id = {replayed.EventId} and round = {replayed.Round}
                """);
            session.Send(MessageKind, new WebhookMessage(webhook, replayed.EventId, round, 0), at);
        }

        await session.SaveChangesAsync(ct);
    }

    private async Task SaveAsync(
        string client, IEnumerable<(Guid Webhook, Guid Event, string Body, Guid? Case)> deliveries, CancellationToken ct)
    {
        var session = store.OpenSession(client, Access.System("webhooks", client));
        foreach (var (webhook, id, body, caseId) in deliveries)
        {
            session.Queue($"""
                insert into inbox.webhook_deliveries (client_id, webhook_id, event_id, case_id, body, state, created_at)
                values ({client}, {webhook}, {id}, {caseId}, {body}, 'waiting', {time.GetUtcNow()}) on conflict do nothing
                """);
            session.Send(MessageKind, new WebhookMessage(webhook, id, 0, 0));
        }

        await session.SaveChangesAsync(ct);
    }
}
