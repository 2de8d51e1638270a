using System.Text;

namespace HybridBpo.Collections.Risk;

/// <summary>The first record of a file.</summary>
internal sealed class CsvHeader
{
    private const int MostColumns = 5000;
    private const int MostNamed = 30;

    private CsvHeader(string[] names) => Names = names;

    /// <summary>The columns' names; the first may be empty, then it must count rows.</summary>
    public string[] Names { get; }

    public bool HasRowCounter => Names[0].Length == 0;

    public static CsvHeader? Read(CsvRecords records, CsvPlan plan)
    {
        if (!records.Read())
        {
            if (records.Problem is null)
                records.Refuse(1, "the file is empty");
            return null;
        }

        if (records.FieldCount > MostColumns)
        {
            records.Refuse(1, $"it has {records.FieldCount:N0} columns; at most {MostColumns:N0} are read");
            return null;
        }

        var names = new string[records.FieldCount];
        for (var i = 0; i < names.Length; i++)
            names[i] = Encoding.UTF8.GetString(records.Field(i));
        var unnamed = Array.FindIndex(names, 1, name => name.Length == 0);
        var twice = names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        var absent = plan.Needed.Except(names).ToArray();
        if (unnamed > 0)
            records.Refuse(1, $"column {unnamed + 1} has no name; name it or remove it");
        else if (twice is not null)
            records.Refuse(1, "the name occurs twice; rename one", twice.Key);
        else if (absent.Length > 0)
            records.Refuse(1, $"there is no column {Some(absent.Select(a => $"'{a}'"))}; the file has {Some(names)}");
        return records.Problem is null ? new CsvHeader(names) : null;
    }

    public CsvUse UseOf(CsvPlan plan, int column) => column == 0 && HasRowCounter ? CsvUse.Ignore : plan.UseOf(Names[column]);

    /// <summary>Checks a record against the header: its number of fields, and the unnamed first column's count.</summary>
    public bool Accepts(CsvRecords records, ref long counter)
    {
        if (records.FieldCount != Names.Length)
            return records.Refuse(records.Line, $"it has {records.FieldCount} fields, the header has {Names.Length}");
        if (!HasRowCounter)
            return true;
        if (!long.TryParse(records.Field(0), out var number) || (counter >= 0 && number != counter + 1))
            return records.Refuse(records.Line, "the first column has no name and does not count rows; give it a name in the header");
        counter = number;
        return true;
    }

    private static string Some(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and {all.Length - MostNamed:N0} more" : "");
    }
}
