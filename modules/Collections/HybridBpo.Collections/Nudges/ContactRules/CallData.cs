using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>How well the calls about a client's debts are known, where they come in files of a dialer.</summary>
/// <param name="KnownUntil">Up to when every call is known; null = no file has come yet.</param>
/// <param name="Hours">How old that may be; null = as long as the rule says.</param>
/// <param name="Weekends">Does the dialer call on Saturdays and Sundays? If not, these days do not count.</param>
/// <param name="Zone">Whose Saturdays and Sundays, as an IANA id.</param>
/// <param name="Waiting">Does a row of a file about this person wait in quarantine?</param>
internal sealed record CallData(
    DateTimeOffset? KnownUntil = null, int? Hours = null, bool Weekends = false, string Zone = "Etc/UTC", bool Waiting = false)
{
    public const int MostHours = 168;

    /// <summary>The last moment at which what is known until a moment is not too old.</summary>
    public Instant Fresh(Instant until, int hours)
    {
        var left = Duration.FromHours(Hours ?? hours);
        if (Weekends) return until + left;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) ?? DateTimeZone.Utc;
        while (true)
        {
            var day = zone.Day(until);
            var ends = zone.AtStartOfDay(day.PlusDays(1)).ToInstant();
            if (day.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday))
            {
                if (left <= ends - until) return until + left;
                left -= ends - until;
            }

            until = ends;
        }
    }
}
