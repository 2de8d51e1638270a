using HybridBpo.Collections.Risk;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Tests.Risk;

public class RiskServiceTests
{
    private static readonly RiskModel Model = TrainModel();

    [Fact]
    public void A_model_survives_its_bytes()
    {
        var again = RiskModel.FromBytes(Model.ToBytes()).Value;
        Assert.Equal(Model.ToBytes(), again.ToBytes());
        Assert.Equal(Model.Score(Columns(50)).Value.Probabilities, again.Score(Columns(50)).Value.Probabilities);
        Assert.Contains("not valid JSON", RiskModel.FromBytes("{"u8.ToArray()).Refusal!.Message);
    }

    [Fact]
    public void Columns_that_cannot_be_built_are_refused_by_name()
    {
        var refusal = Assert.IsType<ModelNeedsColumns>(Model.Score([Columns(3)[0], new NumericColumn("region", [1, 2, 3])]).Refusal);
        Assert.Equal(["late_60"], refusal.Missing);
        Assert.Equal(["region"], refusal.OtherKind);
        Assert.Contains("late_60", refusal.Message);
    }

    [Fact]
    public void Reasons_are_summed_by_group_and_only_what_raises_the_risk_is_named()
    {
        var names = new Dictionary<string, string> { ["late_30"] = "late payments", ["late_60"] = "late payments" };
        var groups = new ReasonGroups(Model.Trees.Schema, names);
        FeatureColumn[] row = [new NumericColumn("late_30", [9]), new NumericColumn("late_60", [9]), CategoryColumn.FromTexts("region", ["a"])];
        var reasons = Model.Reasons(row, groups, 3)[0];
        Assert.Equal("late payments", reasons[0].Group);
        Assert.All(reasons, r => Assert.True(r.Contribution > 0));
        var contributions = new Scorer(Model.Trees).Contributions(row)[0];
        Assert.Equal(contributions[0] + contributions[1], reasons[0].Contribution, 9);
    }

    [Fact]
    public void A_report_holds_curve_and_calibration()
    {
        var columns = Columns(2000);
        var report = RiskEvaluation.Evaluate(Model, columns, LabelsOf(columns), 1, TimeProvider.System);
        Assert.Equal(10, report.Calibration.Count);
        Assert.Equal(2000, report.Calibration.Sum(g => g.Rows));
        Assert.True(report.Roc.Count > 10);
        Assert.True(report.Figures.Auc > 0.7);
    }

    [Fact]
    public void One_outcome_only_is_refused()
    {
        var set = new TrainingSet([new NumericColumn("x", [1, 2])], [0, 0]);
        var result = RiskTraining.Train(set, new TrainingOptions(), TimeProvider.System, ct: TestContext.Current.CancellationToken);
        Assert.IsType<CannotTrain>(result.Refusal);
    }

    private static RiskModel TrainModel()
    {
        var columns = Columns(3000);
        var set = new TrainingSet(columns, LabelsOf(columns));
        return new RiskModel(RiskTraining.Train(set, new TrainingOptions { Trees = 30, Threads = 2 }, TimeProvider.System).Value.Model);
    }

    private static FeatureColumn[] Columns(int rows)
    {
        var random = new Random(5);
        return
        [
            new NumericColumn("late_30", [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(10))]),
            new NumericColumn("late_60", [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(10))]),
            CategoryColumn.FromTexts("region", Enumerable.Range(0, rows).Select(_ => random.Next(2) == 0 ? "a" : "b")),
        ];
    }

    private static float[] LabelsOf(FeatureColumn[] columns)
    {
        var random = new Random(6);
        var (x, y) = (((NumericColumn)columns[0]).Values, ((NumericColumn)columns[1]).Values);
        return [.. x.Select((v, i) => random.NextDouble() < (v + y[i]) / 20 ? 1f : 0f)];
    }
}
