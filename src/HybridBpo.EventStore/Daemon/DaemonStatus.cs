using System.Globalization;

namespace HybridBpo.Events;

/// <summary>How far the log and what follows it have come.</summary>
/// <param name="HighWaterMark">Below it the log is complete; asynchronous projections read up to here.</param>
/// <param name="LastSequence">Last number handed out. Beyond the mark there are events under way, or numbers whose owner is still running.</param>
/// <param name="Blocking">Sessions that hold the mark back: they own a transaction that might still commit. Empty when the mark is at the
/// end.</param>
/// <param name="Projections">The registered projections.</param>
/// <param name="SealedUpTo">Every event up to here is sealed, whoever's it is.</param>
/// <param name="Unsealed">The clients with events that are not sealed yet, the one that waits longest first.</param>
/// <param name="Acts">What operators did to projections lately, the latest first.</param>
/// <param name="Skips">Numbers that the mark passed because nobody can own them any more, the latest first; at most 20.</param>
/// <param name="SealHolder">The host whose turn it is to seal; null when none runs.</param>
/// <param name="MoreUnsealed">
/// So many events are not sealed yet that only the oldest were looked at: other clients than those of <paramref name="Unsealed"/> may wait too.
/// </param>
/// <param name="SealsRaised">What somebody wrote by hand where it stands how far sealing is; null when nobody did.</param>
/// <param name="Unfit">The clients whose log did not fit its seals when it was verified last.</param>
/// <param name="Lost">What the last look for lost numbers found; null before the first.</param>
/// <param name="AccountedChanged">
/// What somebody wrote by hand where it stands up to which number every one is accounted for, -1 when the row is gone; null when nobody did.
/// </param>
public sealed record DaemonStatus(
    long HighWaterMark, long LastSequence, IReadOnlyList<BlockingSession> Blocking, IReadOnlyList<ProjectionStatus> Projections,
    long SealedUpTo, IReadOnlyList<UnsealedClient> Unsealed, IReadOnlyList<ProjectionAct> Acts, IReadOnlyList<SkippedNumbers> Skips,
    string? SealHolder, bool MoreUnsealed, long? SealsRaised, IReadOnlyList<UnfitLog> Unfit, LostNumbers? Lost,
    long? AccountedChanged = null)
{
    /// <summary>The clients whose events cannot be sealed, each with the kind of error, and since when; null when all can.</summary>
    public string? SealTrouble => string.Join(", ", Unsealed.Where(u => u.Error is not null).OrderBy(u => u.Client, StringComparer.Ordinal)
        .Select(u => $"{u.Client}: {u.Error}"
            + (u.ErrorSince is { } at ? string.Create(CultureInfo.InvariantCulture, $" since {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "")))
        is { Length: > 0 } words ? words : null;

    /// <summary>When a host found last that somebody had changed by hand how far sealing is, as far as the latest acts say.</summary>
    public DateTimeOffset? SealsSetBackAt => SetBackAt(ofSeals: true);

    /// <summary>The same of the mark, and of up to which number every one is accounted for.</summary>
    public DateTimeOffset? NumbersSetBackAt => SetBackAt(ofSeals: false);

    /// <summary>Does the mark stand beyond every number that was handed out? No host ever moves it there.</summary>
    public bool IsMarkBeyond => HighWaterMark > LastSequence;

    private DateTimeOffset? SetBackAt(bool ofSeals) =>
        Acts.FirstOrDefault(a => a.Act == SealProgress.SetBackAct && a.Projection == SealProgress.All == ofSeals)?.At;

    /// <summary>When the oldest event that is not sealed yet was recorded; null when all are.</summary>
    public DateTimeOffset? OldestUnsealed => Unsealed is [var first, ..] ? first.Since : null;
}

/// <summary>A log that did not fit its seals when it was verified last.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="At">When that was.</param>
/// <param name="Problem">What was wrong.</param>
public sealed record UnfitLog(string Client, DateTimeOffset At, string Problem);

/// <summary>A run of numbers that no event has: the transactions that drew them ended without a commit.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
/// <param name="At">When the mark passed them.</param>
public sealed record SkippedNumbers(long First, long Last, DateTimeOffset At);

/// <summary>A session whose transaction has drawn a number and not ended yet.</summary>
/// <param name="Pid">Process id of its server process; 0 for a prepared transaction.</param>
/// <param name="State">Its state, such as <c>idle in transaction</c>.</param>
/// <param name="Application">What it says it is.</param>
/// <param name="Since">When its transaction began; null when this role may not see it.</param>
public sealed record BlockingSession(int Pid, string State, string Application, DateTimeOffset? Since);

/// <summary>How far one projection has come.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Progress">Last sequence number that it has dealt with.</param>
/// <param name="Lag">How many numbers it is behind the mark.</param>
/// <param name="State"><c>new</c>, <c>building</c> (a new version catching up), <c>running</c> or <c>stopped</c>.</param>
/// <param name="Error">Why it stopped.</param>
/// <param name="FailedSeq">The event at which it stopped; 0 when it could not even begin.</param>
/// <param name="Holder">The worker that holds its lease; null when none does.</param>
/// <param name="Skipped">How many events were skipped by an operator.</param>
/// <param name="FailedKind">Alias of the event at which it stopped.</param>
/// <param name="Rebuild">How far the rebuild is that some process makes of it; null when none does, or it has only begun.</param>
/// <param name="Since">When it stopped, was resumed or went live last; null before it began.</param>
public sealed record ProjectionStatus(
    string Name, int Version, long Progress, long Lag, string State, string? Error, long? FailedSeq, string? Holder, long Skipped,
    string? FailedKind = null, DateTimeOffset? Since = null, RebuildProgress? Rebuild = null);

/// <summary>How far a rebuild is.</summary>
/// <param name="At">Last number dealt with.</param>
/// <param name="Of">The last that it will deal with.</param>
public sealed record RebuildProgress(long At, long Of);

/// <summary>Something that an operator did to a projection, or a host to a number that somebody had changed by hand.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Act"><c>retry</c>, <c>skip</c> or <c>rebuild</c>; <c>set-back</c> when its number had been changed by hand.</param>
/// <param name="Projection">Name of its progress row.</param>
/// <param name="Seq">The event that it was about; null for a rebuild.</param>
/// <param name="Reason">Why, as far as somebody said.</param>
/// <param name="Client">Code of the client whose stream alone was built anew.</param>
/// <param name="Stream">The stream that alone was built anew.</param>
public sealed record ProjectionAct(
    DateTimeOffset At, string By, string Act, string Projection, long? Seq, string? Reason = null, string? Client = null, Guid? Stream = null);
