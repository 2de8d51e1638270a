using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>
/// What waits to be done or sent about somebody who is erased is given up: it is about nobody any more. Messages keep what they say in the clear
/// until they are done, and a mail server's answer may quote the address. Captured mails, unreadable without the key, go as well.
/// </summary>
internal sealed class MessageEraser(Database database, TimeProvider time) : ISubjectEraser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A message about a case says whom it is about.</summary>
    public IReadOnlyDictionary<string, string> Owners { get; } = new Dictionary<string, string> { ["platform.messages"] = "t.json ->> 'SubjectId'" };

    public async Task<IReadOnlyList<Obstacle>> ObstaclesAsync(string client, Guid subject, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<bool>(Access.System("erasure", client), $"""
            select exists (select from platform.deliveries where client_id = {client} and subject_id = {subject} and state = 'sending'
              and lease_until > clock_timestamp())
            """, ct) ? [new Obstacle("leaving", "a message to the person is leaving", Passes: true)] : [];

    public async Task EraseAsync(string client, Guid subject, CancellationToken ct)
    {
        var access = Access.System("erasure", client);
        await GiveUpMessagesAsync(access, client, subject, ct);
        await database.ExecuteAsync(access, $"""
            with mails as (delete from platform.captured_mails where client_id = {client} and subject_id = {subject})
            update platform.deliveries
            set state = case when state in ('planned', 'blocked') then 'cancelled' else state end, again_at = null, waits_for = null,
              reason = case when state in ('planned', 'blocked') then '"erased"'::jsonb
                            when jsonb_typeof(reason) = 'object' then reason - 'words'
                            when state = 'cancelled' then reason end
            where client_id = {client} and subject_id = {subject} and state <> 'sending'
            """, ct);
    }

    // One that a host is handling at this moment is waited for: it would write about the person under a new key.
    private async Task GiveUpMessagesAsync(Access access, string client, Guid subject, CancellationToken ct)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            await database.ExecuteAsync(access, $"""
                update platform.messages set state = 'done', json = null, error = null, done_at = clock_timestamp()
                where client_id = {client} and state in ('waiting', 'stuck') and position({$"{subject:D}"} in json::text) > 0
                  and (lease_until is null or lease_until < clock_timestamp())
                """, ct);
            var busy = await database.SingleOrDefaultAsync<bool>(access, $"""
                select exists (select from platform.messages where client_id = {client} and state = 'waiting'
                  and position({$"{subject:D}"} in json::text) > 0)
                """, ct);
            if (!busy) return;
            if (time.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException("A message about the person is being handled. Carry the erasure out again in a minute.");
            await Task.Delay(Pause, ct);
        }
    }
}
