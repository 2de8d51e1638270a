using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Trees.Tests;

/// <summary>What a model is held to and asked about: order of columns, order of growth, going on from a model, what it leans on.</summary>
public class ShapeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Ordered_columns_stay_in_order_whatever_the_rows_the_seed_and_the_others_hold()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var set = Make.Data(300 + random.Next(700), seed);
            var (debt, age) = (random.Next(2) == 0 ? 1 : -1, random.Next(3) - 1);
            var options = new TrainingOptions
            {
                Trees = 25,
                Leaves = 3 + random.Next(20),
                LearningRate = 0.3,
                MinLeafRows = 1 + random.Next(20),
                MinChildHessian = 0,
                L2 = random.Next(3),
                Seed = 1 + random.Next(9),
                Monotone = new Dictionary<string, int> { ["debt"] = debt, ["age"] = age },
                Growth = random.Next(2) == 0 ? TreeGrowth.LeafWise : TreeGrowth.DepthWise,
            };
            var scorer = new Scorer(Make.Model(set, options));
            foreach (var row in Make.Rows(scorer.Model.Schema, set).Take(60))
            {
                Rises(scorer, row, scorer.Model.Schema.IndexOf("debt"), debt, v => (float)Math.Exp(v * 9));
                Rises(scorer, row, scorer.Model.Schema.IndexOf("age"), age, v => 15 + ((float)v * 70));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

        static void Rises(Scorer scorer, float[] row, int feature, int direction, Func<double, float> at)
        {
            var margins = Enumerable.Range(0, 40).Select(i =>
            {
                var changed = row.ToArray();
                changed[feature] = at(i / 39.0);
                return scorer.Margin(changed) * direction;
            }).ToArray();
            for (var i = 1; i < margins.Length; i++)
                Assert.True(margins[i] >= margins[i - 1] - 1e-5f, $"{margins[i - 1]} before {margins[i]}");
        }
    }

    [Fact]
    public void An_order_that_the_rows_do_not_have_costs_that_column_alone()
    {
        var (set, _) = Make.DataAndLaw(8000, 7);
        var against = Make.Model(set, Make.Quick() with { Monotone = new Dictionary<string, int> { ["steps"] = -1 } });
        var gains = against.Importance().ToDictionary(g => g.Feature, g => g.Gain);
        Assert.True(gains["steps"] < 0.2 * gains["age"]);
        Assert.True(Make.Model(set).Importance().Single(g => g.Feature == "steps").Gain > 2 * gains["steps"]);
    }

    [Fact]
    public void An_order_of_what_is_not_there_or_has_none_is_refused()
    {
        Assert.Contains("no column 'x'", Refused("x"));
        Assert.Contains("'town' holds categories", Refused("town"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make.Model(Make.Data(50), new() { Monotone = new Dictionary<string, int> { ["age"] = 2 } }));

        static string Refused(string name) => Assert.Throws<TrainingDataException>(() =>
            Make.Model(Make.Data(50), Make.Quick() with { Monotone = new Dictionary<string, int> { [name] = 1 } })).Message;
    }

    [Fact]
    public void Level_by_level_no_leaf_is_split_before_those_above_it()
    {
        var set = Make.Data(6000);
        var options = Make.Quick() with { Leaves = 16, MinLeafRows = 1, MinChildHessian = 0 };
        Assert.All(Make.Model(set, options with { Growth = TreeGrowth.DepthWise }).Trees, tree => Assert.InRange(DepthOf(tree, 0), 4, 5));
        Assert.Contains(Make.Model(set, options).Trees, tree => DepthOf(tree, 0) > 5);

        static int DepthOf(Tree tree, int node) =>
            tree.IsLeaf(node) ? 0 : 1 + Math.Max(DepthOf(tree, tree.Left[node]), DepthOf(tree, tree.Right[node]));
    }

    [Fact]
    public void Going_on_from_a_model_is_as_if_it_had_not_stopped()
    {
        var set = Make.Data(5000);
        var options = Make.Quick(trees: 15) with { RowSample = 0.8, ColumnSample = 0.8 };
        var half = Make.Model(set, options);
        var whole = TreeTrainer.Train(set, options, cancellation: Ct, from: half).Model;
        Assert.Equal(30, whole.TreeCount);
        Assert.Equal(XgboostJson.Write(Make.Model(set, options with { Trees = 30 })), XgboostJson.Write(whole));
    }

    [Fact]
    public void Going_on_with_other_rows_learns_new_levels_and_leaves_what_was_known()
    {
        var (first, second) = (Make.Data(3000, seed: 1), Make.Data(3000, seed: 2));
        var town = (CategoryColumn)second.Columns.Single(c => c.Name == "town");
        var renamed = new CategoryColumn("town", [.. town.Levels.Select(l => l == "Aston" ? "Newtown" : l)], town.Codes);
        // In another order, too.
        var other = new TrainingSet([.. second.Columns.Select(c => c.Name == "town" ? renamed : c).Reverse()], second.Labels);
        var before = Make.Model(first);
        var both = TreeTrainer.Train(other, Make.Quick(), cancellation: Ct, from: before).Model;
        Assert.Equal(before.Schema.Features.Select(f => f.Name), both.Schema.Features.Select(f => f.Name));
        Assert.Equal(11, both.Schema.Features.Single(f => f.Name == "town").Levels.Count);
        var (old, now) = (new Scorer(before), new Scorer(XgboostJson.Read(XgboostJson.Write(both))));
        double Loss(Scorer scorer) =>
            ModelMetrics.Evaluate(Array.ConvertAll(scorer.Margins(other.Columns), scorer.Probability), other.Labels).LogLoss;
        Assert.True(Loss(now) < Loss(old) - 0.01);

        Assert.Contains("does not know the column 'x'", Assert.Throws<TrainingDataException>(() => TreeTrainer.Train(
            new TrainingSet([.. first.Columns, new NumericColumn("x", new float[3000])], first.Labels), cancellation: Ct, from: before)).Message);
        Assert.Contains("lacks the columns the model was trained on: age", Assert.Throws<TrainingDataException>(() => TreeTrainer.Train(
            new TrainingSet([.. first.Columns.Skip(1)], first.Labels), cancellation: Ct, from: before)).Message);
    }

    [Fact]
    public void Shuffling_tells_what_the_model_leans_on()
    {
        var set = Make.Data(6000);
        var noise = new Random(3);
        var all = new TrainingSet([.. set.Columns, new NumericColumn("noise", [.. set.Labels.Select(_ => (float)noise.NextDouble())])], set.Labels);
        var scorer = new Scorer(Make.Model(all));
        var test = Make.Data(4000, seed: 12);
        FeatureColumn[] columns = [.. test.Columns, new NumericColumn("noise", [.. test.Labels.Select(_ => (float)noise.NextDouble())])];
        var losses = PermutationImportance.Measure(scorer, columns, test.Labels, cancellation: Ct);
        Assert.Equal(6, losses.Count);
        Assert.Equal("noise", losses[^1].Feature);
        Assert.InRange(losses[^1].Auc, -0.005, 0.005);
        Assert.True(losses[0].LogLoss > 0.01 && losses[0].Auc > 0.01);
        Assert.Equal(losses, PermutationImportance.Measure(scorer, columns, test.Labels, cancellation: Ct));
    }

    [Fact]
    public void The_mean_answer_follows_the_law_of_a_column()
    {
        var set = Make.Data(8000);
        var scorer = new Scorer(Make.Model(set));
        var age = PartialDependence.Of(scorer, set.Columns, "age", 10);
        Assert.Equal(10, age.Count);
        Assert.True(age[0].Margin > age[^1].Margin + 1);
        Assert.True(age.Zip(age.Skip(1)).All(p => p.First.Value < p.Second.Value));
        var debt = PartialDependence.Of(scorer, set.Columns, "debt", 5);
        Assert.True(float.IsNaN(debt[^1].Value));
        var plans = PartialDependence.Of(scorer, set.Columns, "plan");
        Assert.Equal(["gold", "silver", null], plans.Select(p => p.Level).OrderBy(l => l is null).ThenBy(l => l));
        Assert.Equal("gold", plans.MinBy(p => p.Probability)!.Level);
        // By hand: every row with that value, scored one by one.
        var rows = Make.Rows(scorer.Model.Schema, set);
        var at = scorer.Model.Schema.IndexOf("age");
        Assert.Equal(rows.Average(row => (double)scorer.Margin([.. row.Select((v, i) => i == at ? age[4].Value : v)])), age[4].Margin, 4);
        Assert.Throws<ArgumentException>(() => PartialDependence.Of(scorer, set.Columns, "nothing"));
    }
}
