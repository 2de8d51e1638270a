using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>Mails that were captured instead of sent, because no mail server is configured.</summary>
/// <param name="database">Where they are.</param>
/// <param name="store">Keeps the subjects' keys: the mails are encrypted under them.</param>
public sealed class CapturedMails(Database database, EventStore store)
{
    /// <summary>How many mails a search looks through.</summary>
    public const int SearchedMost = 2_000;

    private sealed record Row(string ClientId, Guid DeliveryId, Guid SubjectId, byte[] Sealed, DateTimeOffset CapturedAt);

    /// <summary>
    /// A page of the captured mails that the asker may read, the latest first. What is looked for is in address or subject; as the mails are
    /// encrypted, only the latest <see cref="SearchedMost"/> are looked through.
    /// </summary>
    /// <param name="access">Who asks; needs <see cref="Act.ReadMail"/>.</param>
    /// <param name="client">Code of the client; null for all that may be seen.</param>
    /// <param name="text">What address or subject holds; empty for all.</param>
    /// <param name="page">From 1.</param>
    /// <param name="size">Mails per page.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<CapturedPage>> FindAsync(Access access, string? client, string text, int page, int size, CancellationToken ct)
    {
        if (!access.May(Act.ReadMail))
            return new Forbidden("Your role does not read captured mail.");
        var total = await database.SingleOrDefaultAsync<long>(
            access, $"select count(*) from platform.captured_mails where {client}::text is null or client_id = {client}", ct);
        var searches = text.Length > 0;
        var rows = await database.QueryAsync<Row>(access, $"""
            select client_id, delivery_id, subject_id, sealed, captured_at from platform.captured_mails
            where {client}::text is null or client_id = {client} order by captured_at desc, delivery_id
            limit {(searches ? SearchedMost : size)} offset {(searches ? 0 : (page - 1L) * size)}
            """, ct);
        var mails = (await OpenAsync(rows, ct)).Where(mail => mail.Mail.To.Contains(text, StringComparison.OrdinalIgnoreCase)
            || mail.Mail.Subject.Contains(text, StringComparison.OrdinalIgnoreCase)).ToList();
        return searches
            ? new CapturedPage([.. mails.Skip((page - 1) * size).Take(size)], mails.Count, total > SearchedMost)
            : new CapturedPage(mails, total, false);
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
        return row is not null && await OpenAsync([row], ct) is [var mail] ? mail : new NotFound("There is no such mail.");
    }

    /// <summary>Every mail of every client, with what opens it: for the erasure proof.</summary>
    internal async IAsyncEnumerable<(string Client, Guid Delivery, Guid Subject, Func<ValueTask<byte[]?>> Open)> AllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        const int most = 200;
        for (var (client, after) = ("", Guid.Empty); ;)
        {
            var rows = await database.QueryAsync<Row>(Access.System("erasure-proof"), $"""
                select client_id, delivery_id, subject_id, sealed, captured_at from platform.captured_mails
                where (client_id, delivery_id) > ({client}, {after}) order by client_id, delivery_id limit {most}
                """, ct);
            foreach (var row in rows)
                yield return (row.ClientId, row.DeliveryId, row.SubjectId,
                    () => store.Boxes.OpenAsync(row.ClientId, row.SubjectId, row.Sealed, Context(row.DeliveryId), ct));
            if (rows.Count < most)
                yield break;
            (client, after) = (rows[^1].ClientId, rows[^1].DeliveryId);
        }
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

    // In the order of the rows, without those of erased people.
    private async Task<IReadOnlyList<CapturedMail>> OpenAsync(IReadOnlyList<Row> rows, CancellationToken ct)
    {
        var opened = new Dictionary<Row, byte[]?>(ReferenceEqualityComparer.Instance);
        foreach (var client in rows.GroupBy(row => row.ClientId))
        {
            Row[] own = [.. client];
            var plain = await store.Boxes.OpenAllAsync(
                client.Key, [.. own.Select(row => (row.SubjectId, (ReadOnlyMemory<byte>)row.Sealed, Context(row.DeliveryId)))], ct);
            for (var i = 0; i < own.Length; i++)
                opened[own[i]] = plain[i];
        }
        return [.. rows.Where(row => opened[row] is not null).Select(row => new CapturedMail(
            row.ClientId, row.DeliveryId, row.SubjectId, row.CapturedAt, JsonSerializer.Deserialize<OutgoingMail>(opened[row]!)!))];
    }

    private static string Context(Guid delivery) => $"captured-mail|{delivery:D}";
}

/// <summary>A page of captured mails.</summary>
/// <param name="Mails">The mails; those of erased people are left out.</param>
/// <param name="Total">How many there are over all pages.</param>
/// <param name="Cut">Were there more than a search looks through?</param>
public sealed record CapturedPage(IReadOnlyList<CapturedMail> Mails, long Total, bool Cut);

/// <summary>A mail that was captured instead of sent.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="DeliveryId">Its delivery.</param>
/// <param name="SubjectId">The person to whom it is.</param>
/// <param name="CapturedAt">When it would have been sent.</param>
/// <param name="Mail">The mail.</param>
public sealed record CapturedMail(string ClientId, Guid DeliveryId, Guid SubjectId, DateTimeOffset CapturedAt, OutgoingMail Mail);
