using System.Globalization;
using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>Which rows are kept aside to test on. Nothing is ever chosen on them.</summary>
internal abstract record HoldOut
{
    /// <summary>How it is written on the command line.</summary>
    public abstract string Text { get; }

    /// <summary>The column that only decides the split and is no feature.</summary>
    public virtual string? Column => null;

    /// <summary>Per row: is it a test row?</summary>
    public abstract Result<bool[]> Split(CsvTable table);

    public sealed override string ToString() => Text;

    public static HoldOut? Parse(string text)
    {
        if (text is "hash")
            return new HashHoldOut();
        if (text is "none")
            return new NoHoldOut();
        var last = text.LastIndexOf(':');
        if (!text.StartsWith("time:", StringComparison.Ordinal) || last <= 5)
            return null;
        return DateOnly.TryParseExact(text[(last + 1)..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new TimeHoldOut(text[5..last], date)
            : null;
    }
}

/// <summary>A fixed quarter of the rows: row i when (uint)(i · 2654435761) &lt; 2³⁰.</summary>
internal sealed record HashHoldOut : HoldOut
{
    public override string Text => "hash";

    public static bool IsTest(int row) => unchecked((uint)row * 2654435761u) < 1073741824u;

    public override Result<bool[]> Split(CsvTable table)
    {
        var test = new bool[table.Rows];
        for (var i = 0; i < test.Length; i++)
            test[i] = IsTest(i);
        return test;
    }
}

/// <summary>No row is kept aside.</summary>
internal sealed record NoHoldOut : HoldOut
{
    public override string Text => "none";

    public override Result<bool[]> Split(CsvTable table) => new bool[table.Rows];
}

/// <summary>Rows from a date on are test rows.</summary>
internal sealed record TimeHoldOut(string DateColumn, DateOnly From) : HoldOut
{
    public override string Text => $"time:{DateColumn}:{From:yyyy-MM-dd}";

    public override string? Column => DateColumn;

    public override Result<bool[]> Split(CsvTable table)
    {
        var column = (CategoryColumn)table[DateColumn];
        if (table.FirstMissing[DateColumn] is var line && line > 0)
            return new CsvProblem(table.File, line, DateColumn, "the date is missing; a hold-out by time needs one in every row");
        if (!DateLevels.Parse(table.File, DateColumn, column.Levels).Is(out var dates, out var refusal))
            return refusal;
        return Array.ConvertAll(column.Codes, code => dates[code] >= From);
    }
}
