namespace HybridBpo.Inbox.Views;

public sealed record WebhookView(
    Guid Id, string Client, string Url, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset? DisabledAt, long Waiting, long Failed);

public sealed record DeliveryView(
    Guid EventId, Guid? CaseId, string State, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? TriedAt, DateTimeOffset? NextAt, int? Status,
    int? LatencyMs, string? Problem);
