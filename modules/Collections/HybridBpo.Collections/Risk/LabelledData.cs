using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>A data file split into rows to train on and rows to test on.</summary>
internal sealed record LabelledData(CsvTable Table, TrainingSet Train, TrainingSet? Test, int[] TestRows)
{
    /// <summary>Reads a file for training.</summary>
    public static Result<LabelledData> Read(
        string file, string label, string? positive, HoldOut holdOut, CsvPlan plan, CancellationToken ct, string? weight = null)
    {
        if (weight is not null)
            plan = plan with { Numbers = new HashSet<string>([weight]), Needed = [.. plan.Needed, weight] };
        if (!ReadAll(file, label, positive, holdOut, plan, ct).Is(out var all, out var refusal))
            return refusal;
        var (table, columns, labels, test) = all;
        if (weight is not null && WeightProblem(table, weight, label, holdOut, plan) is { } unfit)
            return unfit;
        var weights = weight is null ? null : ((NumericColumn)table[weight]).Values;
        columns = [.. columns.Where(c => c.Name != weight)];
        if (columns.Count == 0)
            return new CsvProblem(file, 1, null, "besides the label there is no column to learn from");
        var testRows = Enumerable.Range(0, test.Length).Where(i => test[i]).ToArray();
        var trainRows = Enumerable.Range(0, test.Length).Where(i => !test[i]).ToArray();
        if (trainRows.Length == 0)
            return new CannotTrain($"{file}: the hold-out {holdOut.Text} leaves 0 rows to train on.");
        if (testRows.Length == 0 && holdOut is not NoHoldOut)
            return new CannotTrain($"{file}: the hold-out {holdOut.Text} leaves 0 rows to test on.");
        if ((OneOutcome(file, holdOut, "train", trainRows, labels) ?? OneOutcome(file, holdOut, "test", testRows, labels)) is { } single)
            return single;
        try
        {
            var set = new TrainingSet(columns, labels, weights);
            return new LabelledData(table, set.Take(trainRows), testRows.Length == 0 ? null : set.Take(testRows), testRows);
        }
        catch (TrainingDataException e)
        {
            return new CannotTrain($"{file}: {e.Message}");
        }
    }

    private static Refusal? WeightProblem(CsvTable table, string weight, string label, HoldOut holdOut, CsvPlan plan)
    {
        if (weight == label || weight == holdOut.Column || plan.Drop.Contains(weight) || plan.Text.Contains(weight))
            return new CannotTrain($"{table.File}: '{weight}' is to hold weights; it can be nothing else besides.");
        if (table.FirstMissing[weight] is var line && line > 0)
            return new CsvProblem(table.File, line, weight, "the weight is missing; remove the row or fill it in");
        var values = ((NumericColumn)table[weight]).Values;
        var negative = Array.FindIndex(values, w => w < 0);
        return negative < 0 ? null : new CsvProblem(
            table.File, null, weight, $"row {negative + 1:N0} below the header weighs {values[negative]}; a weight is 0 or more");
    }

    /// <summary>Reads features, labels and which rows are test rows.</summary>
    public static Result<(CsvTable Table, IReadOnlyList<FeatureColumn> Features, float[] Labels, bool[] Test)> ReadAll(
        string file, string label, string? positive, HoldOut holdOut, CsvPlan plan, CancellationToken ct)
    {
        string[] apart = holdOut.Column is { } dates ? [label, dates] : [label];
        if (apart.Distinct().Count() < apart.Length || apart.Any(plan.Drop.Contains))
            return new CannotTrain($"{file}: '{label}' is the label; it can neither be dropped nor decide the hold-out.");
        var full = plan with { Text = plan.Text.Union(apart).ToHashSet(), Needed = [.. plan.Needed, .. apart] };
        if (!CsvTable.Read(file, full, ct).Is(out var table, out var refusal))
            return refusal;
        if (!Risk.Labels.Read(table, label, positive).Is(out var labels, out refusal))
            return refusal;
        if (!holdOut.Split(table).Is(out var test, out refusal))
            return refusal;
        return (table, table.Columns.Where(c => !apart.Contains(c.Name)).ToArray(), labels, test);
    }

    /// <summary>Why rows cannot be trained or tested on; null when both outcomes occur in them or there are none.</summary>
    public static CannotTrain? OneOutcome(string file, HoldOut holdOut, string purpose, int[] rows, float[] labels) =>
        rows.Length == 0 || Array.Exists(rows, row => labels[row] != labels[rows[0]])
            ? null
            : new CannotTrain(
                $"{file}: the label of all {rows.Length:N0} rows that the hold-out {holdOut.Text} leaves to {purpose} on is {labels[rows[0]]}; "
                + "both outcomes must occur.");
}
