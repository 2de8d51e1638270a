using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Import.Expected;

namespace HybridBpo.Collections.Tests.Import.Expected;

/// <summary>Which file answers for which day.</summary>
public class JudgeDaysTests
{
    private static readonly DateTimeOffset First = new(2026, 10, 12, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_day_is_awaited_then_late_then_fine_when_its_file_comes_after_all()
    {
        Assert.Equal([null, null], States([], First.AddMinutes(-1)));
        Assert.Equal([JudgeDays.Late, null], States([], First));
        Assert.Equal([JudgeDays.Fine, null], States([Came(0.1)], First.AddHours(3)));
    }

    [Fact]
    public void A_file_answers_for_one_day_alone_and_a_second_one_for_the_next()
    {
        Assert.Equal([JudgeDays.Fine, JudgeDays.Late], States([Came(-0.2), Came(-0.1)], First.AddDays(1)));
        Assert.Equal([JudgeDays.Fine, JudgeDays.Fine], States([Came(-0.2), Came(0.5)], First.AddDays(1)));
        Assert.Equal([JudgeDays.Fine, JudgeDays.Late], States([Came(0.5)], First.AddDays(1)));
    }

    [Fact]
    public void A_day_that_was_missed_does_not_take_the_next_ones_file()
    {
        Assert.Equal([JudgeDays.Late, JudgeDays.Fine], States([Came(0.95)], First.AddDays(1)));
        Assert.Equal([JudgeDays.Fine, JudgeDays.Fine], States([Came(0.95), Came(0.96)], First.AddDays(1)));
    }

    [Fact]
    public void An_odd_file_holds_its_day_until_a_good_one_takes_its_place()
    {
        Assert.Equal([JudgeDays.Odd, null], States([Came(-0.2, Oddness.Rows)], First));
        Assert.Equal([JudgeDays.Fine, null], States([Came(-0.2, Oddness.Rows), Came(0.2)], First.AddHours(9)));
    }

    [Fact]
    public void A_day_that_somebody_let_go_takes_no_later_file_from_the_next_one()
    {
        var days = Days(2).Select((d, i) => i == 0 ? d with { LetGoAt = First.AddHours(1) } : d).ToList();
        Assert.Equal([JudgeDays.Late, JudgeDays.Fine], JudgeDays.Judge(days, [Came(0.5)], First.AddDays(1)).Select(j => j.State));
        Assert.Equal([JudgeDays.Odd, JudgeDays.Late], JudgeDays.Judge(days, [Came(0.01, Oddness.Sum)], First.AddDays(1)).Select(j => j.State));
    }

    [Fact]
    public void No_file_answers_for_two_days_and_looking_later_only_adds() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(-20, 200).Zip(Gen.Elements(true, false, false), (h, odd) => (h, odd))).ToArbitrary(),
        Gen.Choose(-10, 220).ToArbitrary(), (files, hour) =>
        {
            var came = files.Select((f, i) => new CameFile(new Guid(i, 0, 0, new byte[8]), First.AddHours(f.Item1), f.Item2 ? [Oddness.Rows] : []))
                .ToList();
            var judged = JudgeDays.Judge(Days(9), came, First.AddHours(hour));
            var used = judged.Select(j => j.Import).OfType<Guid>().ToList();
            return used.Distinct().Count() == used.Count
                && judged.All(j => (j.State == JudgeDays.Late) == (j.Import is null && First.AddHours(hour) >= j.Of.DueAt))
                && judged.Zip(JudgeDays.Judge(Days(9), came, First.AddHours(hour + 30))).All(p => p.First.Import == p.Second.Import);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(100, 10_000, "")]
    [InlineData(130, 13_000, "")]
    [InlineData(131, 10_000, "rows-far")]
    [InlineData(69, 6_900, "rows-far sum-far")]
    public void Within_thirty_percent_of_the_last_five(int rows, long sum, string odd)
    {
        TotalsRow[] before = [.. Enumerable.Range(0, 5).Select(_ => Totals(100, 10_000))];
        Assert.Equal(odd, string.Join(' ', Oddness.Of(Totals(rows, sum), before, 30, false)));
        Assert.Empty(Oddness.Of(Totals(rows, sum), before[..2], 30, false));
        Assert.Empty(Oddness.Of(Totals(rows, sum), before, null, false));
    }

    [Fact]
    public void Control_totals_are_exact_and_may_be_asked_for()
    {
        Assert.Equal(["rows-told"], Oddness.Of(Totals(100, 5) with { ToldRows = 101, ToldMinor = 5 }, [], null, true));
        Assert.Equal(["sum-told"], Oddness.Of(Totals(100, 5) with { ToldMinor = 6 }, [], null, true));
        Assert.Equal(["no-totals"], Oddness.Of(Totals(100, 5), [], null, true));
    }

    private static TotalsRow Totals(int rows, long sum) => new(Guid.Empty, rows, sum, null, null, null);

    private static IEnumerable<string?> States(CameFile[] files, DateTimeOffset now) => JudgeDays.Judge(Days(2), files, now).Select(j => j.State);

    private static CameFile Came(double days, params string[] odd) => new(Guid.NewGuid(), First.AddDays(days), odd);

    private static List<DueDay> Days(int n) => [.. Enumerable.Range(0, n).Select(i => new DueDay(
        DateOnly.FromDateTime(First.UtcDateTime).AddDays(i), First.AddDays(i), First.AddDays(i - 1)))];
}
