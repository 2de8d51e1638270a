using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Inbox.Api;

/// What programs asked, by their Idempotency-Key. A request is claimed before it has any effect, and every effect is derived from the claim's id: so
/// whoever repeats it, also at the same moment or after a host died in between, brings nothing about a second time.
internal sealed class ApiRequests(Database database, TimeProvider time) : IScan
{
    /// Twice what is promised and more.
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public sealed record Claim(Guid RequestId, bool IsSame, int? Status, string? Answer);

    public async Task<Claim> ClaimAsync(Access access, string client, string key, byte[] bodyHash, CancellationToken ct) =>
        (await database.SingleOrDefaultAsync<Claim>(access, $"""
            insert into inbox.api_requests as r (client_id, key_id, idempotency_hash, body_hash, request_id, claimed_at)
            values ({client}, {access.Actor.Id}, {SHA256.HashData(Encoding.UTF8.GetBytes(key))}, {bodyHash}, {Ids.New(time)}, {time.GetUtcNow()})
            on conflict (client_id, key_id, idempotency_hash) do update set claimed_at = r.claimed_at
            returning r.request_id, r.body_hash = {bodyHash} as is_same, r.status, r.answer
            """, ct))!;

    /// The first answer stays.
    public async Task<Claim> AnswerAsync(Access access, string client, Guid requestId, int status, string? answer, CancellationToken ct) =>
        (await database.SingleOrDefaultAsync<Claim>(access, $"""
            update inbox.api_requests set status = coalesce(status, {status}), answer = coalesce(answer, {answer}::text)
            where client_id = {client} and key_id = {access.Actor.Id} and request_id = {requestId}
            returning request_id, true as is_same, status, answer
            """, ct)) ?? new Claim(requestId, true, status, answer);

    public Task RunAsync(CancellationToken ct) => database.ExecuteAsync(Access.System("api-requests"), $"""
        delete from inbox.api_requests where claimed_at < {time.GetUtcNow() - Kept}
        """, ct);
}
