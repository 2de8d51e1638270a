using System.Globalization;
using System.Text;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>Collects one column's cells as numbers or as texts.</summary>
internal sealed class ColumnBuilder(string name, CsvUse use)
{
    private readonly Dictionary<string, int> levels = new(StringComparer.Ordinal);
    private readonly List<string> levelNames = [];
    private readonly List<float> numbers = [];
    private readonly List<int> codes = [];
    private bool isText = use == CsvUse.Text;
    private long numberCells;
    private long textCells;
    private long firstTextLine;
    private string firstText = "";

    public string Name => name;

    public IReadOnlyList<string> Levels => levelNames;

    public IReadOnlyList<int> Codes => codes;

    /// <summary>The line of the first missing cell, 0 when there is none.</summary>
    public long FirstMissingLine { get; private set; }

    /// <summary>Whether the column began as numbers and must be read again as text.</summary>
    public bool MustReadAgain { get; private set; }

    /// <summary>The first text of a column of texts that nobody called one, and its line.</summary>
    public (long Line, string Text)? UnnamedText => use == CsvUse.Auto && textCells > numberCells ? (firstTextLine, firstText) : null;

    /// <summary>Takes a cell; answers a reason when it cannot.</summary>
    public string? Add(ReadOnlySpan<byte> cell, long line)
    {
        if (use == CsvUse.Ignore)
            return null;
        if (CsvField.IsMissing(cell))
        {
            if (FirstMissingLine == 0)
                FirstMissingLine = line;
            AddMissing();
            return null;
        }

        if (use == CsvUse.Text)
        {
            AddText(cell);
            return null;
        }

        var isNumber = float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        if (!isNumber && use == CsvUse.Number)
            return $"'{Short(cell)}' is not a number";
        CountCell(isNumber, cell, line);
        if (isText)
            AddText(cell);
        else if (float.IsInfinity(number))
            return $"'{Short(cell)}' is too large a number";
        else
            numbers.Add(isNumber ? number : float.NaN);
        return null;
    }

    /// <summary>Settles what the column is; answers where and why it cannot be used.</summary>
    public (long Line, string Reason)? Finish()
    {
        if (use != CsvUse.Auto || textCells == 0)
            return null;
        if (numberCells >= textCells)
            return (firstTextLine, $"'{firstText}' is not a number, but most cells of the column are; mend it, or use --categorical or --drop");
        MustReadAgain = !isText;
        return null;
    }

    public FeatureColumn Build() => isText
        ? new CategoryColumn(name, levelNames, [.. codes])
        : new NumericColumn(name, [.. numbers]);

    public void Clear()
    {
        numbers.Clear();
        codes.Clear();
    }

    private void AddMissing()
    {
        if (isText)
            codes.Add(-1);
        else
            numbers.Add(float.NaN);
    }

    private void AddText(ReadOnlySpan<byte> cell)
    {
        Span<char> small = stackalloc char[256];
        ReadOnlySpan<char> text = cell.Length <= small.Length
            ? small[..Encoding.UTF8.GetChars(cell, small)]
            : Encoding.UTF8.GetString(cell).AsSpan();
        var lookup = levels.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out var code))
        {
            code = levelNames.Count;
            levelNames.Add(text.ToString());
            levels.Add(levelNames[code], code);
        }

        codes.Add(code);
    }

    private static string Short(ReadOnlySpan<byte> cell)
    {
        var text = Encoding.UTF8.GetString(cell);
        return text.Length <= 40 ? text : text[..40] + "…";
    }

    private void CountCell(bool isNumber, ReadOnlySpan<byte> cell, long line)
    {
        if (isNumber)
        {
            numberCells++;
            return;
        }

        if (textCells++ == 0)
        {
            (firstTextLine, firstText) = (line, Short(cell));
            // So far only missing cells: the column can be text from its first row on.
            if (numberCells == 0)
            {
                codes.AddRange(Enumerable.Repeat(-1, numbers.Count));
                numbers.Clear();
                isText = true;
            }
        }
    }
}
