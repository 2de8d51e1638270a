using System.Text;
using HybridBpo.Events;
using HybridBpo.Host.EventLog;

namespace HybridBpo.Host.Cli;

/// <summary><c>events status</c> in words.</summary>
internal static class EventsText
{
    public static string Of(DaemonStatus status, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line("log", $"complete up to {status.HighWaterMark:N0}; {status.LastSequence:N0} numbers were handed out");
        foreach (var session in status.Blocking)
        {
            var age = session.Since is { } since ? $", for {Age(now - since)}" : "";
            Line("blocked by", $"pid {session.Pid} {session.State} {session.Application}{age}");
        }
        Line("sealed", $"up to {status.SealedUpTo:N0}; "
            + (status.Unsealed is [var oldest, ..]
                ? $"the oldest event that is not sealed came {Age(now - oldest.Since)} ago, of {oldest.Client}"
                    + (status.MoreUnsealed ? ", and so many wait that other clients may too" : "") : "nothing waits"));
        if (status.SealTrouble is { } trouble) Line("not sealed", $"{trouble}; tried again every minute: see the host's log, and doctor");
        if (status.SealsRaised is { } raised)
            Line("not believed", $"somebody wrote by hand that all is sealed up to {raised:N0}: a running host sets it back within a minute");
        foreach (var unfit in status.Unfit)
            Line("does not fit", $"{unfit.Client}: {unfit.Problem} (found {Age(now - unfit.At)} ago; verify-log --client {unfit.Client})");
        if (status.Lost is { Count: > 0 } lost)
            Line("lost", $"{LostWords.Gone(lost)}{(lost.FoundAt is { } found ? $" Found {Age(now - found)} ago." : "")} {LostWords.Mend}");
        else if (status.Lost is { } none)
            Line("lost", LostWords.None(none));
        if (LostWords.Unknown(status.Lost) is { } unknown) Line("not known", unknown);
        if (LostWords.Changed(status, now) is { } byHand) Line("not believed", $"{byHand} {LostWords.Mend}");
        foreach (var skip in status.Skips.Take(3))
            Line("never used", $"{skip.First:N0} to {skip.Last:N0}: whoever drew these numbers ended without a commit, {Age(now - skip.At)} ago");
        if (status.Projections.Count == 0) Line("projections", "none is asynchronous");
        foreach (var p in status.Projections)
        {
            var skipped = p.Skipped > 0 ? $", {p.Skipped:N0} skipped" : "";
            var rebuild = p.Rebuild is { } r ? $"; being built anew, {r.At:N0} of {r.Of:N0} ({r.At * 100 / Math.Max(1, r.Of)} %)" : "";
            Line(p.Version == 1 ? p.Name : $"{p.Name} V{p.Version}", $"{p.State} at {p.Progress:N0}, {p.Lag:N0} behind{skipped}{rebuild}");
            if (p.State == "stopped") Line("", $"event {p.FailedSeq} {p.FailedKind}: {p.Error}  → events retry {p.Name}, or events skip {p.Name}");
        }
        foreach (var act in status.Acts)
        {
            var at = act.Seq is { } seq ? $" at {seq:N0}" : act.Stream is { } stream ? $" of stream {stream} ({act.Client})" : "";
            var why = act.Reason is null ? ", no reason given" : $": {act.Reason}";
            Line("done", $"{act.At:yyyy-MM-dd HH:mm} UTC {act.By}: {act.Act} {act.Projection}{at}{why}");
        }
        return text.ToString();

        void Line(string name, string words) => text.Append(name.PadRight(16)).Append(words.TrimEnd()).Append('\n');
    }

    internal static string Age(TimeSpan age) =>
        age < TimeSpan.FromMinutes(2) ? $"{Math.Max(0, (int)age.TotalSeconds)} s" : age < TimeSpan.FromHours(2) ? $"{(int)age.TotalMinutes} min"
        : $"{(int)age.TotalHours} h";
}
