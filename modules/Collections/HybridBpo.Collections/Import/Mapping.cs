using System.Text.Json.Serialization;
using HybridBpo.Collections.Import.Ageing;
using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Import;

/// <summary>How the columns of a file become fields of ours. Saved per client and kind, and proposed again for the next file.</summary>
/// <param name="Columns">Column name of the file → code of our field; columns that are left out are missing.</param>
/// <param name="AmountFormat">One of <see cref="Formats.Amounts"/>, or null = a person has to say.</param>
/// <param name="DateFormat">One of <see cref="Formats.Dates"/>, or null = a person has to say.</param>
internal sealed record Mapping(IReadOnlyDictionary<string, string> Columns, string? AmountFormat, string? DateFormat)
{
    /// <summary>By whose clock times without an offset go; null = a person has to say where there are such.</summary>
    public string? Zone { get; init; }

    /// <summary>What the outcome codes of a dialer mean: its code in small letters → ours.</summary>
    public IReadOnlyDictionary<string, string>? Outcomes { get; init; }

    /// <summary>Of an ageing list: one of <see cref="AgeingBases"/>, or null = a person has to say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Basis { get; init; }

    /// <summary>Of an ageing list: the day of which it tells. Said for one file, never for the next.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? AsOf { get; init; }

    /// <summary>
    /// Proposes a mapping: what was saved for this client first, then names known from real files. A format is proposed only when exactly one fits
    /// every value seen, or the saved one still fits; several that fit are asked about.
    /// </summary>
    public static MappingProposal Propose(CsvTable table, string kind, string currency, Mapping? saved = null)
    {
        var fields = Fields.Of(kind);
        var columns = ColumnsOf(table.Header, kind, saved);
        var sample = table.Rows.Take(ImportLimits.SampleRows).ToList();
        var amounts = Formats.AmountCandidates(Values("amount"), currency);
        var dates = Formats.DateCandidates(Values("date").Concat(Values("moment")));
        if (amounts.Count == 0) amounts = Best(Values("amount"), Formats.Amounts, (v, f) => Formats.Amount(v, f, currency).Refusal is null);
        if (dates.Count == 0) dates = Best(Values("date").Concat(Values("moment")), Formats.Dates, (v, f) => Formats.Date(v, f) is not null);
        var mapping = new Mapping(columns, Choose(amounts, saved?.AmountFormat), Choose(dates, saved?.DateFormat))
        { Zone = saved?.Zone, Basis = saved?.Basis };
        if (kind == ImportKinds.Calls)
            mapping = mapping with { AmountFormat = null, Outcomes = DialerCodes.Propose(table, mapping, saved?.Outcomes) };
        return new MappingProposal(mapping, amounts, dates, mapping.Problems(table, kind));

        IEnumerable<string> Values(string type)
        {
            var at = columns.Where(c => fields.First(f => f.Code == c.Value).Kind == type).Select(c => Index(table, c.Key)).ToList();
            return sample.SelectMany(r => at.Select(i => r.Cells[i]));
        }
    }

    /// <summary>Proposes what the columns are, by their names alone.</summary>
    public static IReadOnlyDictionary<string, string> ColumnsOf(IReadOnlyList<string> header, string kind, Mapping? saved = null)
    {
        var fields = Fields.Of(kind);
        var columns = new Dictionary<string, string>();
        foreach (var column in header.Where(h => h.Length > 0 && !Fields.NeverStored.Contains(Fields.Plain(h))))
        {
            var known = saved?.Columns.FirstOrDefault(s => Fields.Plain(s.Key) == Fields.Plain(column)).Value
                ?? fields.FirstOrDefault(f => f.Names.Contains(Fields.Plain(column)))?.Code;
            if (known is not null && !columns.ContainsValue(known)) columns[column] = known;
        }

        return columns;
    }

