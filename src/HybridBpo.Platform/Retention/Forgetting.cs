using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>Takes away what the platform holds for a module, in the batch of an <see cref="ICopyRedactor"/>.</summary>
public static class Forgetting
{
    // The delivery's own clock is the database's, and runs a little after the event's.
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(10);

    /// <summary>Throws a file's content and name away; its row with hash and length stays.</summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="file">The file.</param>
    public static void ForgetFile(this EventSession session, Guid file)
    {
        session.Queue($"delete from platform.file_chunks where client_id = {session.Tenant} and file_id = {file}");
        session.Queue($"""
            update platform.files set sealed_name = '', expires_at = least(expires_at, clock_timestamp())
            where client_id = {session.Tenant} and id = {file}
            """);
    }

    /// <summary>Takes away why deliveries to somebody stand where they stand.</summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="subject">Who they are about.</param>
    /// <param name="until">Deliveries that changed later are left alone.</param>
    /// <param name="states">In which states: see <see cref="DeliveryStates"/>.</param>
    public static void ForgetWhy(this EventSession session, Guid subject, DateTimeOffset until, params string[] states) =>
        session.Queue($"""
            update platform.deliveries set reason = null
            where client_id = {session.Tenant} and subject_id = {subject} and state = any ({states}) and changed_at <= {until + Later}
              and reason is not null
            """);
}
