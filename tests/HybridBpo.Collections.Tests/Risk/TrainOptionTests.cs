using System.Globalization;
using System.Text.Json;
using HybridBpo.Collections.Risk;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Tests.Risk;

/// <summary>What the options of model train do, as seen in the model that comes of them.</summary>
public sealed class TrainOptionTests : IDisposable
{
    private readonly ModelRun run = new();

    [Fact]
    public async Task Risk_only_rises_or_falls_with_the_columns_that_are_named()
    {
        var data = run.WriteLoans("loans.csv", 1500);
        Assert.False(Falls(await Model(data)));
        Assert.True(Falls(await Model(data, "--monotone-down", "overdue", "--monotone-up", "income")));
        var card = File.ReadAllText(Path.Combine(run.Path("model"), "card.md"));
        Assert.Contains("the risk may only rise with income", card);
        Assert.Contains("the risk may only fall with overdue", card);

        static bool Falls(RiskModel model) => Enumerable.Range(0, 5).All(income => Enumerable.Range(0, 5).All(overdue =>
            model.Margin([income * 20, overdue, 1]) >= model.Margin([income * 20, overdue + 1, 1])
            && model.Margin([income * 20, overdue, 1]) <= model.Margin([(income + 1) * 20, overdue, 1])));
    }

    [Fact]
    public async Task Trees_grow_by_leaf_or_by_level_and_not_deeper_than_told()
    {
        var data = run.WriteLoans("loans.csv", 1500);
        var byLeaf = await Model(data, "--leaves", "6");
        var byLevel = await Model(data, "--leaves", "6", "--growth", "depth");
        Assert.NotEqual(byLeaf.ToBytes(), byLevel.ToBytes());
        Assert.Contains("grown level by level", File.ReadAllText(Path.Combine(run.Path("model"), "card.md")));
        var stumps = await Model(data, "--max-depth", "1");
        // Trees of one split add up: what a column changes does not depend on the others.
        Assert.Equal(
            stumps.Margin([20, 0, 0]) - stumps.Margin([80, 0, 0]), stumps.Margin([20, 4, 1]) - stumps.Margin([80, 4, 1]), 1e-5f);
    }

