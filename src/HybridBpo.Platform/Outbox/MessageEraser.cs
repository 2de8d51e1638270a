namespace HybridBpo.Platform;

/// <summary>
/// Messages keep what they say in the clear until they are done, which is seconds; one that is stuck would keep it for ever. When its person is
/// erased, it is given up: what it asks for is about nobody any more. Their captured mails, unreadable without the key, go as well.
/// </summary>
internal sealed class MessageEraser(Database database) : ISubjectEraser
{
    public Task EraseAsync(string client, Guid subject, CancellationToken ct) =>
        database.ExecuteAsync(Access.System("erasure", client), $"""
            with mails as (delete from platform.captured_mails where client_id = {client} and subject_id = {subject})
            update platform.messages set state = 'done', json = null, error = null, done_at = clock_timestamp()
            where client_id = {client} and state = 'stuck' and position({$"{subject:D}"} in json::text) > 0
            """, ct);
}
