using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Inbox.Oversight;

namespace HybridBpo.Inbox.Tests.Cases;

/// Against the worked examples A, B and C of Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability".
public class KrippendorffTests
{
    [Theory]
    [InlineData("0100000010", "1110010000", 0.095)]
    [InlineData("aabbdcccedda", "babbbcccedddd", 0.692)]
    public void Two_observers_agree_as_published(string one, string other, double alpha) =>
        Assert.Equal(alpha, Krippendorff.Alpha(Units(one, other[..one.Length]))!.Value, 3);

    [Fact]
    public void Four_observers_with_gaps_agree_as_published() =>
        Assert.Equal(0.743, Krippendorff.Alpha(Units("123321412...", "1233224125.3", ".3332342251.", "12332441251."))!.Value, 3);

    [Fact]
    public void Full_agreement_is_one_and_no_variation_says_nothing()
    {
        Assert.Equal(1, Krippendorff.Alpha(Units("abab", "abab")));
        Assert.Null(Krippendorff.Alpha(Units("aaaa", "aaaa")));
        Assert.Null(Krippendorff.Alpha(Units("a.", ".b")));
        Assert.Null(Krippendorff.Interval(Units("aaaa", "aaaa")));
    }

    [Fact]
    public void The_interval_holds_alpha_and_is_narrower_with_more_units()
    {
        var few = Units("aabbdcccedda", "babbbcccedd.");
        var alpha = Krippendorff.Alpha(few)!.Value;
        var (low, high) = Krippendorff.Interval(few)!.Value;
        Assert.InRange(alpha, low, high);
        var many = Enumerable.Repeat(few, 20).SelectMany(units => units).ToList();
        var (lowMany, highMany) = Krippendorff.Interval(many)!.Value;
        Assert.True(highMany - lowMany < (high - low) / 2, $"{low} to {high}, {lowMany} to {highMany}");
        Assert.Equal((low, high), Krippendorff.Interval(few)!.Value);
    }

    [Fact]
    public void Neither_names_nor_the_order_of_people_or_units_matter()
    {
        var values = Gen.Elements("a", "b", "c");
        var pair = from one in values from other in values select (one, other);
        var pairs = Gen.ListOf(pair, 25);
        Prop.ForAll(pairs.ToArbitrary(), drawn =>
        {
            var alpha = Krippendorff.Alpha(Of(drawn));
            var turned = Krippendorff.Alpha(Of(drawn.Select(p => (p.other, p.one)).Reverse()));
            var renamed = Krippendorff.Alpha(Of(drawn.Select(p => (p.one + "x", p.other + "x"))));
            return (alpha is null && turned is null && renamed is null)
                || (Math.Abs(alpha!.Value - turned!.Value) < 1e-9 && Math.Abs(alpha.Value - renamed!.Value) < 1e-9 && alpha <= 1 + 1e-9);
        }).QuickCheckThrowOnFailure();
    }

    private static List<IReadOnlyList<string?>> Of(IEnumerable<(string one, string other)> pairs) =>
        [.. pairs.Select(p => (IReadOnlyList<string?>)[p.one, p.other])];

    private static List<IReadOnlyList<string?>> Units(params string[] observers) => [.. Enumerable.Range(0, observers[0].Length)
        .Select(at => (IReadOnlyList<string?>)[.. observers.Select(row => row[at] == '.' ? null : $"{row[at]}")])];
}
