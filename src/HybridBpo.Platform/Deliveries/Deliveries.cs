namespace HybridBpo.Platform;

/// <summary>Reads deliveries for pages, health and the ledger.</summary>
/// <param name="database">Where they are.</param>
public sealed class Deliveries(Database database)
{
    internal const string Columns = "client_id, id, source, channel, template, subject_id, json::text as json, due_at, state, "
        + "reason::text as reason, waits_for, again_at, captured, changed_at";

    /// <summary>Deliveries of a client, the latest due first.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client; null for all that may be seen.</param>
    /// <param name="state">One of <see cref="DeliveryStates"/>; null for all.</param>
    /// <param name="limit">At most so many, 1 to 1,000.</param>
    /// <param name="skip">Skips so many.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<Delivery>> ListAsync(Access access, string? client, string? state, int limit, int skip, CancellationToken ct) =>
        database.QueryAsync<Delivery>(access, $"""
            select {Sql.Raw(Columns)} from platform.deliveries
            where ({client}::text is null or client_id = {client}) and ({state}::text is null or state = {state})
            order by due_at desc, id limit {Math.Clamp(limit, 1, 1000)} offset {Math.Max(skip, 0)}
            """, ct);

    /// <summary>All deliveries about one subject, the latest due first.</summary>
    public Task<IReadOnlyList<Delivery>> AboutAsync(Access access, string client, Guid subjectId, CancellationToken ct) =>
        database.QueryAsync<Delivery>(access, $"""
            select {Sql.Raw(Columns)} from platform.deliveries where client_id = {client} and subject_id = {subjectId} order by due_at desc, id
            """, ct);

    /// <summary>One delivery, or null.</summary>
    public Task<Delivery?> GetAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Delivery>(
            access, $"select {Sql.Raw(Columns)} from platform.deliveries where client_id = {client} and id = {id}", ct);

    /// <summary>What is due and has not left, by client and way: what leaves at once when nothing stops it any longer.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<DueDeliveries>> DueAsync(Access access, CancellationToken ct) =>
        database.QueryAsync<DueDeliveries>(access, $"""
            select client_id, channel, template, count(*) as due from platform.deliveries
            where (state = 'planned' or (state = 'blocked' and again_at is not null)) and coalesce(again_at, due_at) <= clock_timestamp()
            group by client_id, channel, template
            """, ct);

    /// <summary>Where everything that was ever planned is now.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client; null for all that may be seen.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<DeliveryLedger> LedgerAsync(Access access, string? client, CancellationToken ct) =>
        (await database.SingleOrDefaultAsync<DeliveryLedger>(access, $"""
            select count(*) as planned,
                   count(*) filter (where state = 'sent') as sent,
                   count(*) filter (where state = 'blocked') as blocked,
                   count(*) filter (where state = 'cancelled') as cancelled,
                   count(*) filter (where state in ('planned', 'sending')) as pending,
                   count(*) filter (where state = 'failed') as failed,
                   count(*) filter (where state = 'unknown') as unknown
            from platform.deliveries where {client}::text is null or client_id = {client}
            """, ct))!;
}

/// <summary>How much is due by one way.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Template">Code of the text; empty when it has none.</param>
/// <param name="Due">How many.</param>
public sealed record DueDeliveries(string ClientId, string Channel, string Template, long Due);

/// <summary>The ledger of deliveries: <c>planned = sent + blocked + cancelled + pending + failed + unknown</c>.</summary>
/// <param name="Planned">All that were ever planned.</param>
/// <param name="Sent">Handed over, or captured.</param>
/// <param name="Blocked">Forbidden by a rule now.</param>
/// <param name="Cancelled">Not wanted any more.</param>
/// <param name="Pending">Not due yet, waiting, or being handed over.</param>
/// <param name="Failed">Certainly not sent.</param>
/// <param name="Unknown">Nobody can tell; waits for a person.</param>
public sealed record DeliveryLedger(long Planned, long Sent, long Blocked, long Cancelled, long Pending, long Failed, long Unknown)
{
    /// <summary>Is everything that was planned accounted for?</summary>
    public bool Balances => Planned == Sent + Blocked + Cancelled + Pending + Failed + Unknown;
}
