using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using HybridBpo.Collections.Risk;

namespace HybridBpo.Collections.Tests.Risk;

public sealed class ModelCommandTests : IDisposable
{
    private readonly ModelRun run = new();

    [Fact]
    public async Task Train_prints_the_agreed_json_and_writes_the_three_files()
    {
        var (code, output, error) = await run.Train(run.WriteLoans("loans.csv", 4000));
        Assert.True(code == 0, error);
        var json = JsonDocument.Parse(output).RootElement;
        string[] agreed =
        [
            "rows", "features", "trainRows", "testRows", "auc", "gini", "ks", "brier", "logLoss", "ece10", "trainSeconds", "loadSeconds",
            "scoreRowsPerSecond", "threads", "params",
        ];
        Assert.All(agreed, name => Assert.True(json.TryGetProperty(name, out _), name));
        Assert.Equal((4000, 3, 2999, 1001), (Number("rows"), Number("features"), Number("trainRows"), Number("testRows")));
        Assert.InRange(json.GetProperty("auc").GetDouble(), 0.65, 0.9);
        Assert.Equal(30, json.GetProperty("params").GetProperty("trees").GetInt32());
        Assert.Equal(["card.md", "golden.csv", "model.json"], Directory.GetFiles(run.Path("model")).Select(Path.GetFileName).Order());
        var card = File.ReadAllText(Path.Combine(run.Path("model"), "card.md"));
        Assert.Contains("paid_late = 1", card);
        Assert.Contains("logistic scorecard", card);
        Assert.Empty(Directory.GetFileSystemEntries(run.Folder).Select(Path.GetFileName).Except(["loans.csv", "model"]));

        int Number(string name) => json.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Evaluate_finds_the_figures_that_train_found()
    {
        var data = run.WriteLoans("loans.csv", 4000, "\r\n");
        var trained = JsonDocument.Parse((await run.Train(data)).Out).RootElement;
        var (code, output, error) = await run.Run("evaluate", "--model", run.Path("model"), "--data", data, "--label", "paid_late", "--json");
        Assert.True(code == 0, error);
        var evaluated = JsonDocument.Parse(output).RootElement;
        foreach (var name in (string[])["rows", "testRows", "auc", "ks", "brier", "logLoss", "ece10"])
            Assert.Equal(trained.GetProperty(name).GetDouble(), evaluated.GetProperty(name).GetDouble(), 6);
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    public async Task Score_keeps_every_row_and_adds_score_margin_and_reasons(string lineEnd, bool zipped)
    {
        var data = run.WriteLoans("loans.csv", 2000, lineEnd);
        await run.Train(data);
        var target = run.Path(zipped ? "scored.csv.gz" : "scored.csv");
        var (code, _, error) = await run.Run("score", "--model", run.Path("model"), "--data", data, "--out", target, "--reasons", "2");
        Assert.True(code == 0, error);
        using var reader = new StreamReader(zipped ? new GZipStream(File.OpenRead(target), CompressionMode.Decompress) : File.OpenRead(target));
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        var (before, after) = (File.ReadAllText(data).Split(lineEnd), text.Split(lineEnd));
        Assert.Equal(before.Length, after.Length);
        Assert.Equal(before[0] + ",score,margin,reason_1,reason_2", after[0]);
        for (var i = 1; i <= 2000; i++)
        {
            Assert.StartsWith(before[i] + ",", after[i]);
            var added = after[i][(before[i].Length + 1)..].Split(',');
            Assert.InRange(double.Parse(added[0], CultureInfo.InvariantCulture), 0, 1);
            Assert.True(double.IsFinite(double.Parse(added[1], CultureInfo.InvariantCulture)));
        }

        Assert.Contains(after, line => line.Contains("overdue = 4 (+"));
    }

    [Fact]
    public async Task Score_refuses_rows_that_lack_a_column_and_leaves_no_file()
    {
        await run.Train(run.WriteLoans("loans.csv", 1000));
        var other = run.Write("other.csv", "income,region\n1,north\n");
        var (code, _, error) = await run.Run("score", "--model", run.Path("model"), "--data", other, "--out", run.Path("scored.csv"));
        Assert.Equal(1, code);
        Assert.Contains("'overdue'", error);
        var wrong = run.Write("wrong.csv", "income,overdue,region\n1,2,north\n1,often,north\n");
        (code, _, error) = await run.Run("score", "--model", run.Path("model"), "--data", wrong, "--out", run.Path("scored.csv"));
        Assert.Equal(1, code);
        Assert.Contains("wrong.csv, line 3, column 'overdue': 'often' is not a number", error);
        Assert.Empty(Directory.GetFiles(run.Folder, "scored*"));
    }

    [Fact]
    public async Task Score_into_a_folder_that_is_not_there_says_so()
    {
        var data = run.WriteLoans("loans.csv", 600);
        await run.Train(data);
        var (code, _, error) = await run.Run("score", "--model", run.Path("model"), "--data", data, "--out", run.Path("nowhere/scored.csv"));
        Assert.Equal(1, code);
        Assert.Contains("scored.csv cannot be written", error);
    }

    [Fact]
    public async Task A_link_to_score_into_stays_one_and_no_device_is_renamed_over()
    {
        var data = run.WriteLoans("loans.csv", 600);
        await run.Train(data);
        File.CreateSymbolicLink(run.Path("link.csv"), run.Write("real.csv", ""));
        await run.Run("score", "--model", run.Path("model"), "--data", data, "--out", run.Path("link.csv"));
        Assert.Equal(run.Path("real.csv"), new FileInfo(run.Path("link.csv")).LinkTarget);
        Assert.Equal(601, File.ReadAllLines(run.Path("real.csv")).Length);
        // Only asked for: were it written, a machine that runs tests as root would lose the device.
        foreach (var device in new[] { "/dev/null", "/dev/full", "/dev/../dev/null" })
            Assert.Contains("is a device", OutputFile.Locate(device).Refusal!.Message);
        File.CreateSymbolicLink(run.Path("null.csv"), "/dev/null");
        Assert.Contains("is a device", OutputFile.Locate(run.Path("null.csv")).Refusal!.Message);
        Assert.Null(OutputFile.Locate("/dev/shm/scores.csv").Refusal);
    }

    [Fact]
    public async Task Nothing_typed_where_a_file_is_wanted_is_refused_in_words()
    {
        var data = run.WriteLoans("loans.csv", 600);
        await run.Train(data);
        Assert.Equal("--out names no folder.", (await run.Run("train", "--data", data, "--label", "paid_late", "--out", "")).Error.Trim());
        Assert.Equal("--data: it names no file", (await run.Run("train", "--data", "", "--label", "paid_late", "--out", run.Path("m"))).Error.Trim());
        Assert.Equal("--out names no file.", (await run.Run("score", "--model", run.Path("model"), "--data", data, "--out", "")).Error.Trim());
        var (_, _, error) = await run.Run("train", "--data", run.Folder, "--label", "paid_late", "--out", run.Path("m"));
        Assert.Equal($"{run.Folder}: it is a folder; name a CSV file", error.Trim());
    }

    [Fact]
    public async Task Names_of_columns_do_not_steer_the_terminal()
    {
        var data = run.Write("bad.csv", "\"a\u001b[31m\nb\",y\n1,0\n2,1\n");
        var (_, _, error) = await run.Run("train", "--data", data, "--label", "z", "--out", run.Path("m"));
        Assert.Contains("the file has a\uFFFD[31m b, y", error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_model_that_no_longer_gives_its_golden_rows_is_refused()
    {
        var data = run.WriteLoans("loans.csv", 1000);
        await run.Train(data);
        var file = Path.Combine(run.Path("model"), "model.json");
        var text = File.ReadAllText(file);
        var at = text.IndexOf("\"base_score\":\"", StringComparison.Ordinal) + 16;
        File.WriteAllText(file, text.Remove(at, 1).Insert(at, text[at] == '9' ? "8" : "9"));
        var (code, _, error) = await run.Run("evaluate", "--model", run.Path("model"), "--data", data, "--label", "paid_late");
        Assert.Equal(1, code);
        Assert.Contains("golden.csv, row 1", error);
    }

    [Fact]
    public async Task Training_again_replaces_a_model_but_never_another_folder()
    {
        var data = run.WriteLoans("loans.csv", 1000);
        await run.Train(data);
        var first = File.ReadAllBytes(Path.Combine(run.Path("model"), "model.json"));
        Assert.Equal(0, (await run.Train(data, "--seed", "9")).Code);
        Assert.NotEqual(first, File.ReadAllBytes(Path.Combine(run.Path("model"), "model.json")));

        Directory.CreateDirectory(run.Path("notes"));
        run.Write("notes/diary.txt", "keep me");
        var (code, _, error) = await run.Run("train", "--data", data, "--label", "paid_late", "--out", run.Path("notes"));
        Assert.Equal(1, code);
        Assert.Contains("holds other files", error);
        Assert.Equal("keep me", File.ReadAllText(run.Path("notes/diary.txt")));

        run.Write("model/loans.csv", "the training data itself");
        (code, _, error) = await run.Train(data, "--seed", "10");
        Assert.Equal(1, code);
        Assert.Contains("holds other files (loans.csv)", error);
        Assert.Equal("the training data itself", File.ReadAllText(run.Path("model/loans.csv")));
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_model()
    {
        var data = run.WriteLoans("loans.csv", 3000);
        await run.Train(data, "--threads", "1");
        var first = File.ReadAllBytes(Path.Combine(run.Path("model"), "model.json"));
        await run.Train(data, "--threads", "4");
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(run.Path("model"), "model.json")));
    }

    [Theory]
    [InlineData("--trees", "0")]
    [InlineData("--learning-rate", "2")]
    [InlineData("--learning-rate", "abc")]
    [InlineData("--learning-rate", "0,1")]
    [InlineData("--learning-rate", "NaN")]
    [InlineData("--holdout", "time:when")]
    [InlineData("--leaves", "many")]
    public async Task Wrong_usage_answers_two(string option, string value) =>
        Assert.Equal(2, (await run.Run("train", "--data", "x.csv", "--label", "y", "--out", run.Path("model"), option, value)).Code);

    [Theory]
    [InlineData("--trees", "abc", "--trees: 'abc' is not a whole number.")]
    [InlineData("--trees", "1e3", "--trees: '1e3' is not a whole number.")]
    [InlineData("--trees", "2.5", "--trees: '2.5' is not a whole number.")]
    [InlineData("--trees", "99999999999999", "--trees must be from 1 to 100000.")]
    [InlineData("--leaves", "1", "--leaves must be from 2 to 65536.")]
    [InlineData("--learning-rate", "0,1", "--learning-rate: '0,1' is not a number above 0 and at most 1, such as 0.05.")]
    [InlineData("--holdout", "half", "--holdout: 'half' is none of hash, none, time:COLUMN:YYYY-MM-DD.")]
    public async Task What_is_wrong_with_an_option_is_said_in_plain_words(string option, string value, string says)
    {
        var (code, _, error) = await run.Run("train", "--data", "x.csv", "--label", "y", "--out", run.Path("model"), option, value);
        Assert.Equal((2, says), (code, error));
    }

    [Fact]
    public async Task Tuning_says_what_it_tried_and_keeps_the_best()
    {
        var (code, output, error) = await run.Train(run.WriteLoans("loans.csv", 600), "--tune");
        Assert.True(code == 0, error);
        Assert.Contains("tried 15 of 15", error);
        Assert.Contains("tried near the best, 6 of 6", error);
        Assert.Equal(7, error.Split('\n').Count(line => line.StartsWith("on other folds: ", StringComparison.Ordinal)));
        var tried = JsonDocument.Parse(output).RootElement.GetProperty("tried").EnumerateArray().ToArray();
        var best = tried[^7..].MinBy(t => t.GetProperty("logLoss").GetDouble()).GetProperty("setting").GetString()!;
        Assert.StartsWith(JsonDocument.Parse(output).RootElement.GetProperty("params").GetProperty("trees").GetInt32() + " trees", best);
    }

    public void Dispose() => run.Dispose();
}
