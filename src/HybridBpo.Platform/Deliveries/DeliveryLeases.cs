using System.Diagnostics;

namespace HybridBpo.Platform;

/// <summary>Takes deliveries under leases: the due ones to prepare, and those whose handover nobody ended.</summary>
internal sealed class DeliveryLeases(Database database, RelayOptions options)
{
    private static readonly Access Relay = Access.System("delivery-relay");

    internal sealed record Held(
        string ClientId, Guid Id, string Source, string Channel, string Template, Guid SubjectId, string Json, DateTimeOffset DueAt, string State,
        string? Reason, string? WaitsFor, DateTimeOffset? AgainAt, bool Captured, DateTimeOffset ChangedAt, int Attempt, int Refused,
        long LeaseToken, DateTimeOffset TakenAt)
    {
        private readonly long since = Stopwatch.GetTimestamp();

        /// <summary>By the clock that judges what is due: the database's, whatever this host's says.</summary>
        public DateTimeOffset Now => TakenAt + Stopwatch.GetElapsedTime(since);

        public Delivery Delivery =>
            new(ClientId, Id, Source, Channel, Template, SubjectId, Json, DueAt, State, Reason, WaitsFor, AgainAt, Captured, ChangedAt);
    }

    private static string Returned =>
        "d." + Deliveries.Columns.Replace(", ", ", d.", StringComparison.Ordinal)
        + ", d.attempt, d.refused, d.lease_token, clock_timestamp() as taken_at";

    /// <summary>
    /// Takes deliveries that are due and that nothing stops. Those already marked as waiting are left until the mark is taken away.
    /// </summary>
    public Task<IReadOnlyList<Held>> TakeDueAsync(string[] sources, int most, CancellationToken ct) =>
        database.QueryAsync<Held>(Relay, $"""
            with due as materialized (
              select client_id, id from platform.deliveries
              where (state = 'planned' or (state = 'blocked' and again_at is not null)) and coalesce(again_at, due_at) <= clock_timestamp()
                and (lease_until is null or lease_until < clock_timestamp()) and source = any ({sources})
                and coalesce(waits_for, 'mail-server') = 'mail-server' and platform.why_not_sending(client_id, channel, template) is null
              order by coalesce(again_at, due_at) limit {most} for update skip locked)
            update platform.deliveries d
            set attempt = attempt + 1, lease_token = nextval('platform.lease_tokens'), lease_until = clock_timestamp() + {options.Lease}
            from due where d.client_id = due.client_id and d.id = due.id
            returning {Sql.Raw(Returned)}
            """, ct);

    /// <summary>
    /// Takes deliveries whose host ended, or stood still too long, in the middle of handing them over. The old host's token is void from now on.
    /// </summary>
    public Task<IReadOnlyList<Held>> TakeAbandonedAsync(string[] sources, int most, CancellationToken ct) =>
        database.QueryAsync<Held>(Relay, $"""
            with abandoned as materialized (
              select client_id, id from platform.deliveries
              where state = 'sending' and lease_until < clock_timestamp() and source = any ({sources})
              order by lease_until limit {most} for update skip locked)
            update platform.deliveries d
            set lease_token = nextval('platform.lease_tokens'), lease_until = clock_timestamp() + {options.Lease}
            from abandoned where d.client_id = abandoned.client_id and d.id = abandoned.id
            returning {Sql.Raw(Returned)}
            """, ct);

    /// <summary>
    /// Writes beside each due delivery why it is not tried, so that a page can say it, and takes the mark away once it may be tried.
    /// </summary>
    /// <param name="obstacle">What holds all mail that nothing else stops; null for nothing.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<int> TellWhyWaitingAsync(string? obstacle, CancellationToken ct) =>
        database.ExecuteAsync(Relay, $"""
            with way as materialized (
              select client_id, channel, template, coalesce(platform.why_not_sending(client_id, channel, template),
                       case when channel = 'email' then {obstacle} end) as code
              from (select distinct client_id, channel, template from platform.deliveries
                    where (state = 'planned' or (state = 'blocked' and again_at is not null))
                      and coalesce(again_at, due_at) <= clock_timestamp()) due)
            update platform.deliveries d set waits_for = way.code
            from way
            where d.client_id = way.client_id and d.channel = way.channel and d.template = way.template and d.waits_for is distinct from way.code
              and (d.state = 'planned' or (d.state = 'blocked' and d.again_at is not null)) and coalesce(d.again_at, d.due_at) <= clock_timestamp()
            """, ct);

    /// <summary>Is the lease still ours, with time enough to hand the mail over, and does nothing stop it? Asked right before the handover.</summary>
    /// <returns>null when it may go; else <c>lease</c>, or why sending is stopped.</returns>
    public Task<string?> WhyNotNowAsync(Held held, CancellationToken ct) =>
        database.SingleOrDefaultAsync<string>(Relay, $"""
            select case when state = 'sending' and lease_token = {held.LeaseToken} and lease_until > clock_timestamp() + {options.HandOver}
                        then platform.why_not_sending(client_id, channel, template) else 'lease' end
            from platform.deliveries where client_id = {held.ClientId} and id = {held.Id}
            """, ct);

    /// <summary>Counts that the mail server said "later".</summary>
    public Task<int> CountRefusalAsync(Held held) =>
        database.ExecuteAsync(Relay, $"""
            update platform.deliveries set refused = refused + 1
            where client_id = {held.ClientId} and id = {held.Id} and lease_token = {held.LeaseToken}
            """, CancellationToken.None);

    /// <summary>Gives a delivery back to be tried later.</summary>
    public Task<int> PutBackAsync(Held held, TimeSpan pause, CancellationToken ct) =>
        database.ExecuteAsync(Relay, $"""
            update platform.deliveries set lease_until = clock_timestamp() + {pause}
            where client_id = {held.ClientId} and id = {held.Id} and lease_token = {held.LeaseToken} and state in ('planned', 'blocked')
            """, ct);

    /// <summary>Gives a delivery back at once, as if it had not been taken.</summary>
    public Task<int> PutBackUntriedAsync(Held held, CancellationToken ct) =>
        database.ExecuteAsync(Relay, $"""
            update platform.deliveries set lease_until = null, attempt = attempt - 1
            where client_id = {held.ClientId} and id = {held.Id} and lease_token = {held.LeaseToken} and state in ('planned', 'blocked')
            """, ct);
}
