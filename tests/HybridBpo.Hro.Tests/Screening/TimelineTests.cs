using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

public class TimelineTests
{
    [Theory]
    [InlineData("Mar 2021 - Present", "2021-03", null, true)]
    [InlineData("June 2023 – Sept. 2023", "2023-06", "2023-09", false)]
    [InlineData("03/2022 - 12/2023", "2022-03", "2023-12", false)]
    [InlineData("2020 – 2022", "2020", "2022", false)]
    [InlineData("July 2016 to Till date", "2016-07", null, true)]
    [InlineData("2019-05 – 2021-01", "2019-05", "2021-01", false)]
    [InlineData("Sep. 2023 \u00AD Mar. 2024", "2023-09", "2024-03", false)]
    [InlineData("12 March 2020 - 4 May 2021", "2020-03-12", "2021-05-04", false)]
    [InlineData("Okt 2018 bis Mai 2020", "2018-10", "2020-05", false)]
    [InlineData("enero 2018 – actualidad", "2018-01", null, true)]
    [InlineData("Jan '19 - Feb '20", "2019-01", "2020-02", false)]
    [InlineData("Summer 2013", null, "2013", false)]
    public void Ranges_are_as_precise_as_their_source(string text, string? start, string? end, bool ongoing)
    {
        var range = Assert.Single(Dates.Find(text)).Range;
        Assert.Equal((start, end, ongoing), (range.Start?.ToString(), range.End?.ToString(), range.Ongoing));
    }

    [Theory]
    [InlineData("(415) 555-2013")]
    [InlineData("served 2000 customers")]
    [InlineData("10.1234/neurips.2023.1234")]
    [InlineData("$2019")]
    [InlineData("version 3.2019.1")]
    public void Numbers_that_only_look_like_years_make_no_range(string text) =>
        Assert.DoesNotContain(Dates.Find(text), d => d.Range.Start is not null || d.Range.Ongoing);

    [Fact]
    public void A_year_is_twelve_months_wide_and_neither_invents_nor_hides_a_gap()
    {
        var first = Of("2018 - 2019");
        var second = Of("2020 - 2021");
        Assert.Empty(Career.CertainGaps([first, second], 366));
        Assert.Equal(0, first.CertainOverlap(second));
        Assert.Equal(0, first.CertainOverlap(Of("2019 - 2020")));
        Assert.True(first.PossibleOverlap(Of("2019 - 2020")) > 300);
        Assert.Single(Career.CertainGaps([Of("Jan 2015 - Dec 2016"), Of("Mar 2018 - Present")], 366));
    }

    [Fact]
    public void Months_that_two_jobs_share_count_once()
    {
        var (least, most) = Career.Years([Of("Jan 2018 - Dec 2019"), Of("Jan 2019 - Dec 2020")]);
        Assert.InRange(least, 2.8, 3.0);
        Assert.InRange(most, 3.0, 3.01);
    }

    [Fact]
    public void What_is_certain_is_never_more_than_what_is_possible() =>
        Prop.ForAll(Spans(), spans =>
        {
            var (least, most) = Career.Years(spans);
            var pairs = spans.SelectMany((a, i) => spans.Skip(i + 1).Select(b => (a, b)));
            return least <= most + 1e-9 && most <= spans.Sum(s => (s.LatestEnd.DayNumber - s.EarliestStart.DayNumber + 1) / 365.25) + 1e-9
                && pairs.All(p => p.a.CertainOverlap(p.b) <= p.a.PossibleOverlap(p.b) && p.a.CertainOverlap(p.b) == p.b.CertainOverlap(p.a));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_certain_overlap_holds_for_every_choice_of_days() =>
        Prop.ForAll(Spans(), ArbMap.Default.ArbFor<int>(), (spans, seed) =>
        {
            var random = new Random(seed);
            DateOnly Pick(DateOnly from, DateOnly to) => from.AddDays(random.Next(Math.Max(1, to.DayNumber - from.DayNumber + 1)));
            return spans.SelectMany((a, i) => spans.Skip(i + 1).Select(b => (a, b))).All(p =>
            {
                var (s1, e1) = (Pick(p.a.EarliestStart, p.a.LatestStart), Pick(p.a.EarliestEnd, p.a.LatestEnd));
                var (s2, e2) = (Pick(p.b.EarliestStart, p.b.LatestStart), Pick(p.b.EarliestEnd, p.b.LatestEnd));
                var shared = Math.Min(e1.DayNumber, e2.DayNumber) - Math.Max(s1.DayNumber, s2.DayNumber);
                return shared >= p.a.CertainOverlap(p.b) || p.a.CertainOverlap(p.b) == 0;
            });
        }).QuickCheckThrowOnFailure();

    private static HybridBpo.Hro.Screening.Span Of(string text) => HybridBpo.Hro.Screening.Span.Of(Dates.Find(text).Single().Range, Screen.Day)!;

    private static Arbitrary<HybridBpo.Hro.Screening.Span[]> Spans()
    {
        var date = from year in Gen.Choose(1990, 2024)
                   from month in Gen.Choose(0, 12)
                   select new PartialDate(year, month == 0 ? null : month);
        var span = from a in date from b in date select HybridBpo.Hro.Screening.Span.Of(new DateRange(a, b, false), Screen.Day);
        return span.ListOf(6).Select(s => s.Where(x => x is not null && x.EarliestEnd >= x.LatestStart).Select(x => x!).ToArray()).ToArbitrary();
    }
}
