namespace HybridBpo.Trees.Tests;

public class TrainingTests
{
    [Fact]
    public void A_seed_gives_the_same_model_at_any_thread_count()
    {
        var set = Make.Data(20_000);
        var options = new TrainingOptions { Trees = 15, RowSample = 0.7, ColumnSample = 0.8, Seed = 5 };
        var files = new[] { 1, 2, 3, 8 }.Select(threads => XgboostJson.Write(Make.Model(set, options with { Threads = threads }))).ToArray();
        Assert.All(files, file => Assert.Equal(files[0], file));
        Assert.NotEqual(files[0], XgboostJson.Write(Make.Model(set, options with { Seed = 6 })));
    }

    [Fact]
    public void It_ranks_unseen_rows_nearly_as_well_as_the_law_that_made_them()
    {
        var scorer = new Scorer(Make.Model(Make.Data(20_000), new TrainingOptions { Trees = 100, Threads = 2 }));
        var (test, law) = Make.DataAndLaw(10_000, seed: 8);
        var reachable = ModelMetrics.Auc(law, test.Labels);
        var reached = ModelMetrics.Auc(Array.ConvertAll(scorer.Margins(test.Columns), m => (double)m), test.Labels);
        Assert.InRange(reached, reachable - 0.012, reachable + 0.005);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Missing_values_go_where_they_fit_best(bool missingIsBad)
    {
        var values = new float[2000];
        var labels = new float[2000];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i % 4 == 0 ? float.NaN : i % 100;
            labels[i] = (i % 4 == 0) == missingIsBad ? 1 : 0;
        }

        var scorer = new Scorer(Make.Model(new TrainingSet([new NumericColumn("x", values)], labels)));
        Assert.Equal(missingIsBad, scorer.Margin([float.NaN]) > scorer.Margin([50]));
    }

    [Fact]
    public void Constant_and_wholly_missing_columns_are_harmless()
    {
        var set = Make.Data(500);
        var odd = new TrainingSet(
            [
                .. set.Columns,
                new NumericColumn("constant", [.. Enumerable.Repeat(3f, 500)]),
                new NumericColumn("missing", [.. Enumerable.Repeat(float.NaN, 500)]),
                CategoryColumn.FromTexts("nothing", Enumerable.Repeat<string?>(null, 500)),
                CategoryColumn.FromTexts("same", Enumerable.Repeat("a", 500)),
            ],
            set.Labels);
        var model = Make.Model(odd);
        Assert.Equal(9, model.Schema.Features.Count);
        Assert.All(model.Importance().Where(i => i.Feature is "constant" or "missing" or "nothing" or "same"), i => Assert.Equal(0, i.Splits));
    }

    [Fact]
    public void Columns_without_any_information_still_give_the_share_of_positives()
    {
        var set = new TrainingSet([new NumericColumn("x", new float[100])], [.. Enumerable.Range(0, 100).Select(i => i < 25 ? 1f : 0f)]);
        var scorer = new Scorer(Make.Model(set));
        Assert.Equal(0.25, scorer.Probability(scorer.Margin([0])), 5);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(41)]
    public void Tiny_sets_train(int rows)
    {
        var set = Make.Data(rows);
        var margins = new Scorer(Make.Model(set, Make.Quick() with { MinLeafRows = 1, MinChildHessian = 0 })).Margins(set.Columns);
        Assert.All(margins, m => Assert.True(float.IsFinite(m)));
    }

    [Fact]
    public void Four_percent_positives_keep_their_level()
    {
        var set = Make.Data(20_000, base01: 0.013);
        var share = set.Labels.Average();
        Assert.InRange(share, 0.03, 0.05);
        var scorer = new Scorer(Make.Model(set));
        Assert.InRange(scorer.Margins(set.Columns).Average(m => scorer.Probability(m)), share - 0.001, share + 0.001);
    }

    [Fact]
    public void Hundreds_of_categories_that_mean_nothing_do_little_harm()
    {
        var (all, _) = Make.DataAndLaw(6000, seed: 21, base01: 0.05);
        var random = new Random(2);
        var noise = new[] { 250, 1000 }.Select(levels =>
            CategoryColumn.FromTexts($"of {levels}", Enumerable.Range(0, all.Count).Select(_ => $"{random.Next(levels)}")));
        var noisy = new TrainingSet([.. all.Columns, .. noise], all.Labels);
        var options = new TrainingOptions { Trees = 100, Threads = 2 };
        var (without, with) = (Auc(all), Auc(noisy));
        Assert.InRange(with, without - 0.03, without + 0.03);

        double Auc(TrainingSet set)
        {
            var rows = Enumerable.Range(0, set.Count).ToArray();
            var scorer = new Scorer(Make.Model(set.Take(rows[..4000]), options));
            var test = set.Take(rows[4000..]);
            return ModelMetrics.Auc(Array.ConvertAll(scorer.Margins(test.Columns), m => (double)m), test.Labels);
        }
    }

