using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>Mails that were captured instead of sent, because no mail server is configured.</summary>
/// <param name="database">Where they are.</param>
/// <param name="store">Keeps the subjects' keys: the mails are encrypted under them.</param>
public sealed class CapturedMails(Database database, EventStore store)
{
    private sealed record Row(string ClientId, Guid DeliveryId, Guid SubjectId, byte[] Sealed, DateTimeOffset CapturedAt);

    /// <summary>The captured mails that the asker may read, the latest first, at most 200. Those of erased people are left out.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.ReadMail"/>.</param>
    /// <param name="client">Code of the client; null for all that may be seen.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<IReadOnlyList<CapturedMail>>> ListAsync(Access access, string? client, CancellationToken ct)
    {
        if (!access.May(Act.ReadMail))
            return new Forbidden("Your role does not read captured mail.");
        var rows = await database.QueryAsync<Row>(access, $"""
            select client_id, delivery_id, subject_id, sealed, captured_at from platform.captured_mails
            where {client}::text is null or client_id = {client} order by captured_at desc, delivery_id limit 200
            """, ct);
        var mails = new List<CapturedMail>();
        foreach (var row in rows)
        {
            if (await OpenAsync(row, ct) is { } mail)
                mails.Add(mail);
        }
        return mails;
    }

    /// <summary>One captured mail; <see cref="NotFound"/> when there is none, or its person was erased.</summary>
    public async Task<Result<CapturedMail>> GetAsync(Access access, string client, Guid delivery, CancellationToken ct)
    {
        if (!access.May(Act.ReadMail))
            return new Forbidden("Your role does not read captured mail.");
        var row = await database.SingleOrDefaultAsync<Row>(access, $"""
            select client_id, delivery_id, subject_id, sealed, captured_at from platform.captured_mails
            where client_id = {client} and delivery_id = {delivery}
            """, ct);
        return row is not null && await OpenAsync(row, ct) is { } mail ? mail : new NotFound("There is no such mail.");
    }

    internal async Task QueueAsync(EventSession session, Delivery delivery, OutgoingMail mail, DateTimeOffset at, CancellationToken ct)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(mail);
        var box = await store.Boxes.SealAsync(delivery.ClientId, delivery.SubjectId, plain, Context(delivery.Id), ct);
        session.Queue($"""
            insert into platform.captured_mails (client_id, delivery_id, subject_id, sealed, captured_at)
            values ({delivery.ClientId}, {delivery.Id}, {delivery.SubjectId}, {box}, {at})
            """);
    }

    private async Task<CapturedMail?> OpenAsync(Row row, CancellationToken ct) =>
        await store.Boxes.OpenAsync(row.ClientId, row.SubjectId, row.Sealed, Context(row.DeliveryId), ct) is { } plain
            ? new CapturedMail(row.ClientId, row.DeliveryId, row.CapturedAt, JsonSerializer.Deserialize<OutgoingMail>(plain)!)
            : null;

    private static string Context(Guid delivery) => $"captured-mail|{delivery:D}";
}

/// <summary>A mail that was captured instead of sent.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="DeliveryId">Its delivery.</param>
/// <param name="CapturedAt">When it would have been sent.</param>
/// <param name="Mail">The mail.</param>
public sealed record CapturedMail(string ClientId, Guid DeliveryId, DateTimeOffset CapturedAt, OutgoingMail Mail);
