using System.Globalization;
using System.Text;
using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>
/// Made-up rows with the margin and score the model must give them; checked whenever a folder is loaded. They are drawn from the model's own
/// thresholds and levels, so no person's data lies in a model folder.
/// </summary>
internal static class GoldenRows
{
    private const int Count = 40;
    private const double Tolerance = 1e-6;

    public static string Write(RiskModel model)
    {
        var schema = model.Trees.Schema;
        var values = schema.Features.Select((f, i) => Choices(model.Trees, f, i)).ToArray();
        var text = new StringBuilder();
        var (margin, score) = (Own(schema, "expected_margin"), Own(schema, "expected_score"));
        text.AppendJoin(',', [.. schema.Features.Select(f => Quoted(f.Name)), margin, score]).Append('\n');
        for (var row = 0; row < Count; row++)
        {
            var inputs = values.Select((choices, f) => choices[(int)(RowDraw.Place(row, f, 77) * choices.Count)]).ToArray();
            var given = model.Margin([.. inputs.Select(i => i.Value)]);
            text.AppendJoin(',', [.. inputs.Select(i => Quoted(i.Text)), Shortest(given), Shortest(model.Probability(given))]).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Scores the rows again; answers the refusal when the model gives other results than it did when it was written.</summary>
    public static Refusal? Check(RiskModel model, string file)
    {
        var schema = model.Trees.Schema;
        var only = schema.Features.ToDictionary(f => f.Name, f => f.IsCategory && !f.TakesCodes, StringComparer.Ordinal);
        var (margin, score) = (Own(schema, "expected_margin"), Own(schema, "expected_score"));
        var plan = new CsvPlan
        {
            Only = new Dictionary<string, bool>(only) { [margin] = false, [score] = false },
            Needed = [.. only.Keys, margin, score],
        };
        if (!CsvTable.Read(file, plan).Is(out var table, out var refusal))
            return refusal;
        if (!model.Score(table.Columns).Is(out var scores, out refusal))
            return refusal;
        var (margins, probabilities) = (((NumericColumn)table[margin]).Values, ((NumericColumn)table[score]).Values);
        for (var i = 0; i < table.Rows; i++)
        {
            if (!Near(margins[i], scores.Margins[i]))
                return Differs(i, "margin", Shortest(scores.Margins[i]), Shortest(margins[i]));
            if (!Near(probabilities[i], scores.Probabilities[i]))
                return Differs(i, "score", Shortest(scores.Probabilities[i]), Shortest(probabilities[i]));
        }

        return null;

        ModelUnreadable Differs(int row, string what, string given, string recorded) =>
            new($"{file}, row {row + 1}: the model gives {what} {given}, recorded is {recorded}.");
    }

    private static List<(string Text, float Value)> Choices(TreeModel model, Feature feature, int index)
    {
        var choices = new List<(string, float)> { ("", float.NaN) };
        if (feature.IsCategory && !feature.TakesCodes)
        {
            choices.AddRange(feature.Levels.Where(ReadsBack).Select(l => (l, feature.CodeOf(l))));
            choices.Add(("(unseen)", feature.CodeOf("(unseen)")));
            return choices;
        }

        foreach (var threshold in model.Thresholds(index).Where(t => t < float.MaxValue).Prepend(0))
        {
            choices.Add((Shortest(threshold), threshold));
            choices.Add((Shortest(MathF.BitDecrement(threshold)), MathF.BitDecrement(threshold)));
        }

        return choices;
    }

    /// <summary>A level that a CSV file could not tell from a missing cell or from another level is not drawn.</summary>
    private static bool ReadsBack(string level) => level.Trim() == level && level is not ("" or "NA" or "?");

    /// <summary>A column name that no feature has.</summary>
    private static string Own(Schema schema, string name) => schema.IndexOf(name) < 0 ? name : Own(schema, name + "_");

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) <= Tolerance * Math.Max(1, Math.Abs(expected));

    private static string Shortest(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Shortest(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => CsvCell.Quoted(text);
}
