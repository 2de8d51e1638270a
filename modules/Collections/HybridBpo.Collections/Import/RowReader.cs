namespace HybridBpo.Collections.Import;

/// <summary>Reads the cells of one row through a mapping and gathers everything that is wrong with it, not only the first.</summary>
internal sealed class RowReader(IReadOnlyDictionary<string, string> cells, Mapping mapping, string kind, string currency)
{
    private readonly List<RowError> errors = [];

    public IReadOnlyList<RowError> Errors => errors;

    public string Text(string field, int most = 200)
    {
        var (column, value) = Cell(field);
        if (value.Length == 0) Missing(field);
        if (value.Length > most) Fail(column, value[..40] + "…", $"longer than {most} characters");
        return value;
    }

    public long Amount(string field)
    {
        var (column, value) = Cell(field);
        if (value.Length == 0)
        {
            Missing(field);
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
            Missing(field);
            return null;
        }

        var read = Formats.Date(value, mapping.DateFormat!);
        if (read is null) Fail(column, value, DateReason(value));
        else if (read < earliest) Fail(column, value, $"{Short(value)} is before {Day(earliest)}, the first day that is taken as {Label(field)}");
        else if (read > latest) Fail(column, value, $"{Short(value)} is after {Day(latest)}, the last day that is taken as {Label(field)}");
        else return read;
        return null;
    }

    public DateTimeOffset Moment(string field, DateTimeOffset latest)
    {
        var (column, value) = Cell(field);
        if (value.Length == 0) Missing(field);
        else if (Formats.Moment(value, mapping.DateFormat!) is not { } at) Fail(column, value, DateReason(value));
        else if (at > latest) Fail(column, value, $"{Short(value)} lies in the future");
        else if (at.Year < 1970) Fail(column, value, $"{Short(value)} is before {Day(new DateOnly(1970, 1, 1))}");
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

    /// <summary>Says that a field which every row needs is empty; nothing of one that may be.</summary>
    public void Missing(string field)
    {
        var known = Fields.Of(kind).First(f => f.Code == field);
        if (known.Required) Fail(Cell(field).Column, "", $"{known.Label} is missing: every row needs one");
    }

    // A day that the calendar does not have is told as such only when it is written as this file writes days.
    private string DateReason(string value)
    {
        var format = mapping.DateFormat!;
        if (format.Split('.', '/', '-') is [{ Length: > 0 } first, _, _] form && !format.Contains("MMM", StringComparison.Ordinal)
            && value.Split(format[first.Length]) is [var a, var b, var c] parts
            && parts.Zip(form).All(p => p.First.Length is > 0 && p.First.All(char.IsAsciiDigit) && (p.Second == "yyyy" ? p.First.Length == 4
                : p.First.Length <= 2)))
        {
            var (day, month, year) = format[0] switch { 'y' => (c, b, a), 'M' => (b, a, c), _ => (a, b, c) };
            var (d, m, y) = (int.Parse(day), int.Parse(month), int.Parse(year));
            if (m is < 1 or > 12) return $"{Short(value)} is no day: there is no month {m}, days are written as {Example()}";
            if (y > 0 && d > DateTime.DaysInMonth(y, m))
                return $"{Short(value)} is no day: {MonthNames[m - 1]}{(m == 2 ? $" {y}" : "")} has {DateTime.DaysInMonth(y, m)} days";
        }

        return $"{Short(value)} is not a day such as {Example()}";

        string Example() => Formats.Dates.First(d => d.Code == format).Label;
    }

    private string Day(DateOnly day) => day.ToString(mapping.DateFormat, System.Globalization.CultureInfo.InvariantCulture);

    private static string Short(string value) => value.Length > 40 ? value[..40] + "…" : value;

    private static readonly string[] MonthNames =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private string Label(string field) => Fields.Of(kind).First(f => f.Code == field).Label;
}
