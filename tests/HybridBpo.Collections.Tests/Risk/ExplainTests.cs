using System.Text.Json;

namespace HybridBpo.Collections.Tests.Risk;

/// <summary>What a person reads about what a model leans on: in card.md and by model explain.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly ModelRun run = new();

    [Fact]
    public async Task Explain_tells_importance_and_how_the_answer_moves()
    {
        var data = run.WriteLoans("loans.csv", 3000);
        await run.Train(data);
        var (code, output, error) = await Explain(data, "--json");
        Assert.True(code == 0, error);
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(Enumerable.Range(0, 3000).Count(i => unchecked((uint)i * 2654435761u) < 1u << 30), json.GetProperty("rows").GetInt32());
        var importance = json.GetProperty("importance").EnumerateArray().ToArray();
        Assert.Equal(["income", "overdue", "region"], importance.Select(i => i.GetProperty("column").GetString()).Order());
        // The outcome hangs on how much is overdue more than on anything else.
        Assert.Equal("overdue", importance.MaxBy(i => i.GetProperty("logLossGained").GetDouble()).GetProperty("column").GetString());
        Assert.Equal("overdue", importance.MaxBy(i => i.GetProperty("gain").GetDouble()).GetProperty("column").GetString());
        var curve = json.GetProperty("partialDependence").GetProperty("overdue").EnumerateArray().ToArray();
        Assert.Equal([0f, 1f, 2f, 3f, 4f], curve.Select(p => p.GetProperty("value").GetSingle()));
        Assert.True(curve[4].GetProperty("probability").GetDouble() > curve[0].GetProperty("probability").GetDouble() + 0.2);
        var income = json.GetProperty("partialDependence").GetProperty("income").EnumerateArray().ToArray();
        Assert.Equal(JsonValueKind.Null, income[^1].GetProperty("value").ValueKind);

        (_, output, _) = await Explain(data, "--column", "region");
        Assert.Contains("| overdue | number |", output);
        Assert.Contains("| region | mean probability |", output);
        Assert.Contains("| north |", output);
        Assert.DoesNotContain("| overdue | mean probability |", output);
    }

    [Fact]
    public async Task The_card_tells_the_same()
    {
        await run.Train(run.WriteLoans("loans.csv", 3000));
        var card = File.ReadAllText(Path.Combine(run.Path("model"), "card.md"));
        Assert.Contains("| Column | kind | share of gain | splits | AUC lost when shuffled | log loss gained | scorecard |", card);
        Assert.Contains("| region | category, 3 levels |", card);
        Assert.Contains("## How the answer moves", card);
        Assert.Contains("| overdue | mean probability |", card);
        Assert.Contains("logistic scorecard, for comparison", card);

        await run.Train(run.Path("loans.csv"), "--holdout", "none");
        card = File.ReadAllText(Path.Combine(run.Path("model"), "card.md"));
        Assert.Contains("| Column | kind | share of gain | splits | scorecard |", card);
        Assert.Contains("None: no rows were held out.", card);
    }

    [Fact]
    public async Task What_cannot_be_explained_is_told_in_one_line()
    {
        var data = run.WriteLoans("loans.csv", 800);
        await run.Train(data);
        await Refused(data, "--column: the model has no column 'age'.", "--column", "age");
        await Refused(run.Write("other.csv", "income,region,paid_late\n1,north,1\n"), "there is no column 'overdue'");
        await Refused(run.Write("late.csv", "income,overdue,region,paid_late\n1,2,north,1\n3,2,south,0\n5,2,south,1\n"), "leaves to test on is 1");
    }

    public void Dispose() => run.Dispose();

    private Task<(int Code, string Out, string Error)> Explain(string data, params string[] more) =>
        run.Run(["explain", "--model", run.Path("model"), "--data", data, "--label", "paid_late", .. more]);

    private async Task Refused(string data, string reason, params string[] more)
    {
        var (code, output, error) = await Explain(data, more);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(reason, Assert.Single(error.TrimEnd().Split('\n')));
    }
}
