using HybridBpo.Platform;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>A data file as columns in memory.</summary>
/// <param name="File">The file's name as given.</param>
/// <param name="Columns">The columns that were read, in file order.</param>
/// <param name="FirstMissing">Per column the line of its first missing cell, 0 for none.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Hash">SHA-256 of the unpacked content.</param>
/// <param name="DroppedRowCounter">Whether a leading unnamed column that counts rows was left out.</param>
internal sealed record CsvTable(
    string File, IReadOnlyList<FeatureColumn> Columns, IReadOnlyDictionary<string, long> FirstMissing, int Rows, string Hash, bool DroppedRowCounter)
{
    /// <summary>The column of that name; the plan's needed columns are always there.</summary>
    public FeatureColumn this[string name] => Columns.First(c => c.Name == name);

    public static Result<CsvTable> Read(string file, CsvPlan plan, CancellationToken ct = default)
    {
        var (table, again, refusal) = ReadOnce(file, plan, ct);
        if (refusal is null && again.Count > 0)
            (table, _, refusal) = ReadOnce(file, plan with { Text = plan.Text.Union(again).ToHashSet() }, ct);
        return refusal is null ? table! : refusal;
    }

    private static (CsvTable? Table, IReadOnlyList<string> Again, Refusal? Refusal) ReadOnce(string file, CsvPlan plan, CancellationToken ct)
    {
        using var records = CsvRecords.Open(file, out var problem);
        if (records is null)
            return (null, [], problem);
        if (CsvHeader.Read(records, plan) is not { } header)
            return (null, [], records.Problem);
        var builders = header.Names.Select((name, i) => new ColumnBuilder(name, header.UseOf(plan, i))).ToArray();
        var rows = ReadRows(records, header, builders, ct);
        if (records.Problem is null && rows == 0)
            records.Refuse(1, "there are 0 rows below the header");
        foreach (var builder in builders)
        {
            if (records.Problem is null && builder.Finish() is { } odd)
                records.Refuse(odd.Line, odd.Reason, builder.Name);
        }

        if (plan.TextsAreNamed && records.Problem is null)
            RefuseTexts(records, builders);
        if (records.Problem is not null)
            return (null, [], records.Problem);
        var kept = builders.Where((_, i) => header.UseOf(plan, i) != CsvUse.Ignore).ToArray();
        var again = kept.Where(b => b.MustReadAgain).Select(b => b.Name).ToArray();
        if (again.Length > 0)
            return (null, again, null);
        var missing = kept.ToDictionary(b => b.Name, b => b.FirstMissingLine, StringComparer.Ordinal);
        var columns = new FeatureColumn[kept.Length];
        for (var i = 0; i < kept.Length; i++)
            columns[i] = kept[i].Build();
        return (new CsvTable(file, columns, missing, rows, records.Hash(), header.HasRowCounter), [], null);
    }

    private static void RefuseTexts(CsvRecords records, ColumnBuilder[] builders)
    {
        var texts = builders.Where(b => b.UnnamedText is not null).ToArray();
        if (texts.Length == 0)
            return;
        var (line, text) = texts[0].UnnamedText!.Value;
        var names = string.Join(',', texts.Take(20).Select(b => b.Name)) + (texts.Length > 20 ? ",…" : "");
        var mend = $"take texts as categories with --categorical {names}, or leave them out with --drop";
        records.Refuse(line, $"'{text}' is not a number; {mend}", texts[0].Name);
    }

    private static int ReadRows(CsvRecords records, CsvHeader header, ColumnBuilder[] builders, CancellationToken ct)
    {
        var rows = 0;
        long counter = -1;
        while (records.Read() && header.Accepts(records, ref counter))
        {
            for (var i = 0; i < builders.Length; i++)
            {
                if (builders[i].Add(records.Field(i), records.Line) is { } reason)
                    records.Refuse(records.Line, reason, builders[i].Name);
            }

            if (records.Problem is not null)
                break;
            if ((++rows & 0xFFF) == 0)
                ct.ThrowIfCancellationRequested();
        }

        return rows;
    }
}
