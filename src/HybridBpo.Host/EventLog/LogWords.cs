using System.Globalization;
using HybridBpo.Events;

namespace HybridBpo.Host.EventLog;

/// <summary>What the page says of the log, in plain words.</summary>
internal static class LogWords
{
    public static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Age(TimeSpan age) =>
        age < TimeSpan.FromMinutes(2) ? CountText.Of(Math.Max(0, (long)age.TotalSeconds), "second")
        : age < TimeSpan.FromHours(2) ? CountText.Of((long)age.TotalMinutes, "minute")
        : age < TimeSpan.FromDays(2) ? CountText.Of((long)age.TotalHours, "hour")
        : CountText.Of((long)age.TotalDays, "day");

    /// <summary>Some clients by their codes, as far as whoever reads it sees them; empty when there are none.</summary>
    public static string Clients(IReadOnlyList<string> codes, Access access)
    {
        var seen = codes.Where(access.Sees).Take(5).ToList();
        return codes.Count == seen.Count ? string.Join(", ", seen)
            : seen.Count == 0 ? CountText.Of(codes.Count, "other client")
            : $"{string.Join(", ", seen)} and {CountText.Of(codes.Count - seen.Count, "other client")}";
    }

    public static bool IsBeingRebuilt(ProjectionStatus projection) => projection.Holder?.StartsWith("rebuild:", StringComparison.Ordinal) == true;

    public static string State(ProjectionStatus p) => p switch
    {
        { State: "stopped" } => p.FailedSeq > 0 ? $"stopped at event {N(p.FailedSeq.Value)}" : "stopped before it could begin",
        _ when IsBeingRebuilt(p) => "being built anew; readers see the old rows until it is done",
        { State: "new" } => "has not begun yet",
        { State: "building" } => $"being built beside the version that readers see, {N(p.Lag)} behind",
        { Lag: 0 } => "follows, nothing waits",
        _ => $"follows, {N(p.Lag)} behind",
    };

    /// <summary>Changes when what the page offers to do changes.</summary>
    public static string Signature(DaemonStatus status) => string.Join('.', status.Projections
        .Select(p => p.State == "stopped" ? $"{p.FailedSeq}" : IsBeingRebuilt(p) ? "b" : "-"));

    public static string Act(ProjectionAct act) => act switch
    {
        { Act: "retry" } => $"Event {N(act.Seq ?? 0)} tried again",
        { Act: "set-back", Projection: "HighWaterMark" } => $"The log's mark, set back from {N(act.Seq ?? 0)}",
        { Act: "set-back", Projection: "Accounted:All" } => act.Seq is { } seq
            ? $"Up to which number every one is accounted for, set right from {N(seq)}" : "Up to which number every one is accounted for, made anew",
        { Act: "set-back" } => $"How far sealing is, set back from {N(act.Seq ?? 0)}",
        { Act: "skip" } => $"Event {N(act.Seq ?? 0)} passed over",
        { Stream: { } stream } => $"Built anew what came of stream {stream}",
        _ => "Built anew",
    };

    /// <summary>The projection as people call it: its progress row is named <c>name:All</c> or <c>name:V2:All</c>.</summary>
    public static string Name(ProjectionAct act) => act.Projection.EndsWith(":All", StringComparison.Ordinal) ? act.Projection[..^4] : act.Projection;

    public static string ActIcon(ProjectionAct act) => act.Act switch
    {
        "retry" => "refresh",
        "skip" => "player-skip-forward",
        "set-back" => "alert-octagon",
        _ => "hammer",
    };
}
