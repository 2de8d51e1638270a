using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>
/// What waits to be done or sent about somebody who is erased is given up: it is about nobody any more. Messages keep what they say in the clear
/// until they are done, and a mail server's answer may quote the address. Captured mails, unreadable without the key, go as well.
/// </summary>
internal sealed class MessageEraser(Database database, Outbox outbox, TimeProvider time) : ISubjectEraser
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2), Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A message about a case says whom it is about.</summary>
    public IReadOnlyDictionary<string, string> Owners { get; } = new Dictionary<string, string> { ["platform.messages"] = "t.json ->> 'SubjectId'" };

    public async Task<IReadOnlyList<Obstacle>> ObstaclesAsync(string client, Guid subject, CancellationToken ct) =>
        await IsLeavingAsync(Access.System("erasure", client), client, subject, ct)
            ? [new Obstacle("leaving", "a message to the person is leaving", Passes: true)] : [];

    public async Task<bool> SweepAsync(string client, Guid subject, CancellationToken ct)
    {
        var access = Access.System("erasure", client);
        var found = await outbox.GiveUpAsync(access, client, subject, ct);
        for (var began = time.GetTimestamp(); await IsLeavingAsync(access, client, subject, ct); await Task.Delay(Pause, ct))
            if (time.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException("A mail to the person is leaving. Carry the erasure out again in a minute.");
        found |= await database.ExecuteAsync(
            access, $"delete from platform.captured_mails where client_id = {client} and subject_id = {subject}", ct) > 0;
        return found | await database.ExecuteAsync(access, $"""
            with silent as (
              select id, case when state in ('planned', 'blocked') then 'cancelled' else state end as state,
                case when state in ('planned', 'blocked') then '"erased"'::jsonb
                     when jsonb_typeof(reason) = 'object' then reason - 'words'
                     when state = 'cancelled' then reason end as reason
              from platform.deliveries where client_id = {client} and subject_id = {subject} and state <> 'sending')
            update platform.deliveries d set state = silent.state, again_at = null, waits_for = null, reason = silent.reason
            from silent where d.client_id = {client} and d.id = silent.id and d.state <> 'sending'
              and (d.state, d.reason, d.again_at, d.waits_for) is distinct from (silent.state, silent.reason, null::timestamptz, null::text)
            """, ct) > 0;
    }

    private Task<bool> IsLeavingAsync(Access access, string client, Guid subject, CancellationToken ct) =>
        database.SingleOrDefaultAsync<bool>(access, $"""
            select exists (select from platform.deliveries where client_id = {client} and subject_id = {subject} and state = 'sending'
              and lease_until > clock_timestamp())
            """, ct);
}