    /// <summary>What still keeps this mapping from being used; empty when it can be.</summary>
    public IReadOnlyList<string> Problems(CsvTable table, string kind)
    {
        var fields = Fields.Of(kind);
        var problems = new List<string>();
        foreach (var (column, code) in Columns)
        {
            if (!table.Header.Contains(column)) problems.Add($"The file has no column \"{column}\".");
            if (fields.All(f => f.Code != code)) problems.Add($"\"{code}\" is not a field of ours.");
            if (Fields.NeverStored.Contains(Fields.Plain(column))) problems.Add($"The column \"{column}\" is never stored.");
        }

        problems.AddRange(Columns.GroupBy(c => c.Value).Where(g => g.Count() > 1).Select(g => $"Two columns are matched to \"{g.Key}\"."));
        problems.AddRange(fields.Where(f => f.Required && !Columns.Values.Contains(f.Code)).Select(f => $"No column is matched to \"{f.Label}\"."));
        if (kind == ImportKinds.Placement && !Columns.Values.Contains("name") && !Columns.Values.Contains("last_name")
            && !Columns.Values.Contains("customer_ref"))
            problems.Add("No column is matched to a name or a customer reference.");
        if (kind == ImportKinds.Ageing) problems.AddRange(AgeingProblems());
        if (fields.Any(f => f.Kind == "amount") && Formats.Amounts.All(a => a.Code != AmountFormat)) problems.Add("Say how the file writes amounts.");
        if (Formats.Dates.All(d => d.Code != DateFormat)) problems.Add("Say how the file writes dates.");
        if (kind == ImportKinds.Calls) problems.AddRange(CallProblems(table));
        return problems;
    }

    private IEnumerable<string> CallProblems(CsvTable table)
    {
        if (Zone is not null && !Zones.IsKnown(Zone)) yield return $"\"{Zone}\" is no time zone of the IANA list, such as America/New_York.";
        else if (Zone is null && Columns.FirstOrDefault(c => c.Value == "at").Key is { } column && Index(table, column) is >= 0 and var at
            && table.Rows.Any(r => !CallTime.HasOffset($"{r.Cells[at]} {Clock(r)}".Trim())))
            yield return "Say in which time zone the file writes times.";
        foreach (var (code, meaning) in (Outcomes ?? new Dictionary<string, string>()).Where(o => !DialerCodes.IsOurs(o.Value)))
            yield return $"\"{meaning}\" is no outcome of ours, for the code \"{code}\".";

        string Clock(TableRow row) => Columns.FirstOrDefault(c => c.Value == "clock").Key is { } of && Index(table, of) is >= 0 and var i
            ? row.Cells[i] : "";
    }

    private IEnumerable<string> AgeingProblems()
    {
        if (!AgeingBuckets.All.Any(b => Columns.Values.Contains(b.Field))) yield return "No column is matched to a bucket such as \"1–30 days\".";
        if (AgeingBases.All.All(b => b.Code != Basis)) yield return "Say from which day the file counts age: the due date or the invoice date.";
        else if (!Columns.Values.Contains(AgeingBases.FieldOf(Basis!)))
            yield return $"No column is matched to {AgeingBases.All.First(b => b.Code == Basis).Label}, from which the file counts age.";
    }

    public static int Index(CsvTable table, string column)
    {
        for (var i = 0; i < table.Header.Count; i++)
            if (table.Header[i] == column)
                return i;
        return -1;
    }

    private static string? Choose(IReadOnlyList<string> candidates, string? saved) =>
        saved is not null && candidates.Contains(saved) ? saved : candidates.Count == 1 ? candidates[0] : null;

    // When some cells are bad, the format that reads the most of them, if it stands alone.
    private static IReadOnlyList<string> Best(IEnumerable<string> values, IReadOnlyList<(string Code, string Label)> formats, Func<string, string,
        bool> reads)
    {
        var seen = values.Where(v => v.Length > 0).ToList();
        var counts = formats.Select(f => (f.Code, Count: seen.Count(v => reads(v, f.Code)))).ToList();
        var most = counts.Max(c => c.Count);
        return most == 0 ? [] : [.. counts.Where(c => c.Count == most).Select(c => c.Code)];
    }
}

/// <param name="Mapping">The proposal; its formats are null where a person has to choose.</param>
/// <param name="AmountFormats">Formats in which the amounts can be read.</param>
/// <param name="DateFormats">Formats in which the dates can be read.</param>
/// <param name="Problems">What keeps it from being used as it is.</param>
internal sealed record MappingProposal(
    Mapping Mapping, IReadOnlyList<string> AmountFormats, IReadOnlyList<string> DateFormats, IReadOnlyList<string> Problems);
