using HybridBpo.Inbox.Escalating;

namespace HybridBpo.Inbox.Supervision;

/// Runs every minute: what is held by people who may judge it no longer is set free; what nobody eligible can take is marked; what the policy asks
/// for cases that wait happens.
internal sealed class InboxWatch(Stranded stranded, LostRights rights, EscalationTimers timers) : IScan
{
    private static readonly Access Watch = Access.System("inbox-watch");

    public async Task RunAsync(CancellationToken ct)
    {
        await rights.ReleaseAsync(Watch, null, ct);
        await stranded.MarkAsync(Watch, ct);
        await timers.RunAsync(ct);
    }
}
