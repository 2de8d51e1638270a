using HybridBpo.Collections.Risk;
using HybridBpo.Collections.Risk.Lifecycle;

namespace HybridBpo.Collections.Tests.Models;

public class AucDifferenceTests
{
    [Fact]
    public void The_difference_is_that_of_all_pairs_and_equal_scores_count_half()
    {
        float[] labels = [1, 1, 0, 0, 0];
        var over = AucDifference.Of([0.9, 0.4, 0.4, 0.2, 0.1], [0.1, 0.9, 0.5, 0.5, 0.0], labels);
        Assert.Equal(5.5 / 6 - 4.0 / 6, over.By, 12);
        // By hand: (0.9, 0.4) win 3 and 2.5 of 3 pairs, the other ranking 1 and 3; per row without the outcome 1.5, 2, 2 of 2 against 1, 1, 2.
        double v10 = Spread([1 - 1 / 3.0, 2.5 / 3 - 1]), v01 = Spread([0.75 - 0.5, 1 - 0.5, 1 - 1]);
        Assert.Equal(1.96 * Math.Sqrt(v10 / 2 + v01 / 3), over.Half, 12);
    }

    [Fact]
    public void The_interval_holds_the_true_difference_about_nineteen_times_in_twenty()
    {
        var (random, held) = (new Random(5), 0);
        for (var round = 0; round < 400; round++)
        {
            var labels = Enumerable.Range(0, 300).Select(i => i % 4 == 0 ? 1f : 0f).ToArray();
            // Two rankings of the same strength that share half of what they know.
            var both = labels.Select(l => (Shared: Normal() + l, One: Normal(), Two: Normal())).ToArray();
            var over = AucDifference.Of([.. both.Select(b => b.Shared + b.One)], [.. both.Select(b => b.Shared + b.Two)], labels);
            if (over.Low <= 0 && over.High >= 0) held++;
        }

        Assert.InRange(held, 366, 394);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    [Theory]
    [InlineData(0.012, 0.029, false, "Cannot be told from the plain scorecard, and that is easier to explain: +0.012 (95 %: −0.017 to +0.041)")]
    [InlineData(0.040, 0.029, true, "Ranks better than the plain scorecard: +0.040 (95 %: +0.011 to +0.069)")]
    [InlineData(-0.040, 0.029, false, "Ranks worse than the plain scorecard, and that is easier to explain: −0.040 (95 %: −0.069 to −0.011)")]
    [InlineData(0.012, double.NaN, false, "Cannot be told from the plain scorecard, and that is easier to explain")]
    public void Better_is_said_only_where_the_interval_of_the_difference_says_so(double by, double half, bool good, string says) =>
        Assert.Equal(new ModelCheck(good, says), ModelVerdicts.Ranks("the plain scorecard", new(by, half), "and that is easier to explain"));

    private static double Spread(double[] of) => of.Sum(d => (d - of.Average()) * (d - of.Average())) / (of.Length - 1);
}
