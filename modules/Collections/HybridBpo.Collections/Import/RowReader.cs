namespace HybridBpo.Collections.Import;

/// <summary>Reads the cells of one row through a mapping and gathers everything that is wrong with it, not only the first.</summary>
internal sealed class RowReader(IReadOnlyDictionary<string, string> cells, Mapping mapping, string kind, string currency)
{
    private readonly List<RowError> errors = [];

    public IReadOnlyList<RowError> Errors => errors;

    public string Text(string field, int most = 200)
    {
        var (column, value) = Cell(field);
        if (value.Length == 0 && IsRequired(field)) Fail(column, value, "missing");
        if (value.Length > most) Fail(column, value[..40] + "…", $"longer than {most} characters");
        return value;
    }

    public long Amount(string field)
    {
        var (column, value) = Cell(field);
        if (value.Length == 0)
        {
            if (IsRequired(field)) Fail(column, value, "missing");
            return 0;
        }

        if (Formats.Amount(value, mapping.AmountFormat!, currency).Is(out var units, out var refusal)) return units;
        Fail(column, value, refusal.Message);
        return 0;
    }

    public DateOnly? Date(string field, DateOnly earliest, DateOnly latest)
    {
        var (column, value) = Cell(field);
        if (value.Length == 0)
        {
            if (IsRequired(field)) Fail(column, value, "missing");
            return null;
        }

        var read = Formats.Date(value, mapping.DateFormat!);
        if (read is null) Fail(column, value, DateReason(value));
        else if (read < earliest) Fail(column, value, $"before {earliest:yyyy-MM-dd}");
        else if (read > latest) Fail(column, value, $"after {latest:yyyy-MM-dd}");
        else return read;
        return null;
    }

    public DateTimeOffset Moment(string field, DateTimeOffset latest)
    {
        var (column, value) = Cell(field);
        if (value.Length == 0) Fail(column, value, "missing");
        else if (Formats.Moment(value, mapping.DateFormat!) is not { } at) Fail(column, value, DateReason(value));
        else if (at > latest) Fail(column, value, "lies in the future");
        else if (at.Year < 1970) Fail(column, value, "before 1970-01-01");
        else return at;
        return default;
    }

    public IReadOnlyList<string> Many(string field, Func<string, string?> normalise, string what)
    {
        var (column, value) = Cell(field);
        var read = new List<string>();
        foreach (var part in value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (normalise(part) is not { } good) Fail(column, value, $"\"{part}\" is not {what}");
            else if (!read.Contains(good)) read.Add(good);
        return read;
    }

    public void Fail(string column, string value, string reason) =>
        errors.Add(new RowError(column, value.Length > 200 ? value[..200] : value, reason));

    /// <summary>The file's column for a field of ours, and the trimmed cell; empty when no column is matched.</summary>
    public (string Column, string Value) Cell(string field)
    {
        var column = mapping.Columns.FirstOrDefault(c => c.Value == field).Key;
        return column is null ? (Label(field), "") : (column, cells.GetValueOrDefault(column, "").Trim());
    }

    private string DateReason(string value)
    {
        var parts = value.Split('.', '/', '-');
        var format = Formats.Dates.First(d => d.Code == mapping.DateFormat).Label;
        if (parts is [var a, var b, var c] && int.TryParse(a, out var x) && int.TryParse(b, out var y) && int.TryParse(c, out var z))
        {
            var (day, month, year) = mapping.DateFormat![0] switch { 'y' => (z, y, x), 'M' => (y, x, z), _ => (x, y, z) };
            if (month is >= 1 and <= 12 && year is >= 1 and <= 9999 && day > DateTime.DaysInMonth(year, month))
                return $"{MonthNames[month - 1]}{(month == 2 ? $" {year}" : "")} has {DateTime.DaysInMonth(year, month)} days";
        }

        return $"not a date such as {format}";
    }

    private static readonly string[] MonthNames =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private bool IsRequired(string field) => Fields.Of(kind).First(f => f.Code == field).Required;

    private string Label(string field) => Fields.Of(kind).First(f => f.Code == field).Label;
}
