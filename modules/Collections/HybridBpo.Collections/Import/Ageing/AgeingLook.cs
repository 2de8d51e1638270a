using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Ageing;

/// <summary>What a list says by its own dates, before anybody says from which day it counts age.</summary>
/// <param name="AsOf">The day of which it tells.</param>
/// <param name="AsOfFrom">How that is known: <c>said</c>, <c>column</c>, <c>name</c> of the file, or the day it was <c>sent</c>.</param>
/// <param name="Rows">Rows of which something is owed.</param>
/// <param name="InFile">Amounts by bucket, as the file has them.</param>
/// <param name="ByBasis">For either basis the amounts by bucket as its dates make them, and how many rows stand in the bucket that they make.</param>
internal sealed record AgeingLook(
    DateOnly AsOf, string AsOfFrom, int Rows, IReadOnlyList<decimal> InFile, IReadOnlyDictionary<string, AgeingFit> ByBasis)
{
    public const string InFuture = "The day of which the list tells lies in the future.";

    /// <summary>The basis with which more rows agree; null when neither stands out.</summary>
    public string? Better => ByBasis[AgeingBases.Due].Agree == ByBasis[AgeingBases.Invoice].Agree ? null
        : ByBasis.MaxBy(b => b.Value.Agree).Key;

    /// <returns>Null while columns or formats are not known.</returns>
    public static AgeingLook? Of(CsvTable table, Mapping mapping, string currency, string fileName, DateOnly sentOn)
    {
        if ((mapping with { Basis = AgeingBases.Due, AsOf = null }).Problems(table, ImportKinds.Ageing).Count > 0
            && (mapping with { Basis = AgeingBases.Invoice, AsOf = null }).Problems(table, ImportKinds.Ageing).Count > 0) return null;
        var (asOf, from) = DayOf(table, mapping, fileName, sentOn);
        var named = ReadFile.Namer(table.Header);
        var rows = table.Rows.Select(r => AgeingRow.Read(r.Line, named(r.Cells), mapping with { Basis = null }, currency).Row)
            .OfType<AgeingRow>().Where(r => r.DueMinor != 0).ToList();
        return new AgeingLook(
            asOf, from, rows.Count, [.. Enumerable.Range(0, AgeingBuckets.All.Count).Select(i => rows.Sum(r => (decimal)r.Buckets[i]))],
            AgeingBases.All.ToDictionary(b => b.Code, b => AgeingFit.Of(rows, b.Code, asOf)));
    }

    /// <summary>Of which day a list tells: as a person says, as a column of it does, as its name does, or else of the day it was sent.</summary>
    public static (DateOnly Day, string From) DayOf(CsvTable table, Mapping mapping, string fileName, DateOnly sentOn)
    {
        if (mapping.AsOf is { } said) return (said, "said");
        if (mapping.Columns.FirstOrDefault(c => c.Value == "as_of").Key is { } column && Mapping.Index(table, column) is >= 0 and var at
            && table.Rows.Select(r => r.Cells[at].Trim()).Where(c => c.Length > 0).Distinct().Take(2).ToList() is [var one]
            && Formats.Date(one, mapping.DateFormat!) is { } told && told <= sentOn.AddDays(1)) return (told, "column");
        foreach (Match match in Regex.Matches(fileName, "(?<![0-9])(20[0-9]{2})[-_.]?([0-9]{2})[-_.]?([0-9]{2})(?![0-9])"))
            if (DateOnly.TryParseExact(
                string.Concat(match.Groups.Values.Skip(1).Select(g => g.Value)), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var day) && day <= sentOn.AddDays(1)) return (day, "name");
        return (sentOn, "sent");
    }

    public static string FromWords(string from) => from switch
    {
        "said" => "as you say",
        "column" => "as a column of the file says",
        "name" => "as the file’s name says",
        _ => "the day it was sent, because neither a column nor the name says another",
    };
}

/// <param name="Agree">Rows that stand wholly in the bucket that their own date makes.</param>
/// <param name="Amounts">By bucket; rows without that date are in none.</param>
internal sealed record AgeingFit(int Agree, IReadOnlyList<decimal> Amounts)
{
    public static AgeingFit Of(IReadOnlyList<AgeingRow> rows, string basis, DateOnly asOf)
    {
        var (agree, amounts) = (0, new decimal[AgeingBuckets.All.Count]);
        foreach (var row in rows)
        {
            if (row.From(basis) is not { } from) continue;
            var bucket = AgeingBuckets.Of(from, asOf);
            amounts[bucket] += row.DueMinor;
            if (row.Buckets[bucket] == row.DueMinor) agree++;
        }

        return new AgeingFit(agree, amounts);
    }
}
