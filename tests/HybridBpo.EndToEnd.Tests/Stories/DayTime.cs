namespace HybridBpo.EndToEnd.Tests.Stories;

/// <summary>The rules allow contact from 08:00 to 21:00 where the person is: a story takes place where it is day now.</summary>
internal static class DayTime
{
    private static readonly string[] Zones =
        ["Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Pacific/Honolulu"];

    /// <summary>A zone in which it is nearest to noon.</summary>
    public static string Zone() => Zones.MinBy(zone =>
        Math.Abs(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById(zone)).Hour - 13))!;

    /// <summary>So many days from today, as files write it.</summary>
    public static string Day(int from) => DateOnly.FromDateTime(DateTime.UtcNow).AddDays(from).ToString("yyyy-MM-dd");
}
