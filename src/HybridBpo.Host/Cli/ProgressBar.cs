using System.Globalization;

namespace HybridBpo.Host.Cli;

/// <summary>
/// One line on a terminal that each report replaces: a bar, percent, rate and time left. Nothing where messages go to a file, or when quiet.
/// </summary>
internal sealed class ProgressBar(TextWriter error, bool quiet, string what) : IProgress<(long At, long Of)>, IDisposable
{
    private const int Bar = 24;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private readonly ProgressLine<string> line = new(error, quiet, words => words);
    private readonly long since = TimeProvider.System.GetTimestamp();
    private long shown;

    public void Report((long At, long Of) value)
    {
        if (shown != 0 && value.At < value.Of && TimeProvider.System.GetElapsedTime(shown) < Every) return;
        shown = TimeProvider.System.GetTimestamp();
        line.Report(Words(what, value.At, value.Of, TimeProvider.System.GetElapsedTime(since)));
    }

    public void Dispose() => line.Dispose();

    internal static string Words(string what, long at, long of, TimeSpan elapsed)
    {
        var share = of <= 0 ? 1 : Math.Clamp((double)at / of, 0, 1);
        var full = (int)(share * Bar);
        var rate = elapsed.TotalSeconds < 0.5 ? 0 : at / elapsed.TotalSeconds;
        var left = rate > 0 && at < of ? $", {Time(TimeSpan.FromSeconds((of - at) / rate))} left" : "";
        var speed = rate > 0 ? string.Create(CultureInfo.InvariantCulture, $", {rate:N0}/s") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {new string('█', full)}{new string('░', Bar - full)} {Math.Floor(share * 100):N0} %  {at:N0} of {of:N0}{speed}{left}");
    }

    private static string Time(TimeSpan left) =>
        left < TimeSpan.FromSeconds(100) ? $"{Math.Ceiling(left.TotalSeconds):N0} s"
        : left < TimeSpan.FromMinutes(100) ? $"{left.TotalMinutes:N0} min"
        : $"{left.TotalHours:N0} h";
}
