using System.Globalization;
using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>Turns the label column into 0 and 1.</summary>
internal static class Labels
{
    public static Result<float[]> Read(CsvTable table, string label, string? positive)
    {
        var column = (CategoryColumn)table[label];
        if (table.FirstMissing[label] is var line && line > 0)
            return new CsvProblem(table.File, line, label, "the label is missing; remove the row or fill it in");
        if (column.Levels.Count == 1)
            return new CsvProblem(table.File, null, label, $"every row's label is '{column.Levels[0]}'; both outcomes must occur");
        if (positive is not null && !column.Levels.Contains(positive))
            return new CsvProblem(table.File, null, label, $"no row has the value '{positive}'; it has {Some(column.Levels)}");
        if (positive is null && !column.Levels.All(IsZeroOrOne))
            return new CsvProblem(table.File, null, label, $"it has {Some(column.Levels)}, not 0 and 1; say which counts with --positive");
        var values = column.Levels.Select(text => positive is null ? Number(text) == 1 ? 1f : 0f : text == positive ? 1f : 0f).ToArray();
        if (values.Distinct().Count() == 1)
            return new CsvProblem(table.File, null, label, "all its values mean the same; both outcomes must occur");
        return Array.ConvertAll(column.Codes, code => values[code]);
    }

    private static bool IsZeroOrOne(string text) => Number(text) is 0 or 1;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Some(IReadOnlyList<string> levels) =>
        string.Join(", ", levels.Take(8).Select(l => $"'{l}'")) + (levels.Count > 8 ? $" and {levels.Count - 8:N0} more" : "");
}
