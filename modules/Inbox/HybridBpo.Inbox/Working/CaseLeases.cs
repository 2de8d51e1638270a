namespace HybridBpo.Inbox.Working;

/// The lease rows, on the database's clock. A reservation makes a token that nobody else gets; the stream then records it.
internal sealed class CaseLeases(Database database, InboxSettings settings)
{
    internal sealed record Reservation(string ClientId, Guid CaseId, long Token, DateTimeOffset LeaseUntil);

    /// Came: new, held, full or again, as the function says. Mine: held by the asker at this moment.
    internal sealed record NextReservation(string ClientId, Guid CaseId, long Token, DateTimeOffset LeaseUntil, string Came, bool Mine);

    public Task<NextReservation?> ReserveNextAsync(
        Access access, string[] kinds, Guid command, Guid? after, int mostUnjudged, CancellationToken ct) =>
        database.SingleOrDefaultAsync<NextReservation>(access with { AtDesk = true }, $"""
            select client_id, case_id, token, lease_until, came, mine
            from inbox.reserve_next(
              {access.Actor.Id}, {access.Clients.ToArray()}, {kinds}, inbox.tags_of({access.Actor.Id}), {settings.Lease}, {after}::uuid, {command},
              {mostUnjudged})
            """, ct);

    public Task<Reservation?> ReserveAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Reservation>(access with { AtDesk = true }, $"""
            select client_id, case_id, token, lease_until from inbox.reserve_case({access.Actor.Id}, {client}, {caseId}, {settings.Lease})
            """, ct);

    /// Until when the lease now runs; null when the case, or the person whom it is about, went to somebody else, or nothing is left to judge.
    public Task<DateTimeOffset?> RenewAsync(Access access, string client, Guid caseId, long token, CancellationToken ct) =>
        database.SingleOrDefaultAsync<DateTimeOffset?>(access with { AtDesk = true },
            $"select renew from inbox.renew({access.Actor.Id}, {client}, {caseId}, {token}, {settings.Lease}) as renew", ct);

    /// Is another open case about the same person in the hands of anybody but this one?
    public async Task<bool> PersonIsElsewhereAsync(Access access, string client, Guid caseId, string user, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<bool>(access with { AtDesk = true }, $"select inbox.person_is_elsewhere({client}, {caseId}, {user})", ct);
}