    [Fact]
    public async Task A_model_goes_on_from_another_as_if_it_had_not_stopped()
    {
        var data = run.WriteLoans("loans.csv", 1500);
        var whole = await Model(data, "--l2", "3", "--row-sample", "0.7");
        Directory.Move(run.Path("model"), run.Path("first"));
        var (code, output, error) = await Train(data, "--from", run.Path("first"), "--trees", "10", "--l2", "3", "--row-sample", "0.7");
        Assert.True(code == 0, error);
        var further = Load();
        Assert.Equal(40, further.Trees.TreeCount);
        Assert.Equal(10, JsonDocument.Parse(output).RootElement.GetProperty("params").GetProperty("trees").GetInt32());
        Assert.Contains("gone on from a model of 30 trees, trained on the same file", File.ReadAllText(Path.Combine(run.Path("model"), "card.md")));
        Assert.Null(further.Trees.Calibrator);
        var longer = await Model(data, "--trees", "40", "--l2", "3", "--row-sample", "0.7");
        Assert.Equal(longer.Margin([30, 2, 1]), further.Margin([30, 2, 1]), 1e-5f);
        Assert.NotEqual(whole.Margin([30, 2, 1]), further.Margin([30, 2, 1]));

        (code, _, error) = await Train(data, "--from", run.Path("nowhere"));
        Assert.Equal((1, $"{run.Path("nowhere")} holds no model.json."), (code, error.TrimEnd()));
        (code, _, error) = await Train(data, "--from", run.Path("first"), "--drop", "income");
        Assert.Equal(1, code);
        Assert.Contains("the data lacks the columns the model was trained on: income", Assert.Single(error.TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task A_column_of_weights_weighs_rows_and_is_no_feature()
    {
        var lines = File.ReadAllLines(run.WriteLoans("loans.csv", 1500));
        double Weight(int line) => lines[line].EndsWith(",1", StringComparison.Ordinal) ? 3 : 1;
        var weighed = Weighed(line => line.EndsWith(",1", StringComparison.Ordinal) ? "3" : "1");
        var plain = await Model(run.Path("loans.csv"));
        var model = await Model(weighed, "--weight", "w");
        Assert.Equal(["income", "overdue", "region"], model.Trees.Schema.Features.Select(f => f.Name));
        var (before, after) = (plain.Trees.BaseScore, model.Trees.BaseScore);
        Assert.Equal(3 * before / (1 + (2 * before)), after, 1e-4f);
        // The probabilities are those of the weighed rows.
        var rows = CsvTable.Read(run.Path("loans.csv"), ModelInputs.Plan(model.Trees.Schema), TestContext.Current.CancellationToken).Value;
        var scored = model.Score(rows.Columns).Value.Probabilities;
        Assert.Equal(after, scored.Select((p, i) => p * Weight(i + 1)).Sum() / scored.Select((_, i) => Weight(i + 1)).Sum(), 0.02);

        await Refused(Weighed(line => "-2"), "column 'w': row 1 below the header weighs -2; a weight is 0 or more", "--weight", "w");
        await Refused(Weighed(line => ""), "line 2, column 'w': the weight is missing", "--weight", "w");
        await Refused(Weighed(line => "much"), "line 2, column 'w': 'much' is not a number", "--weight", "w");
        await Refused(Weighed(line => "0"), "All weights are 0.", "--weight", "w");
        await Refused(weighed, "there is no column 'v'", "--weight", "v");
        await Refused(weighed, "'paid_late' is to hold weights; it can be nothing else", "--weight", "paid_late");

        string Weighed(Func<string, string> weight) =>
            run.Write("weighed.csv", string.Join('\n', lines.Select((line, i) => (i == 0 ? "w" : weight(line)) + "," + line)) + "\n");
    }

    [Fact]
    public async Task Training_stops_early_on_a_part_and_then_learns_from_all_rows()
    {
        var data = run.WriteLoans("loans.csv", 1500);
        var (code, output, error) = await Train(data, "--trees", "2000", "--learning-rate", "0.3", "--early-stopping", "10");
        Assert.True(code == 0, error);
        Assert.InRange(JsonDocument.Parse(output).RootElement.GetProperty("params").GetProperty("trees").GetInt32(), 1, 100);
        Assert.Contains("stopped early", File.ReadAllText(Path.Combine(run.Path("model"), "card.md")));
    }

    [Fact]
    public async Task Several_seeds_make_one_model_of_their_mean()
    {
        var data = run.WriteLoans("loans.csv", 1500);
        var mean = await Model(data, "--seeds", "3", "--row-sample", "0.5");
        Assert.Equal(90, mean.Trees.TreeCount);
        var singles = new List<float>();
        foreach (var seed in (int[])[1, 2, 3])
            singles.Add((await Model(data, "--row-sample", "0.5", "--seed", seed.ToString(CultureInfo.InvariantCulture))).Margin([30, 2, 1]));
        Assert.Equal(3, singles.Distinct().Count());
        Assert.Equal(singles.Average(), mean.Margin([30, 2, 1]), 1e-5f);
    }

    [Theory]
    [InlineData("--growth", "wide", "--growth: 'wide' is neither leaf nor depth.")]
    [InlineData("--l2", "-1", "--l2: '-1' is not a number from 0 to 1000000000, such as 10.")]
    [InlineData("--bins", "256", "--bins must be from 2 to 255.")]
    [InlineData("--row-sample", "0", "--row-sample: '0' is not a number above 0 and at most 1, such as 0.05.")]
    [InlineData("--tune --from", "m", "--tune searches settings for a model that begins anew; leave it or --from out.")]
    [InlineData("--tune --early-stopping", "5", "--tune finds the number of trees itself; leave it or --early-stopping out.")]
    [InlineData("--monotone-up a --monotone-down", "b,a", "The risk cannot both rise and fall with 'a': --monotone-up or --monotone-down.")]
    public async Task Options_that_make_no_sense_are_refused(string options, string value, string says)
    {
        var (code, _, error) = await run.Run(["train", "--data", "x.csv", "--label", "y", "--out", run.Path("model"), .. options.Split(' '), value]);
        Assert.Equal((2, says), (code, error));
    }

    [Fact]
    public async Task Columns_to_keep_in_order_must_be_there_and_hold_numbers()
    {
        var data = run.WriteLoans("loans.csv", 600);
        await Refused(data, "there is no column 'age'", "--monotone-up", "age");
        await Refused(data, "Column 'region' holds categories, which have no order to keep.", "--monotone-up", "region");
    }

    public void Dispose() => run.Dispose();

    private async Task Refused(string data, string reason, params string[] more)
    {
        var (code, output, error) = await Train(data, more);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(reason, Assert.Single(error.TrimEnd().Split('\n')));
        Assert.Contains(Path.GetFileName(data), error);
    }

    private Task<(int Code, string Out, string Error)> Train(string data, params string[] more) => run.Run(
        ["train", "--data", data, "--label", "paid_late", "--categorical", "region", "--out", run.Path("model"), "--json",
            .. more.Contains("--trees") ? more : [.. more, "--trees", "30"]]);

    private async Task<RiskModel> Model(string data, params string[] more)
    {
        var (code, _, error) = await Train(data, more);
        Assert.True(code == 0, error);
        return Load();
    }

    private RiskModel Load() => ModelFolder.Load(run.Path("model")).Value;
}
