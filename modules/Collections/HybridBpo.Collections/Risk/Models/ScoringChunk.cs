using System.Globalization;
using System.Text;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>Some rows of a file on their way through a model.</summary>
internal sealed class ScoringChunk
{
    private const int MostRows = 16_384;
    private const int MostBytes = 64 << 20;
    private readonly RiskModel model;
    private readonly CsvHeader header;
    private readonly CsvPlan plan;
    private readonly int reasons;
    private readonly int threads;
    private readonly ReasonGroups groups;
    private readonly MemoryStream cells = new();
    private readonly List<int> ends = [];
    private ColumnBuilder?[] builders;
    private byte delimiter;
    private string lineEnd = "\n";

    public ScoringChunk(RiskModel model, CsvHeader header, CsvPlan plan, int reasons, int threads)
    {
        this.model = model;
        this.header = header;
        this.plan = plan;
        this.reasons = reasons;
        this.threads = threads;
        groups = new ReasonGroups(model.Trees.Schema);
        builders = NewBuilders();
    }

    public int Rows => ends.Count;

    /// <summary>Whether it is time to flush: many rows, or few very long ones.</summary>
    public bool IsFull => Rows >= MostRows || cells.Length >= MostBytes;

    public void Header(CsvRecords records, Stream output)
    {
        delimiter = records.Delimiter;
        output.Write(records.Raw);
        var names = new List<string> { "score", "margin" };
        for (var i = 1; i <= reasons; i++)
            names.Add($"reason_{i}");
        output.Write(Encoding.UTF8.GetBytes(string.Concat(names.Select(n => (char)delimiter + Free(n)))));
    }

    /// <summary>Takes the current record; false when a cell is refused.</summary>
    public bool Add(CsvRecords records)
    {
        lineEnd = records.HasCarriageReturns ? "\r\n" : "\n";
        for (var i = 0; i < builders.Length; i++)
        {
            if (builders[i]?.Add(records.Field(i), records.Line) is { } reason)
                return records.Refuse(records.Line, reason, header.Names[i]);
        }

        cells.Write(records.Raw);
        ends.Add((int)cells.Length);
        return true;
    }

    /// <summary>Scores and writes the rows taken since the last flush. Each begins with a line end: the header is written without one.</summary>
    public void Flush(Stream output)
    {
        if (Rows == 0)
            return;
        FeatureColumn[] columns = [.. builders.OfType<ColumnBuilder>().Select(b => b.Build())];
        var scores = model.Score(columns, threads).Value;
        var why = reasons > 0 ? model.Reasons(columns, groups, reasons, threads) : [];
        var text = new StringBuilder();
        var start = 0;
        for (var row = 0; row < Rows; row++)
        {
            output.Write(Encoding.UTF8.GetBytes(lineEnd));
            output.Write(cells.GetBuffer(), start, ends[row] - start);
            start = ends[row];
            text.Clear();
            text.Append((char)delimiter).Append(scores.Probabilities[row].ToString("R", CultureInfo.InvariantCulture));
            text.Append((char)delimiter).Append(scores.Margins[row].ToString("R", CultureInfo.InvariantCulture));
            for (var i = 0; i < reasons; i++)
                text.Append((char)delimiter).Append(i < why[row].Count ? CsvCell.Quoted(Words(why[row][i], columns, row)) : "");
            output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }

        cells.SetLength(0);
        ends.Clear();
        builders = NewBuilders();
    }

    /// <summary>Writes what is left and ends the last line.</summary>
    public void Finish(Stream output)
    {
        Flush(output);
        output.Write(Encoding.UTF8.GetBytes(lineEnd));
    }

    private static string Words(Reason reason, FeatureColumn[] columns, int row)
    {
        var value = Array.Find(columns, c => c.Name == reason.Column) switch
        {
            NumericColumn numeric when !float.IsNaN(numeric.Values[row]) => numeric.Values[row].ToString("R", CultureInfo.InvariantCulture),
            CategoryColumn category when category.Codes[row] >= 0 => category.Levels[category.Codes[row]],
            _ => "missing",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{reason.Column} = {value} (+{reason.Contribution:F3})");
    }

    /// <summary>A name that the file does not already have.</summary>
    private string Free(string name) => header.Names.Contains(name) ? Free("model_" + name) : name;

    private ColumnBuilder?[] NewBuilders() =>
    [
        .. header.Names.Select((name, i) => plan.UseOf(name) is var use && use != CsvUse.Ignore && (i > 0 || !header.HasRowCounter)
            ? new ColumnBuilder(name, use)
            : null),
    ];
}
