namespace HybridBpo.Platform;

/// <summary>What cannot go on by itself: for supervision, health and doctor. Nothing personal.</summary>
/// <param name="database">Where it is.</param>
public sealed class StuckWork(Database database)
{
    /// <summary>Tries after which a delivery that is still to be made is shown to people.</summary>
    public const int ManyTries = 5;

    /// <summary>How much is stuck among what may be seen.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<StuckCounts> CountAsync(Access access, CancellationToken ct) =>
        (await database.SingleOrDefaultAsync<StuckCounts>(access, $"""
            select (select count(*) from platform.messages where state = 'stuck') as messages,
              (select count(*) from platform.deliveries where state = 'unknown' and looked_at is null) as unknown,
              (select count(*) from platform.deliveries where state = 'failed' and looked_at is null) as failed,
              (select count(*) from platform.deliveries where state = 'planned' and attempt >= {ManyTries}) as tried_often
            """, ct))!;

    /// <summary>Failed deliveries that nobody looked at, by client.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<FailedDeliveries>> FailedAsync(Access access, CancellationToken ct) =>
        database.QueryAsync<FailedDeliveries>(access, $"""
            select client_id, count(*) as count, max(changed_at) as latest from platform.deliveries
            where state = 'failed' and looked_at is null group by client_id order by client_id
            """, ct);

    /// <summary>Deliveries of unknown end that nobody resolved, by client and by what is said of them, the most first.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<UnknownDeliveries>> UnknownAsync(Access access, CancellationToken ct) => UnknownAsync(access, null, null, ct);

    /// <summary>One such group; null when none of it is in doubt any more.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="cause">See <see cref="UnknownDeliveries.Cause"/>.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<UnknownDeliveries?> UnknownOneAsync(Access access, string client, string cause, CancellationToken ct) =>
        (await UnknownAsync(access, client, cause, ct)).SingleOrDefault();

    private Task<IReadOnlyList<UnknownDeliveries>> UnknownAsync(Access access, string? client, string? cause, CancellationToken ct) =>
        database.QueryAsync<UnknownDeliveries>(access, $"""
            select client_id, md5(words) as cause, words, count(*) as count, max(changed_at) as latest
            from (select client_id, changed_at, coalesce(reason ->> 'words', '') as words from platform.deliveries
                  where state = 'unknown' and looked_at is null and ({client}::text is null or client_id = {client})) unknown
            where {cause}::text is null or md5(words) = {cause}
            group by client_id, words order by count(*) desc, client_id, cause limit 100
            """, ct);

    /// <summary>The deliveries of one such group, the latest first; at most so many.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="cause">See <see cref="UnknownDeliveries.Cause"/>.</param>
    /// <param name="upTo">None that came to be in doubt after this instant.</param>
    /// <param name="limit">At most so many, 1 to 200.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<StuckDelivery>> UnknownOfAsync(
        Access access, string client, string cause, DateTimeOffset upTo, int limit, CancellationToken ct) =>
        database.QueryAsync<StuckDelivery>(access, $"""
            select client_id, id, source, channel, template, state, reason ->> 'words' as words, reason ->> 'messageId' as message_id, attempt,
              changed_at
            from platform.deliveries
            where client_id = {client} and state = 'unknown' and looked_at is null and md5(coalesce(reason ->> 'words', '')) = {cause}
              and changed_at <= {upTo.ToUniversalTime()}
            order by changed_at desc, id limit {Math.Clamp(limit, 1, 200)}
            """, ct);

    /// <summary>
    /// Deliveries that a person should look at, unknown ones first, then failed ones, then those tried often; at most so many.
    /// </summary>
    /// <param name="access">Who asks.</param>
    /// <param name="limit">At most so many, 1 to 200.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<StuckDelivery>> DeliveriesAsync(Access access, int limit, CancellationToken ct) =>
        database.QueryAsync<StuckDelivery>(access, $"""
            select client_id, id, source, channel, template, state, reason ->> 'words' as words, reason ->> 'messageId' as message_id, attempt,
              changed_at
            from platform.deliveries
            where (state in ('unknown', 'failed') and looked_at is null) or (state = 'planned' and attempt >= {ManyTries})
            order by case state when 'unknown' then 0 when 'failed' then 1 else 2 end, changed_at desc, id
            limit {Math.Clamp(limit, 1, 200)}
            """, ct);
}

/// <summary>How much is stuck.</summary>
/// <param name="Messages">Internal messages that failed ten times.</param>
/// <param name="Unknown">Deliveries of which nobody can tell whether they left.</param>
/// <param name="Failed">Deliveries that certainly did not leave and that nobody looked at.</param>
/// <param name="TriedOften">Deliveries that are still tried, five times or more by now.</param>
public sealed record StuckCounts(long Messages, long Unknown, long Failed, long TriedOften)
{
    /// <summary>Is there anything that waits for a person?</summary>
    public bool Any => Messages + Unknown + Failed + TriedOften > 0;

    /// <summary>Does anything not go on without somebody? What failed ended, and what is tried often goes on by itself.</summary>
    public bool IsFault => Messages + Unknown > 0;

    /// <summary>In a few words, for an operator.</summary>
    public string Words
    {
        get
        {
            var parts = new[]
            {
                (Messages, "stuck in the outbox"), (Unknown, "sent or not, nobody can tell"), (Failed, "failed and not looked at"),
                (TriedOften, "tried five times or more"),
            }.Where(part => part.Item1 > 0).Select(part => $"{part.Item1:N0} {part.Item2}").ToList();
            return parts.Count == 0 ? "nothing is stuck" : string.Join(", ", parts);
        }
    }
}

/// <summary>How many deliveries of a client failed and were not looked at.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Count">How many.</param>
/// <param name="Latest">When the latest of them failed.</param>
public sealed record FailedDeliveries(string ClientId, long Count, DateTimeOffset Latest);

/// <summary>Deliveries of a client of which nobody can tell whether they left, all for the same reason.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Cause">Tells the group from others.</param>
/// <param name="Words">What is said of each.</param>
/// <param name="Count">How many.</param>
/// <param name="Latest">When the latest of them came to be in doubt.</param>
public sealed record UnknownDeliveries(string ClientId, string Cause, string Words, long Count, DateTimeOffset Latest);

/// <summary>A delivery that a person should look at.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Id">The delivery.</param>
/// <param name="Source">Which source planned it.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Template">Code of its text; empty when it has none.</param>
/// <param name="State"><see cref="DeliveryStates.Unknown"/>, <see cref="DeliveryStates.Failed"/> or <see cref="DeliveryStates.Planned"/>.</param>
/// <param name="Words">What came of the last try, without anything personal; null when nothing is known.</param>
/// <param name="MessageId">The mail's Message-ID, to be found in a mail server's log; null when it was never handed over.</param>
/// <param name="Attempt">How often it was tried.</param>
/// <param name="ChangedAt">When it came into this state.</param>
public sealed record StuckDelivery(
    string ClientId, Guid Id, string Source, string Channel, string Template, string State, string? Words, string? MessageId, int Attempt,
    DateTimeOffset ChangedAt);
