using System.Text;
using HybridBpo.Events;

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
            + (status.OldestUnsealed is { } oldest ? $"the oldest event that is not sealed came {Age(now - oldest)} ago" : "nothing waits"));
        if (status.Projections.Count == 0) Line("projections", "none is asynchronous");
        foreach (var p in status.Projections)
        {
            var skipped = p.Skipped > 0 ? $", {p.Skipped:N0} skipped" : "";
            Line(p.Version == 1 ? p.Name : $"{p.Name} V{p.Version}", $"{p.State} at {p.Progress:N0}, {p.Lag:N0} behind{skipped}");
            if (p.State == "stopped") Line("", $"event {p.FailedSeq}: {p.Error}  → events retry {p.Name}, or events skip {p.Name}");
        }
        foreach (var act in status.Acts)
            Line("done", $"{act.At:yyyy-MM-dd HH:mm} UTC {act.By}: {act.Act} {act.Projection}{(act.Seq is { } seq ? $" at {seq:N0}" : "")}");
        return text.ToString();

        void Line(string name, string words) => text.Append(name.PadRight(16)).Append(words.TrimEnd()).Append('\n');
    }

    private static string Age(TimeSpan age) =>
        age < TimeSpan.FromMinutes(2) ? $"{Math.Max(0, (int)age.TotalSeconds)} s" : age < TimeSpan.FromHours(2) ? $"{(int)age.TotalMinutes} min"
        : $"{(int)age.TotalHours} h";
}
