using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Import.Expected;

namespace HybridBpo.Collections.Tests.Import.Expected;

/// <summary>Every period has its day: never none, never two.</summary>
public class FileRuleProperties
{
    private static readonly DateOnly Begin = new(2024, 1, 1);

    private static readonly Gen<FileRule> Monthly =
        from rule in Gen.Elements(FileRule.WorkingDay, FileRule.MonthDay)
        from n in Gen.Choose(1, 31)
        from hour in Gen.Choose(0, 23)
        select new FileRule(rule, [rule == FileRule.WorkingDay ? Math.Min(n, FileRule.MostWorkingDay) : n], new TimeOnly(hour, 30));

    private static readonly Gen<FileRule> Weekly =
        from days in Gen.NonEmptyListOf(Gen.Choose(1, 7))
        from hour in Gen.Choose(0, 23)
        select new FileRule(FileRule.Weekdays, [.. days.Distinct()], new TimeOnly(hour, 0));

    [Fact]
    public void A_month_has_one_day_and_it_is_a_working_day() => Prop.ForAll(
        Monthly.ToArbitrary(), Gen.Choose(0, 60).ToArbitrary(), (rule, months) =>
        {
            // A day that a weekend moves on is still the day of its own month.
            var all = rule.Dates(Begin, Begin.AddMonths(63)).ToList();
            var month = Begin.AddMonths(months);
            var named = rule.Rule == FileRule.WorkingDay ? month
                : month.AddDays(Math.Min(rule.Days[0], DateTime.DaysInMonth(month.Year, month.Month)) - 1);
            var (first, last) = rule.Rule == FileRule.WorkingDay ? (month, month.AddMonths(1).AddDays(-1)) : (named, named.AddDays(2));
            return all.Count(d => d >= first && d <= last) == 1 && all.Distinct().Count() == all.Count && all.SequenceEqual(all.Order())
                && all.All(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_week_has_each_named_day_once_and_no_other() => Prop.ForAll(
        Weekly.ToArbitrary(), Gen.Choose(0, 2000).ToArbitrary(), (rule, from) =>
        {
            var week = rule.Dates(Begin.AddDays(from), Begin.AddDays(from + 6)).ToList();
            return week.Count == rule.Days.Count
                && week.Select(d => d.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)d.DayOfWeek).Order().SequenceEqual(rule.Days.Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void However_the_time_is_cut_into_pieces_the_days_are_the_same() => Prop.ForAll(
        Gen.OneOf(Monthly, Weekly).ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), (rule, one, two) =>
        {
            var (cut, end) = (Begin.AddDays(one), Begin.AddDays(one + two));
            var day = rule.Dates(cut, end.AddDays(70)).First();
            return rule.Dates(Begin, cut.AddDays(-1)).Concat(rule.Dates(cut, end)).SequenceEqual(rule.Dates(Begin, end))
                && rule.Before(day) == rule.Dates(Begin.AddDays(-100), day.AddDays(-1)).Last();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Due_moments_follow_each_other_across_both_changes_of_the_clock() => Prop.ForAll(
        Gen.OneOf(Monthly, Weekly).ToArbitrary(), Gen.Elements("America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC").ToArbitrary(),
        (rule, zone) =>
        {
            var due = rule.Dates(new DateOnly(2026, 2, 1), new DateOnly(2026, 12, 1)).Select(d => rule.DueAt(d, zone)).ToList();
            return due.Zip(due.Skip(1)).All(p => p.Second - p.First >= TimeSpan.FromHours(22)) && due.Distinct().Count() == due.Count;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-03-07", "2026-03-07T07:30:00Z")]
    [InlineData("2026-03-08", "2026-03-08T07:30:00Z")] // 02:30 is skipped: the hour after it
    [InlineData("2026-03-09", "2026-03-09T06:30:00Z")]
    [InlineData("2026-11-01", "2026-11-01T07:30:00Z")]
    public void By_half_past_two_in_New_York(string day, string due) => Assert.Equal(
        DateTimeOffset.Parse(due), new FileRule(FileRule.Weekdays, [1], new TimeOnly(2, 30)).DueAt(DateOnly.Parse(day), "America/New_York"));

    [Theory]
    [InlineData(FileRule.MonthDay, 31, "2026-02-01", "2026-02-02")] // 31 January is a Saturday; 28 February one too
    [InlineData(FileRule.MonthDay, 31, "2026-03-01", "2026-03-02")]
    [InlineData(FileRule.MonthDay, 30, "2028-02-01", "2028-02-29")]
    [InlineData(FileRule.WorkingDay, 1, "2026-08-01", "2026-08-03")]
    [InlineData(FileRule.WorkingDay, 20, "2026-02-01", "2026-02-27")]
    public void Known_days(string rule, int n, string from, string day) => Assert.Equal(
        day, new FileRule(rule, [n], default).Dates(DateOnly.Parse(from), DateOnly.Parse(from).AddDays(40)).First().ToString("yyyy-MM-dd"));
}
