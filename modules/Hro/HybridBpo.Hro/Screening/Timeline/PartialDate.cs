using System.Globalization;

namespace HybridBpo.Hro.Screening;

/// <summary>A date as precise as its source: a year, a month or a day. It is an interval, never a guess.</summary>
internal readonly record struct PartialDate(int Year, int? Month = null, int? Day = null)
{
    /// <summary>The first day it can mean.</summary>
    public DateOnly Earliest => new(Year, Month ?? 1, Day ?? 1);

    /// <summary>The last day it can mean.</summary>
    public DateOnly Latest => Day is not null ? Earliest : Month is not null ? Earliest.AddMonths(1).AddDays(-1) : new DateOnly(Year, 12, 31);

    /// <summary><c>YYYY</c>, <c>YYYY-MM</c> or <c>YYYY-MM-DD</c>.</summary>
    public override string ToString() =>
        (Month, Day) switch
        {
            ({ } m, { } d) => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{m:00}-{d:00}"),
            ({ } m, null) => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{m:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}"),
        };
}

/// <summary>From, to; <see cref="Ongoing"/> when the end is "today". A lone date has no start.</summary>
internal sealed record DateRange(PartialDate? Start, PartialDate? End, bool Ongoing, bool Season = false);
