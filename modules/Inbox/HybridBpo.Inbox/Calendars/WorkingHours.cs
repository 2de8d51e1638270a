using NodaTime;
using NodaTime.Text;

namespace HybridBpo.Inbox.Calendars;

/// A day on which nobody works, from midnight to midnight by the clock of the place.
internal sealed record Holiday(LocalDate Day, string Name);

/// The hours of a week by the clock of a place: seven texts from Monday on, such as "08:00-12:00, 13:00-17:30"; empty: not that day. A span that ends
/// before it begins goes on after midnight; "00:00-24:00" is the whole day.
internal sealed class WorkingHours
{
    private const int MostSpans = 6, Midnight = 24 * 60;

    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private readonly IReadOnlyList<(int From, int Until)>[] days;

    private WorkingHours(IReadOnlyList<string> texts, IReadOnlyList<(int, int)>[] days) => (Texts, this.days) = (texts, days);

    public IReadOnlyList<string> Texts { get; }

    /// Minutes since midnight, in order and apart from each other.
    public IReadOnlyList<(int From, int Until)> Of(IsoDayOfWeek day) => days[(int)day - 1];

    public static Result<WorkingHours> Read(IReadOnlyList<string> texts)
    {
        if (texts.Count != 7)
        {
            return new Invalid("A week has seven days.");
        }

        var open = new bool[7][];
        for (var day = 0; day < 7; day++)
        {
            open[day] = new bool[Midnight];
        }

        for (var day = 0; day < 7; day++)
        {
            var spans = texts[day].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (spans.Length > MostSpans)
            {
                return new Invalid($"At most {MostSpans} spans a day.");
            }

            foreach (var span in spans)
            {
                if (Minutes(span) is not { } minutes)
                {
                    return new Invalid($"“{span}” is no span. Write such as 09:00-17:30, with a comma between several, or leave the day empty.");
                }

                for (var minute = minutes.From; minute < minutes.Until; minute++)
                {
                    ref var at = ref open[(day + minute / Midnight) % 7][minute % Midnight];
                    if (at)
                    {
                        return new Invalid($"“{span}” overlaps another span.");
                    }

                    at = true;
                }
            }
        }

        return open.All(day => day.All(minute => !minute))
            ? new Invalid("These hours are never open: nothing could ever be due. Give one day at least, or 00:00-24:00 for every day.")
            : new WorkingHours([.. texts.Select(text => text.Trim())], [.. open.Select(Spans)]);
    }

    private static List<(int, int)> Spans(bool[] open)
    {
        var spans = new List<(int, int)>();
        for (var minute = 0; minute < Midnight; minute++)
        {
            var from = minute;
            while (minute < Midnight && open[minute])
            {
                minute++;
            }

            if (minute > from)
            {
                spans.Add((from, minute));
            }
        }

        return spans;
    }

    private static (int From, int Until)? Minutes(string span)
    {
        if (span.Split('-', StringSplitOptions.TrimEntries) is not [var from, var until] || Minute(from) is not { } begins || begins == Midnight
            || Minute(until) is not { } ends || begins == ends)
        {
            return null;
        }

        return (begins, ends < begins ? ends + Midnight : ends);
    }

    private static int? Minute(string text) => text == "24:00" ? Midnight
        : Clock.Parse(text) is { Success: true, Value: var time } ? time.Hour * 60 + time.Minute : null;
}
