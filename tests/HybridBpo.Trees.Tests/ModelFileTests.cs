using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Trees.Tests;

public class ModelFileTests
{
    private static readonly byte[] File = XgboostJson.Write(
        Make.Model(Make.Data(1500), Make.Quick(trees: 4)).WithCalibrator(new PlattCalibrator(0.9, -0.1)).WithAttribute("card", "ünï \"x\" NaN"));

    private static string Text => Encoding.UTF8.GetString(File);

    [Fact]
    public void Writing_what_was_read_gives_the_same_bytes()
    {
        var model = XgboostJson.Read(File);
        Assert.Equal(File, XgboostJson.Write(model));
        Assert.Equal("ünï \"x\" NaN", model.Attributes["card"]);
        Assert.Equal(0.9, Assert.IsType<PlattCalibrator>(model.Calibrator).Slope);
        Assert.Equal(["debt", "town"], model.Schema.Features.Select(f => f.Name).Where(n => n is "debt" or "town"));
        Assert.Contains("Aston", model.Schema.Features[3].Levels);
    }

    [Fact]
    public void A_read_model_scores_exactly_as_the_one_that_was_written()
    {
        var set = Make.Data(1500);
        var model = Make.Model(set);
        Assert.Equal(new Scorer(model).Margins(set.Columns), new Scorer(XgboostJson.Read(XgboostJson.Write(model))).Margins(set.Columns));
    }

    [Fact]
    public void Every_number_in_a_float_array_has_a_point_or_an_exponent()
    {
        foreach (var name in new[] { "base_weights", "loss_changes", "split_conditions", "sum_hessian" })
        {
            var start = Text.IndexOf($"\"{name}\":[", StringComparison.Ordinal) + name.Length + 4;
            var numbers = Text[start..Text.IndexOf(']', start)].Split(',');
            Assert.All(numbers, number => Assert.True(number.Contains('.') || number.Contains('E'), $"{name} holds {number}"));
        }
    }

    [Theory]
    [InlineData("\"binary:logistic\"", "\"reg:squarederror\"", "only binary:logistic")]
    [InlineData("\"gbtree\"", "\"dart\"", "only gbtree")]
    [InlineData("\"num_class\":\"0\"", "\"num_class\":\"3\"", "more than two classes")]
    [InlineData("\"num_trees\":\"4\"", "\"num_trees\":\"2147483647\"", "there are 4 trees")]
    [InlineData("\"num_feature\":\"5\",\"num_target\"", "\"num_feature\":\"2000000000\",\"num_target\"", "not a whole number from 1")]
    [InlineData("\"size_leaf_vector\":\"0\"", "\"size_leaf_vector\":\"7\"", "several outputs")]
    [InlineData("\"left_children\":[1,", "\"left_children\":[0,", "reached twice")]
    [InlineData("\"left_children\":[1,", "\"left_children\":[2,", "reached twice")]
    [InlineData("\"left_children\":[1,", "\"left_children\":[99999,", "not both nodes")]
    [InlineData("\"left_children\":[1,", "\"left_children\":[-1,", "not both nodes")]
    [InlineData("\"left_children\":[1,", "\"left_children\":[1,1,", "entries")]
    [InlineData("\"split_indices\":[", "\"split_indices\":[-", "")]
    [InlineData("\"split_conditions\":[", "\"split_conditions\":[\"x\",", "entries")]
    [InlineData("\"base_score\":\"", "\"base_score\":\"7", "probability")]
    [InlineData("\"kind\\u0022:\\u0022platt", "\"kind\\u0022:\\u0022spline", "")]
    [InlineData("\"learner\":", "\"leaner\":", "'learner' is missing")]
    [InlineData("{", "[", "not valid JSON")]
    public void A_damaged_or_foreign_file_is_refused_with_a_reason(string from, string to, string reason)
    {
        var at = Text.IndexOf(from, StringComparison.Ordinal);
        if (at < 0)
            (from, to, at) = ("platt", "spline", Text.IndexOf("platt", StringComparison.Ordinal));
        var damaged = Text.Remove(at, from.Length).Insert(at, to);
        var error = Assert.Throws<ModelFormatException>(() => XgboostJson.Read(Encoding.UTF8.GetBytes(damaged)));
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void However_a_file_is_mangled_it_is_read_or_refused_and_never_crashes()
    {
        var places = Gen.Choose(0, File.Length - 1);
        var damage = places.SelectMany(at => Gen.Choose(0, 255), (at, value) => (at, value)).ArrayOf(3);
        Prop.ForAll(damage.ToArbitrary(), changes =>
        {
            var bytes = (byte[])File.Clone();
            foreach (var (at, value) in changes)
                bytes[at] = (byte)value;
            try
            {
                var scorer = new Scorer(XgboostJson.Read(bytes));
                return float.IsFinite(scorer.Margin(new float[scorer.Model.Schema.Features.Count]));
            }
            catch (ModelFormatException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }

    [Fact]
    public void However_a_file_is_cut_short_it_is_refused()
    {
        for (var length = 0; length < File.Length; length += 997)
            Assert.Throws<ModelFormatException>(() => XgboostJson.Read(File.AsMemory(0, length)));
    }

    [Fact]
    public void Numbers_swapped_for_extreme_ones_never_crash()
    {
        var random = new Random(11);
        string[] extremes = ["-1", "2147483647", "-2147483648", "1e400", "NaN", "-Infinity", "null", "0.5", "\"7\"", "[]", "{}", "true"];
        var numbers = System.Text.RegularExpressions.Regex.Matches(Text, @"(?<=[\[,])-?\d+(\.\d+)?(?=[,\]])");
        for (var i = 0; i < 800; i++)
        {
            var match = numbers[random.Next(numbers.Count)];
            var text = Text.Remove(match.Index, match.Length).Insert(match.Index, extremes[random.Next(extremes.Length)]);
            try
            {
                var scorer = new Scorer(XgboostJson.Read(Encoding.UTF8.GetBytes(text)));
                Assert.True(float.IsFinite(scorer.Margin(new float[5])));
                Assert.True(scorer.Contributions(new float[5]).All(double.IsFinite));
            }
            catch (ModelFormatException)
            {
            }
        }
    }
}
