using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Trees.Tests;

public class ScoringProperties
{
    private static readonly TrainingSet Set = Make.Data(3000);
    private static readonly TreeModel Small = Make.Model(Set, new TrainingOptions { Trees = 25, Threads = 2 });
    private static readonly TreeModel Large = Make.Model(Set, new TrainingOptions { Trees = 10, Leaves = 80, MinLeafRows = 5, Threads = 2 });

    /// <summary>Rows with missing, extreme and unseen values.</summary>
    private static readonly Arbitrary<float[]> AnyRow = Gen
        .Elements(float.NaN, 0, 1, 2, 3, 5, 30, 50, 1000, -1, 9.5f, 255, float.MaxValue, float.MinValue).ArrayOf(5).ToArbitrary();

    [Fact]
    public void Contributions_add_up_to_the_margin()
    {
        foreach (var scorer in new[] { new Scorer(Small), new Scorer(Large) })
        {
            Prop.ForAll(AnyRow, row => Math.Abs(scorer.Contributions(row).Sum() - scorer.Margin(row)) < 1e-4).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void A_column_that_is_in_no_split_contributes_nothing()
    {
        var set = new TrainingSet([.. Set.Columns, new NumericColumn("constant", new float[Set.Count])], Set.Labels);
        var scorer = new Scorer(Make.Model(set));
        Assert.All(Make.Rows(scorer.Model.Schema, set).Take(50), row => Assert.Equal(0, scorer.Contributions(row)[5]));
    }

    [Fact]
    public void Contributions_equal_the_definition_of_shapley_values()
    {
        var scorer = new Scorer(Make.Model(Set, Make.Quick(trees: 3)));
        foreach (var row in Make.Rows(scorer.Model.Schema, Set).Take(40))
        {
            var expected = ShapleyByDefinition.Of(scorer.Model, row);
            var actual = scorer.Contributions(row);
            for (var f = 0; f < expected.Length; f++)
                Assert.Equal(expected[f], actual[f], 5);
        }
    }

    [Fact]
    public void One_row_at_a_time_gives_exactly_what_many_rows_give()
    {
        foreach (var model in new[] { Small, Large })
        {
            var scorer = new Scorer(model);
            var many = scorer.Margins(Set.Columns, threads: 3);
            var rows = Make.Rows(model.Schema, Set);
            for (var i = 0; i < rows.Length; i++)
                Assert.Equal(many[i], scorer.Margin(rows[i]));
        }
    }

    [Fact]
    public void Bit_vectors_and_walking_agree_on_every_row()
    {
        var (bits, walk) = (new BitForest(Small), new WalkingForest(Small));
        Prop.ForAll(AnyRow, row => bits.Row(row, new uint[bits.ScratchLength]).Equals(walk.Row(row, []))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Unseen_and_missing_categories_are_scored()
    {
        var scorer = new Scorer(Small);
        var columns = Set.Columns.Select(c => ColumnRows.Take(c, [0, 1, 2])).ToList();
        columns[3] = CategoryColumn.FromTexts("town", ["Nowhere", null, "Aston"]);
        Assert.All(scorer.Margins(columns), m => Assert.True(float.IsFinite(m)));
    }

    [Fact]
    public void Columns_are_found_by_name_and_what_is_absent_is_named()
    {
        var scorer = new Scorer(Small);
        var shuffled = Set.Columns.Reverse().Append(new NumericColumn("extra", new float[Set.Count])).ToArray();
        Assert.Equal(scorer.Margins(Set.Columns), scorer.Margins(shuffled));

        FeatureColumn[] wrong = [new NumericColumn("age", [1]), new NumericColumn("town", [1]), CategoryColumn.FromTexts("debt", ["a"])];
        var mismatch = Assert.Throws<SchemaMismatchException>(() => scorer.Margins(wrong)).Mismatch;
        Assert.Equal(["steps", "plan"], mismatch.MissingColumns);
        Assert.Equal(["debt", "town"], mismatch.WrongKindColumns);
        Assert.Throws<ArgumentException>(() => scorer.Margin([1, 2]));
    }

    [Fact]
    public void Neither_the_order_of_rows_nor_the_number_of_threads_changes_anything()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var plain = Make.Data(200 + random.Next(3000), seed);
            var set = random.Next(2) == 0 ? plain
                : new TrainingSet(plain.Columns, plain.Labels, [.. plain.Labels.Select(_ => 1f + random.Next(5))]);
            var order = Enumerable.Range(0, set.Count).ToArray();
            random.Shuffle(order);
            var options = new TrainingOptions
            {
                Trees = 12, Leaves = 2 + random.Next(30), LearningRate = 0.2, MinLeafRows = 1 + random.Next(20), Threads = 1,
                Seed = random.Next(), ColumnSample = random.Next(2) == 0 ? 1 : 0.6,
            };
            var first = XgboostJson.Write(Make.Model(set, options));
            Assert.Equal(first, XgboostJson.Write(Make.Model(set.Take(order), options with { Threads = 1 + random.Next(8) })));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Fact]
    public void What_is_saved_and_loaded_scores_the_same_bit_for_bit()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var set = Make.Data(100 + random.Next(900), seed);
            var model = Make.Model(
                set, new() { Trees = 1 + random.Next(20), Leaves = 2 + random.Next(60), MinLeafRows = 1, Seed = random.Next(), Threads = 2 });
            var margins = new Scorer(model).Margins(set.Columns);
            var read = XgboostJson.Read(XgboostJson.Write(
                model.WithCalibrator(random.Next(2) == 0 ? PlattCalibrator.Fit(margins, set.Labels) : IsotonicCalibrator.Fit(margins, set.Labels))));
            var again = new Scorer(read).Margins(set.Columns);
            Assert.Equal(margins.Select(BitConverter.SingleToInt32Bits), again.Select(BitConverter.SingleToInt32Bits));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }
}
