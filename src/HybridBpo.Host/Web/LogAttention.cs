using HybridBpo.Events;

namespace HybridBpo.Host.Web;

/// <summary>What of the log a person should look at: a projection that stopped, seals or the mark that do not come on.</summary>
/// <param name="UnsealedSeconds">Age of the oldest event that is not sealed; 0 when all are.</param>
/// <param name="BlockedSeconds">For how long the oldest session has held the mark back; 0 when none does.</param>
/// <param name="Late">The clients whose events wait for their seal for too long, the one that waits longest first.</param>
/// <param name="Codes">
/// <c>projection-stopped</c>, <c>seals-late</c>, <c>seals-failing</c>, <c>seals-unfit</c>, <c>seals-raised</c>, <c>events-lost</c>,
/// <c>numbers-changed</c>, <c>mark-blocked</c>.
/// </param>
internal sealed record LogAttention(long UnsealedSeconds, long BlockedSeconds, string[] Late, string[] Codes)
{
    // Sealing goes round once a minute, and no honest writer is inside its transaction for longer than that.
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Did somebody change by hand how far sealing is? A host sets it back within a minute: told for a day, since whoever is called comes later.
    /// </summary>
    public static bool IsRaised(DaemonStatus status, DateTimeOffset now) =>
        status.SealsRaised is not null || status.SealsSetBackAt > now - TimeSpan.FromDays(1);

    public static LogAttention Of(DaemonStatus status, DateTimeOffset now)
    {
        var (unsealed, blocked) = (Age(status.OldestUnsealed), Age(status.Blocking.Min(b => b.Since)));
        string[] late = [.. status.Unsealed.Where(u => Age(u.Since) > Longest).Select(u => u.Client)];
        string?[] codes =
        [
            status.Projections.Any(p => p.State == "stopped") ? "projection-stopped" : null, late.Length > 0 ? "seals-late" : null,
            status.SealTrouble is null ? null : "seals-failing",
            status.Unfit.Count == 0 ? null : "seals-unfit",
            IsRaised(status, now) ? "seals-raised" : null,
            status.Lost is { Count: > 0 } ? "events-lost" : null,
            EventLog.LostWords.Changed(status, now) is null ? null : "numbers-changed",
            blocked > Longest ? "mark-blocked" : null,
        ];
        return new LogAttention((long)unsealed.TotalSeconds, (long)blocked.TotalSeconds, late, [.. codes.OfType<string>()]);

        TimeSpan Age(DateTimeOffset? since) => since is { } at && at < now ? now - at : TimeSpan.Zero;
    }
}