    [Fact]
    public void Of_hundreds_of_categories_those_that_mean_something_are_found()
    {
        var random = new Random(6);
        var codes = Enumerable.Range(0, 20_000).Select(_ => random.Next(200)).ToArray();
        var labels = codes.Select(code => random.NextDouble() < (code % 4 == 0 ? 0.5 : 0.15) ? 1f : 0f).ToArray();
        var set = new TrainingSet([CategoryColumn.FromTexts("town", codes.Select(code => $"{code}"))], labels);
        var scorer = new Scorer(Make.Model(set));
        float[] isRisky = [.. codes.Select(code => code % 4 == 0 ? 1f : 0f)];
        var ranked = ModelMetrics.Auc(Array.ConvertAll(scorer.Margins(set.Columns), m => (double)m), isRisky);
        Assert.InRange(ranked, 0.99, 1);
    }

    [Fact]
    public void A_label_with_one_class_is_refused()
    {
        var set = new TrainingSet([new NumericColumn("x", [1, 2, 3])], [1, 1, 1]);
        Assert.Contains("both outcomes", Assert.Throws<TrainingDataException>(() => Make.Model(set)).Message);
    }

    [Fact]
    public void Bad_data_is_refused_with_column_and_row()
    {
        var x = new NumericColumn("x", [1, 2]);
        Assert.Contains("row 1", Refused([new NumericColumn("x", [1, float.PositiveInfinity])], [0, 1]));
        Assert.Contains("'y' has 3 rows", Refused([x, new NumericColumn("y", [1, 2, 3])], [0, 1]));
        Assert.Contains("occurs twice", Refused([x, x], [0, 1]));
        Assert.Contains("label of row 1 is 2", Refused([x], [0, 2]));
        Assert.Contains("weight of row 0", Refused([x], [0, 1], [-1, 1]));
        Assert.Contains("0 rows", Refused([x], []));
        Assert.Contains("no column", Refused([], [0, 1]));

        static string Refused(FeatureColumn[] columns, float[] labels, float[]? weights = null) =>
            Assert.Throws<TrainingDataException>(() => new TrainingSet(columns, labels, weights)).Message;
    }

    [Fact]
    public void A_weight_of_two_equals_a_row_given_twice()
    {
        var all = Make.Data(3000);
        var set = new TrainingSet([.. all.Columns.Where(c => c.Name is "steps" or "plan")], all.Labels);
        var weights = Enumerable.Range(0, 3000).Select(i => i % 3 == 0 ? 2f : 1f).ToArray();
        var rows = Enumerable.Range(0, 3000).SelectMany(i => i % 3 == 0 ? new[] { i, i } : [i]).ToArray();
        var options = Make.Quick(trees: 30) with { MinLeafRows = 1, Leaves = 4 };
        var weighted = new Scorer(Make.Model(new TrainingSet(set.Columns, set.Labels, weights), options)).Margins(set.Columns);
        var doubled = new Scorer(Make.Model(set.Take(rows), options)).Margins(set.Columns);
        var plain = new Scorer(Make.Model(set, options)).Margins(set.Columns);
        // Histograms are rounded at random, so a near tie may fall the other way; not weighting at all is much further off.
        Assert.InRange(Distance(weighted, doubled), 0, 0.01);
        Assert.True(Distance(plain, doubled) > 2 * Distance(weighted, doubled));

        static double Distance(float[] a, float[] b) => a.Zip(b).Average(p => Math.Abs(p.First - p.Second));
    }

    [Fact]
    public void Early_stopping_keeps_the_best_trees()
    {
        var options = Make.Quick(trees: 400) with { EarlyStoppingRounds = 10, LearningRate = 0.5 };
        var result = TreeTrainer.Train(
            Make.Data(2000), options, Make.Data(2000, seed: 9), cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.StoppedEarly);
        var best = result.ValidationLogLoss.ToList().IndexOf(result.ValidationLogLoss.Min());
        Assert.Equal(best + 1, result.Model.TreeCount);
        var test = Make.Data(2000, seed: 9);
        var scorer = new Scorer(result.Model);
        var scores = scorer.Margins(test.Columns).Select(m => scorer.Probability(m)).ToArray();
        Assert.Equal(result.ValidationLogLoss.Min(), ModelMetrics.Evaluate(scores, test.Labels).LogLoss, 5);
    }

    [Fact]
    public void Training_tells_how_far_it_is_and_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var seen = new List<int>();
        var progress = new Tell(p =>
        {
            seen.Add(p.TreesDone);
            if (p.TreesDone == 3)
                stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => TreeTrainer.Train(Make.Data(500), Make.Quick(), null, progress, stop.Token));
        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public void Leaves_and_depth_stay_within_their_limits()
    {
        var set = Make.Data(5000);
        Assert.All(Make.Model(set, Make.Quick() with { Leaves = 7 }).Trees, t => Assert.InRange(t.LeafCount, 1, 7));
        Assert.All(Make.Model(set, Make.Quick() with { MaxDepth = 2, Leaves = 100 }).Trees, t => Assert.InRange(t.LeafCount, 1, 4));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        var set = Make.Data(50);
        Assert.Equal("Trees", Assert.Throws<ArgumentOutOfRangeException>(() => Make.Model(set, new() { Trees = 0 })).ParamName);
        Assert.Equal("L2", Assert.Throws<ArgumentOutOfRangeException>(() => Make.Model(set, new() { L2 = double.NaN })).ParamName);
    }

    private sealed class Tell(Action<TrainingProgress> act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => act(value);
    }
}
