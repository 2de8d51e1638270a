using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Events.Tests;

/// <summary>Which months go: for any instants, clocks' time zones and numbers of days.</summary>
public sealed class RetentionProperties
{
    private static readonly DateTimeOffset First = new(1999, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Arbitrary<(DateTimeOffset Recorded, DateTimeOffset Now, int Days)> Cases = (
        from seconds in Gen.Choose(0, int.MaxValue)
        from later in Gen.Choose(0, int.MaxValue)
        from micros in Gen.Elements(0, 1, 999_999)
        from zone in Gen.Choose(-14 * 60, 14 * 60)
        from days in Gen.Choose(1, 4_000)
        let recorded = First.AddSeconds(seconds).AddMicroseconds(micros)
        select (recorded.ToOffset(TimeSpan.FromMinutes(zone)), recorded.AddSeconds(later % 400_000_000).ToOffset(TimeSpan.FromMinutes(-zone)), days))
        .ToArbitrary();

    [Fact]
    public void An_event_is_kept_at_least_its_days_and_at_most_31_longer() => Prop.ForAll(Cases, c =>
    {
        var goes = KeyName.Of(Guid.Empty, "k", c.Recorded).Month < KeyRetention.KeptFrom(c.Now, c.Days);
        var age = c.Now - c.Recorded;
        return goes ? age >= TimeSpan.FromDays(c.Days) : age < TimeSpan.FromDays(c.Days + 31);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Whoever_keeps_longer_never_loses_what_the_shorter_keeps() => Prop.ForAll(Cases, c =>
        KeyRetention.KeptFrom(c.Now, c.Days + 1) <= KeyRetention.KeptFrom(c.Now, c.Days)
        && KeyRetention.KeptFrom(c.Now, c.Days) <= KeyRetention.KeptFrom(c.Now.AddDays(1), c.Days)).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData("2024-03-01T00:00:00Z", 1, "2024-02-01")] // 29 February is a day old: February stays until its last moment is.
    [InlineData("2024-03-02T00:00:00Z", 1, "2024-03-01")]
    [InlineData("2023-03-02T00:00:00Z", 1, "2023-03-01")]
    [InlineData("2024-03-01T23:59:59.9999999Z", 1, "2024-02-01")]
    [InlineData("2025-01-01T00:00:00Z", 366, "2024-01-01")]
    [InlineData("2025-01-01T01:00:00+01:00", 366, "2024-01-01")]
    [InlineData("2025-01-01T00:30:00+01:00", 366, "2023-12-01")] // Still the old year in UTC.
    [InlineData("2025-01-01T00:00:00Z", 5_000_000, "0001-01-01")]
    public void The_first_kept_month_follows_the_calendar(string now, int days, string keptFrom) =>
        Assert.Equal(DateOnly.Parse(keptFrom), KeyRetention.KeptFrom(DateTimeOffset.Parse(now), days));

    [Fact]
    public void A_general_key_never_grows_old() =>
        Assert.False(KeyName.General(Guid.Empty).Month < KeyRetention.KeptFrom(DateTimeOffset.MaxValue, 1));
}
