using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Trees.Tests;

public class MetricsAndCalibrationTests
{
    private static readonly Arbitrary<(float Margin, bool Label)[]> AnyOutcome = Gen.Choose(-400, 400).Select(m => m / 50f)
        .SelectMany(_ => Gen.Elements(true, false), (m, y) => (m, y)).ArrayOf().Where(o => o.Length > 0).ToArbitrary();

    [Fact]
    public void Auc_equals_the_share_of_pairs_in_order()
    {
        Prop.ForAll(AnyOutcome, rows =>
        {
            var positives = rows.Where(r => r.Label).ToArray();
            var negatives = rows.Where(r => !r.Label).ToArray();
            var auc = ModelMetrics.Auc([.. rows.Select(r => (double)r.Margin)], [.. rows.Select(r => r.Label ? 1f : 0f)]);
            if (positives.Length == 0 || negatives.Length == 0)
                return double.IsNaN(auc);
            var pairs = positives.Sum(p => negatives.Sum(n => p.Margin > n.Margin ? 1 : p.Margin == n.Margin ? 0.5 : 0));
            return Math.Abs(auc - (pairs / ((double)positives.Length * negatives.Length))) < 1e-9;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Figures_of_a_small_case_are_those_worked_out_by_hand()
    {
        var f = ModelMetrics.Evaluate([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
        Assert.Equal(0.75, f.Auc, 12);
        Assert.Equal(0.5, f.Gini, 12);
        Assert.Equal(0.5, f.Ks, 12);
        Assert.Equal((0.01 + 0.16 + 0.4225 + 0.04) / 4, f.Brier, 12);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.6) + Math.Log(0.35) + Math.Log(0.8)) / 4, f.LogLoss, 12);
        Assert.Equal((0.1 + 0.65 + 0.4 + 0.2) / 4, f.Ece10, 12);
    }

    [Fact]
    public void The_roc_curve_runs_from_corner_to_corner_and_encloses_the_auc()
    {
        var set = Make.Data(5000);
        var scorer = new Scorer(Make.Model(set));
        var scores = scorer.Margins(set.Columns).Select(m => scorer.Probability(m)).ToArray();
        var roc = ModelMetrics.Roc(scores, set.Labels);
        Assert.Equal((0, 0), (roc[0].FalsePositiveRate, roc[0].TruePositiveRate));
        Assert.Equal((1, 1), (roc[^1].FalsePositiveRate, roc[^1].TruePositiveRate));
        Assert.InRange(roc.Count, 50, 402);
        var area = roc.Zip(roc.Skip(1), (a, b) =>
            (b.FalsePositiveRate - a.FalsePositiveRate) * (a.TruePositiveRate + b.TruePositiveRate) / 2).Sum();
        Assert.Equal(ModelMetrics.Auc(scores, set.Labels), area, 3);
    }

    [Fact]
    public void Calibrated_probabilities_rise_with_the_margin_and_stay_within_bounds()
    {
        Prop.ForAll(AnyOutcome, rows =>
        {
            float[] margins = [.. rows.Select(r => r.Margin)];
            float[] labels = [.. rows.Select(r => r.Label ? 1f : 0f)];
            return new Calibrator[] { PlattCalibrator.Fit(margins, labels), IsotonicCalibrator.Fit(margins, labels) }.All(calibrator =>
            {
                var curve = Enumerable.Range(-100, 201).Select(i => calibrator.Probability(i / 10.0)).ToArray();
                return curve.All(p => p is >= 0 and <= 1) && curve.Zip(curve.Skip(1)).All(p => p.Second >= p.First);
            });
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0.5, -1.0)]
    [InlineData(1.0, 0.0)]
    public void A_calibrator_is_chosen_when_margins_are_off_and_not_when_they_are_right(double slope, double offset)
    {
        var random = new Random(4);
        var margins = Enumerable.Range(0, 20_000).Select(_ => (float)((random.NextDouble() * 6) - 3)).ToArray();
        var labels = Array.ConvertAll(margins, m => random.NextDouble() < Logistic.Probability((slope * m) + offset) ? 1f : 0f);
        var chosen = Calibrator.Choose(margins, labels);
        if (slope == 1)
        {
            Assert.Null(chosen);
            return;
        }

        var platt = Assert.IsType<PlattCalibrator>(chosen);
        Assert.Equal(slope, platt.Slope, 1);
        Assert.Equal(offset, platt.Offset, 1);
    }

    [Fact]
    public void Weighted_calibrators_are_those_of_rows_given_so_often()
    {
        var random = new Random(4);
        var margins = Enumerable.Range(0, 4000).Select(_ => (float)((random.NextDouble() * 6) - 4)).ToArray();
        var labels = margins.Select(m => random.NextDouble() < 1 / (1 + Math.Exp(-(0.5 * m) - 1)) ? 1f : 0f).ToArray();
        var weights = labels.Select((y, i) => (float)((i % 3) + (y > 0 ? 2 : 0))).ToArray();
        var often = Enumerable.Range(0, margins.Length).SelectMany(i => Enumerable.Repeat(i, (int)weights[i])).ToArray();
        var (m, y) = (ColumnRows.Take(margins, often), ColumnRows.Take(labels, often));
        foreach (var margin in new[] { -4.0, -1.7, 0, 1.9 })
        {
            Assert.Equal(IsotonicCalibrator.Fit(m, y).Probability(margin), IsotonicCalibrator.Fit(margins, labels, weights).Probability(margin), 9);
            Assert.Equal(PlattCalibrator.Fit(m, y).Probability(margin), PlattCalibrator.Fit(margins, labels, weights).Probability(margin), 3);
        }

        var tenfold = Array.ConvertAll(weights, w => 10 * w);
        Assert.Equal(
            PlattCalibrator.Fit(margins, labels, weights).Offset, PlattCalibrator.Fit(margins, labels, tenfold).Offset, 9);
        var chosen = Assert.IsType<PlattCalibrator>(Calibrator.Choose(margins, labels, weights));
        Assert.NotEqual(Assert.IsType<PlattCalibrator>(Calibrator.Choose(margins, labels)).Offset, chosen.Offset, 0.2);
        Assert.Throws<ArgumentException>(() => Calibrator.Choose(margins, labels, [1]));
        Assert.Throws<ArgumentException>(() => PlattCalibrator.Fit(margins, labels, new float[margins.Length]));
    }

    [Fact]
    public void Isotonic_wins_where_no_line_fits()
    {
        var random = new Random(5);
        var margins = Enumerable.Range(0, 30_000).Select(_ => (float)((random.NextDouble() * 6) - 3)).ToArray();
        var labels = Array.ConvertAll(margins, m => random.NextDouble() < (m < 0 ? 0.1 : 0.6) ? 1f : 0f);
        var chosen = Assert.IsType<IsotonicCalibrator>(Calibrator.Choose(margins, labels));
        Assert.Equal(0.1, chosen.Probability(-2), 1);
        Assert.Equal(0.6, chosen.Probability(2), 1);
    }

    [Fact]
    public void The_scorecard_learns_and_asks_for_its_columns()
    {
        var card = LogisticScorecard.Fit(Make.Data(10_000), cancellation: TestContext.Current.CancellationToken);
        var (test, law) = Make.DataAndLaw(5000, seed: 9);
        var reachable = ModelMetrics.Auc(law, test.Labels);
        Assert.InRange(ModelMetrics.Auc(card.Probabilities(test.Columns), test.Labels), reachable - 0.02, reachable + 0.005);
        Assert.All(card.Coefficients.Values, c => Assert.True(c > -0.2));
        Assert.Throws<SchemaMismatchException>(() => card.Probabilities([test.Columns[0]]));
    }
}
