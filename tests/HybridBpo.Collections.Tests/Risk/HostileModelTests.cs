using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Collections.Tests.Risk;

/// <summary>Model folders made to harm, given to the commands that read them.</summary>
public sealed class HostileModelTests : IDisposable
{
    private readonly ModelRun run = new();

    [Theory]
    [InlineData("\"left_children\":[1,", "\"left_children\":[0,", "is reached twice")]
    [InlineData("\"left_children\":[1,", "\"left_children\":[2000000000,", "are not both nodes")]
    [InlineData("\"num_nodes\":\"", "\"num_nodes\":\"1000000000", "num_nodes")]
    [InlineData("\"split_conditions\":[", "\"split_conditions\":[NaN,", "split_conditions")]
    [InlineData("\"split_conditions\":[", "\"split_conditions\":[1e999,", "split_conditions")]
    [InlineData("\"split_indices\":[", "\"split_indices\":[99", "there is no feature")]
    [InlineData("\"num_trees\":\"", "\"num_trees\":\"9", "num_trees")]
    [InlineData("\"name\":\"gbtree\"", "\"name\":\"dart\"", "'dart' is not supported; only gbtree is")]
    [InlineData("\"name\":\"binary:logistic\"", "\"name\":\"rank:pairwise\"", "only binary:logistic is")]
    [InlineData("{\"learner\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[{\"learner\"", "not valid JSON")]
    public async Task A_damaged_model_is_refused_in_one_line_by_every_command_that_reads_one(string from, string to, string reason)
    {
        var (data, file) = (run.WriteLoans("loans.csv", 400), Path.Combine(run.Path("model"), "model.json"));
        await run.Train(data);
        var text = File.ReadAllText(file);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0);
        File.WriteAllText(file, text.Remove(at, from.Length).Insert(at, to));
        foreach (var arguments in Commands(data))
        {
            var (code, output, error) = await run.Run(arguments);
            Assert.Equal((1, ""), (code, output));
            Assert.Contains("model.json", Assert.Single(error.TrimEnd().Split('\n')));
            Assert.Contains(reason, error);
        }

        Assert.False(File.Exists(run.Path("scored.csv")));
    }

    [Fact]
    public async Task However_a_model_is_mangled_the_commands_end_with_an_answer_or_one_line()
    {
        var (data, file) = (run.WriteLoans("loans.csv", 400), Path.Combine(run.Path("model"), "model.json"));
        await run.Train(data);
        File.Delete(Path.Combine(run.Path("model"), "golden.csv"));
        var whole = File.ReadAllBytes(file);
        string[] texts = ["-1", "99", "NaN", "1e300", "null", "[", "]", "{", "\"", "\\ud800", "true", ","];
        byte[][] words = [.. texts.Select(Encoding.UTF8.GetBytes)];
        var place = Gen.Choose(0, whole.Length - 1);
        var change = place.SelectMany(at => Gen.Choose(0, 40).SelectMany(cut => Gen.Elements(words), (cut, word) => (At: at, Cut: cut, Word: word)));
        Prop.ForAll(change.ArrayOf(2).ToArbitrary(), changes =>
        {
            var bytes = whole.ToList();
            foreach (var (at, cut, word) in changes)
            {
                var from = Math.Min(at, bytes.Count);
                bytes.RemoveRange(from, Math.Min(cut == 40 ? bytes.Count : cut / 8, bytes.Count - from));
                bytes.InsertRange(from, word);
            }

            File.WriteAllBytes(file, [.. bytes]);
            var (code, _, error) = run.Run("score", "--model", run.Path("model"), "--data", data, "--out", run.Path("s.csv"), "--reasons", "2")
                .GetAwaiter().GetResult();
            return code is 0 or 1 && error.TrimEnd().Split('\n').Length == 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public async Task Golden_rows_that_are_no_table_or_not_the_models_are_refused()
    {
        var data = run.WriteLoans("loans.csv", 400);
        await run.Train(data);
        var golden = Path.Combine(run.Path("model"), "golden.csv");
        var whole = File.ReadAllText(golden);
        foreach (var (content, reason) in ((string, string)[])[
            (whole[..^14], "golden.csv, row 40"), (whole[..^40], "golden.csv, line 41"), ("income\n1\n", "there is no column"),
            ("", "the file is empty"), (new string('x', 65 << 20), "bytes; at most")])
        {
            File.WriteAllText(golden, content);
            var (code, _, error) = await run.Run(Commands(data)[0]);
            Assert.Equal(1, code);
            Assert.Contains(reason, Assert.Single(error.TrimEnd().Split('\n')));
        }
    }

    public void Dispose() => run.Dispose();

    private string[][] Commands(string data) =>
    [
        ["score", "--model", run.Path("model"), "--data", data, "--out", run.Path("scored.csv")],
        ["evaluate", "--model", run.Path("model"), "--data", data, "--label", "paid_late"],
    ];
}
