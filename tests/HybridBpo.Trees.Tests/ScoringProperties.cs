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
    public void Many_threads_may_use_one_scorer()
    {
        foreach (var model in new[] { Small, Large })
        {
            var rows = Make.Rows(model.Schema, Set);
            var (alone, shared) = (new Scorer(model), new Scorer(model));
            var (margins, batch) = (Array.ConvertAll(rows, row => alone.Margin(row)), alone.Margins(Set.Columns, threads: 1));
            var whys = rows.Take(200).Select(row => alone.Contributions(row)).ToArray();
            Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 8 }, task =>
            {
                if (task % 3 == 0)
                    Assert.Equal(batch, shared.Margins(Set.Columns, threads: 2));
                else if (task % 3 == 1)
                    Assert.Equal(margins, Array.ConvertAll(rows, row => shared.Margin(row)));
                else
                    Assert.Equal(whys, rows.Take(200).Select(row => shared.Contributions(row)));
            });
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
            Assert.Equal(many.Select(scorer.Probability), scorer.Probabilities(Set.Columns, threads: 3));
            var rows = Make.Rows(model.Schema, Set);
            for (var i = 0; i < rows.Length; i++)
                Assert.Equal(many[i], scorer.Margin(rows[i]));
        }
    }

    [Fact]
    public void Bytes_and_walking_agree_on_every_row()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "Without AVX2 trees are only walked.");
        foreach (var model in new[] { Small, ManyThresholds(), Chain() })
        {
            var (bytes, walk) = (new ByteForest(model), new WalkingForest(model));
            var rows = Gen.OneOf(AnyRow.Generator, Gen.Choose(-70, 70).Select(v => v / 10f).ArrayOf(5)).ArrayOf(Forest.Lanes).ToArbitrary();
            Prop.ForAll(rows, block =>
            {
                var (values, margins) = (new float[5 * Forest.Lanes], new float[Forest.Lanes]);
                for (var i = 0; i < values.Length; i++)
                    values[i] = block[i % Forest.Lanes][i / Forest.Lanes];
                bytes.Block(values, margins, new byte[bytes.BlockScratch]);
                for (var i = 0; i < Forest.Lanes; i++)
                {
                    Assert.Equal(walk.Row(block[i], []), margins[i]);
                    Assert.Equal(margins[i], bytes.Row(block[i], new byte[bytes.RowScratch]));
                }
            }).QuickCheckThrowOnFailure();
        }
    }

    /// <summary>More thresholds on a feature than a byte tells apart, among them zeros of both signs, missing values to either side.</summary>
    private static TreeModel ManyThresholds()
    {
        var trees = Enumerable.Range(0, 900).Select(i => Make.Tree(3, tree =>
        {
            (tree.Left[0], tree.Right[0], tree.Feature[0], tree.DefaultLeft[0]) = (1, 2, i % 3, i % 2 == 0);
            tree.Value[0] = i < 8 ? (i % 2 == 0 ? 0f : -0f) : (i - 450) / 100f;
            (tree.Value[1], tree.Value[2]) = (i * 0.001f, -i * 0.002f);
        }));
        return new TreeModel(Small.Schema, [.. trees], 0.3f);
    }

    /// <summary>Trees that only ever split on one side, of 32 leaves, by numbers and by categories.</summary>
    private static TreeModel Chain()
    {
        var trees = Enumerable.Range(0, 6).Select(i => Make.Tree(63, tree =>
        {
            for (var split = 0; split < 31; split++)
            {
                var node = split * 2;
                var (inner, leaf) = (node + 2, node + 1);
                (tree.Left[node], tree.Right[node]) = i % 2 == 0 ? (inner, leaf) : (leaf, inner);
                (tree.Feature[node], tree.DefaultLeft[node], tree.Value[leaf]) = ((split + i) % 5, split % 3 == 0, split + (i * 0.1f));
                if (tree.Feature[node] >= 3)
                    tree.RightCodes[node] = split % 4 == 3 ? [1, 5000, 70000] : [split % 6, 6 + (split % 3), 63 + (split % 2)];
                else
                    tree.Value[node] = i % 2 == 0 ? 3 - (split * 0.2f) : (split * 0.2f) - 3;
            }

            tree.Value[62] = -7;
        }));
        return new TreeModel(Small.Schema, [.. trees], 0.5f);
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
                Trees = 12,
                Leaves = 2 + random.Next(30),
                LearningRate = 0.2,
                MinLeafRows = 1 + random.Next(20),
                Threads = 1,
                Seed = random.Next(),
                ColumnSample = random.Next(2) == 0 ? 1 : 0.6,
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
            var after = new Scorer(read).Margins(set.Columns);
            Assert.Equal(margins.Select(BitConverter.SingleToInt32Bits), after.Select(BitConverter.SingleToInt32Bits));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }
}
