namespace HybridBpo.Inbox.Working;

/// The lease rows, on the database's clock. A reservation makes a token that nobody else gets; the stream then records it.
internal sealed class CaseLeases(Database database, InboxSettings settings)
{
    internal sealed record Reservation(string ClientId, Guid CaseId, long Token, DateTimeOffset LeaseUntil);

    public Task<Reservation?> ReserveNextAsync(Access access, string[] kinds, Guid? after, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Reservation>(access, $"""
            select client_id, case_id, token, lease_until
            from inbox.reserve_next({access.Actor.Id}, {access.Clients.ToArray()}, {kinds}, {settings.Lease}, {after}::uuid)
            """, ct);

    public Task<Reservation?> ReserveAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Reservation>(access, $"""
            select client_id, case_id, token, lease_until from inbox.reserve_case({access.Actor.Id}, {client}, {caseId}, {settings.Lease})
            """, ct);

    /// Until when the lease now runs; null when it went to somebody else.
    public Task<DateTimeOffset?> RenewAsync(Access access, string client, Guid caseId, long token, CancellationToken ct) =>
        database.SingleOrDefaultAsync<DateTimeOffset?>(access,
            $"select renew from inbox.renew({access.Actor.Id}, {client}, {caseId}, {token}, {settings.Lease}) as renew", ct);
}
