using Microsoft.Extensions.Configuration;

namespace HybridBpo.Inbox;

/// How long things last, with the defaults that the documents name.
internal sealed record InboxSettings(TimeSpan UndoWindow, TimeSpan Lease, TimeSpan HandedLease)
{
    public static InboxSettings From(IConfiguration configuration) => new(
        Seconds(configuration, "Inbox:UndoSeconds", 20, 0, 600),
        Seconds(configuration, "Inbox:LeaseSeconds", 300, 30, 86_400),
        Seconds(configuration, "Inbox:HandOverSeconds", 4 * 3_600, 60, 7 * 86_400));

    private static TimeSpan Seconds(IConfiguration configuration, string key, int usual, int min, int max)
    {
        var seconds = configuration.GetValue(key, usual);
        return seconds >= min && seconds <= max
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidOperationException($"{key} is {seconds}; it must be between {min} and {max} seconds.");
    }
}
