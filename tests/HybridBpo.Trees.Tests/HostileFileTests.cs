using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Trees.Tests;

/// <summary>Files made to harm: each is refused with a reason, or scores and explains in a moment.</summary>
public class HostileFileTests
{
    [Theory]
    [InlineData("[1,2,-1]", "[2,1,-1]", "3", "reached twice")]
    [InlineData("[1,0,-1]", "[2,2,-1]", "3", "reached twice")]
    [InlineData("[0,-1,-1]", "[0,-1,-1]", "3", "reached twice")]
    [InlineData("[1,-1,-1]", "[3,-1,-1]", "3", "not both nodes")]
    [InlineData("[1,-1,-1]", "[2147483647,-1,-1]", "3", "not both nodes")]
    [InlineData("[1,-1,-1]", "[-2,-1,-1]", "3", "not both nodes")]
    [InlineData("[1,-1,-1]", "[2,-1,-1]", "1000000000", "not a whole number from 1 to")]
    [InlineData("[1,-1,-1]", "[2,-1,-1]", "16000000", "entries where 16,000,000 are expected")]
    [InlineData("[1,-1,-1]", "[2,-1,-1]", "-1", "not a whole number from 1 to")]
    public void What_is_no_tree_is_refused(string left, string right, string nodes, string reason) =>
        Assert.Contains(reason, Refused(Model(left, right, nodes)));

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("1e39")]
    public void A_threshold_that_is_no_number_is_refused(string threshold)
    {
        Assert.Contains("split_conditions[0]", Refused(Model("[1,-1,-1]", "[2,-1,-1]", "3", $"[{threshold},0.1,0.2]")));
        Assert.Contains("split_conditions[1]", Refused(Model("[1,-1,-1]", "[2,-1,-1]", "3", $"[0.1,{threshold},0.2]")));
    }

    [Fact]
    public void A_chain_of_nodes_is_read_and_explained_up_to_a_depth_and_refused_beyond()
    {
        var scorer = new Scorer(XgboostJson.Read(Chain(500, features: 500)));
        var row = new float[500];
        Assert.Equal(scorer.Margin(row), scorer.Contributions(row).Sum(), 4);
        Assert.Contains("more than 512 levels", Refused(Chain(600, features: 1)));
        Assert.Contains("more than 512 levels", Refused(Chain(200_000, features: 1)));
    }

    [Fact]
    public void Nested_without_end_or_full_of_names_it_is_refused()
    {
        Assert.Contains("not valid JSON", Refused(Encoding.UTF8.GetBytes(new string('[', 1_000_000))));
        Assert.Contains("not valid JSON", Refused(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"learner\":", 1_000_000)))));
        Assert.Contains("not UTF-8", Refused([0xFF, 0xFE, 0x00]));
        Assert.Contains("not valid JSON", Refused([]));
    }

    [Fact]
    public void Whatever_children_thresholds_and_counts_a_tree_claims_it_is_refused_or_scores()
    {
        var number = Gen.Elements(-2147483648, -2, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 99, 2147483647);
        var value = Gen.Elements("0.5", "-1e38", "1e38", "NaN", "Infinity", "1e-46", "null", "[]", "0.1", "0.2");
        var (side, values) = (number.ArrayOf(7), value.ArrayOf(7));
        var trees = side.SelectMany(left => side.SelectMany(_ => values, (right, v) => (Left: left, Right: right, Value: v)));
        Prop.ForAll(trees.ToArbitrary(), tree =>
        {
            // Half the time the shape is a whole tree, so that what lies beneath is reached too.
            var whole = tree.Left[0] % 2 == 0;
            var left = whole ? "[1,3,5,-1,-1,-1,-1]" : $"[{string.Join(',', tree.Left)}]";
            var right = whole ? "[2,4,6,-1,-1,-1,-1]" : $"[{string.Join(',', tree.Right)}]";
            try
            {
                var scorer = new Scorer(XgboostJson.Read(Model(left, right, "7", $"[{string.Join(',', tree.Value)}]")));
                return !float.IsNaN(scorer.Margin([1, float.NaN])) && scorer.Contributions([1, float.NaN]).Length == 3;
            }
            catch (ModelFormatException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static string Refused(byte[] file) => Assert.Throws<ModelFormatException>(() => XgboostJson.Read(file)).Message;

    private static byte[] Chain(int depth, int features)
    {
        var nodes = (2 * depth) + 1;
        var (left, right) = (new int[nodes], new int[nodes]);
        for (var i = 0; i < depth; i++)
            (left[2 * i], right[2 * i], left[(2 * i) + 1], right[(2 * i) + 1]) = ((2 * i) + 1, (2 * i) + 2, -1, -1);
        (left[^1], right[^1]) = (-1, -1);
        var values = string.Join(',', Enumerable.Repeat("0.25", nodes));
        return Model($"[{string.Join(',', left)}]", $"[{string.Join(',', right)}]", $"{nodes}", $"[{values}]", features);
    }

    private static byte[] Model(string left, string right, string nodes, string values = "[0.5,0.1,0.2]", int features = 2)
    {
        var count = left.Split(',').Length;
        string All(string value) => $"[{string.Join(',', Enumerable.Repeat(value, count))}]";
        var indices = $"[{string.Join(',', Enumerable.Range(0, count).Select(i => i / 2 % features))}]";
        var tree = $$"""
            {"tree_param":{"num_nodes":"{{nodes}}","num_feature":"{{features}}","num_deleted":"0","size_leaf_vector":"0"},"id":0,
            "loss_changes":{{All("1.0")}},"sum_hessian":{{All("3.0")}},"base_weights":{{All("0.0")}},
            "left_children":{{left}},"right_children":{{right}},
            "parents":{{All("0")}},"split_indices":{{indices}},"split_conditions":{{values}},"default_left":{{All("1")}}}
            """;
        return Encoding.UTF8.GetBytes($$$"""
            {"version":[1,7,4],"learner":{"attributes":{},"feature_names":[],"feature_types":[],
            "learner_model_param":{"base_score":"0.5","num_class":"0","num_feature":"{{{features}}}"},
            "objective":{"name":"binary:logistic","reg_loss_param":{}},
            "gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_trees":"1"},"trees":[{{{tree}}}],"tree_info":[0]} } } }
            """);
    }
}
