using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>Rows of a file to test a model on.</summary>
/// <param name="Columns">The model's columns.</param>
/// <param name="Labels">Their outcomes, both of which occur.</param>
/// <param name="FileRows">How many rows the file has.</param>
internal sealed record TestRows(IReadOnlyList<FeatureColumn> Columns, float[] Labels, int FileRows)
{
    /// <summary>Reads the rows that a hold-out keeps, all without one.</summary>
    public static Result<TestRows> Read(RiskModel model, string file, string label, string? positive, HoldOut holdOut, CancellationToken ct)
    {
        var plan = ModelInputs.Plan(model.Trees.Schema);
        if (!LabelledData.ReadAll(file, label, positive, holdOut, plan, ct).Is(out var data, out var refusal))
            return refusal;
        var (table, features, labels, test) = data;
        if (model.Check(features) is { } unfit)
            return unfit;
        var rows = Enumerable.Range(0, table.Rows).Where(i => test[i] || holdOut is NoHoldOut).ToArray();
        if (rows.Length == 0)
            return new CannotTrain($"{file}: the hold-out {holdOut.Text} leaves 0 rows to test on.");
        if (LabelledData.OneOutcome(file, holdOut, "test", rows, labels) is { } single)
            return single;
        return new TestRows([.. features.Select(c => ColumnRows.Take(c, rows))], ColumnRows.Take(labels, rows), table.Rows);
    }
}
