using HybridBpo.Collections.Import.Ageing;
using HybridBpo.Collections.Import.CallFiles;

namespace HybridBpo.Collections.Import;

/// <summary>Reads whole files: every row either loads, or says what an earlier one said, or stands in quarantine with its reasons.</summary>
internal static class ReadFile
{
    public static ReadRows<PlacementRow> Placements(CsvTable table, Mapping mapping, string currency, DateOnly today) =>
        Read(table, mapping, ImportKinds.Placement, "account_ref", currency,
            (line, cells) => PlacementRow.Read(line, cells, mapping, currency, today));

    public static ReadRows<TransactionRow> Transactions(CsvTable table, Mapping mapping, string currency, DateTimeOffset now) =>
        Read(table, mapping, ImportKinds.Transactions, "transaction_ref", currency,
            (line, cells) => TransactionRow.Read(line, cells, mapping, currency, now));

    /// <summary>Calls have no reference that is theirs alone: whether two rows are one call is told where they are counted.</summary>
    public static ReadRows<CallRow> Calls(CsvTable table, Mapping mapping, DateTimeOffset now) =>
        Read(table, mapping, ImportKinds.Calls, null, "", (line, cells) => CallRow.Read(line, cells, mapping, now));

    public static ReadRows<AgeingRow> Ageing(CsvTable table, Mapping mapping, string currency) =>
        Read(table, mapping, ImportKinds.Ageing, "account_ref", currency, (line, cells) => AgeingRow.Read(line, cells, mapping, currency));

    /// <summary>Every reference that stands in the file, also in rows that cannot load.</summary>
    public static IReadOnlyCollection<string> References(CsvTable table, Mapping mapping)
    {
        var at = mapping.Columns.FirstOrDefault(c => c.Value == "account_ref").Key is { } column ? Mapping.Index(table, column) : -1;
        return [.. table.Rows.Select(r => r.Cells).Concat(table.Broken.Select(b => b.Cells)).Where(c => at >= 0 && at < c.Count)
            .Select(c => c[at].Trim())];
    }

    /// <summary>The cells of a row by the column names of the file, without those that are never stored.</summary>
    public static Func<IReadOnlyList<string>, IReadOnlyDictionary<string, string>> Namer(IReadOnlyList<string> header)
    {
        var kept = header.Select((name, at) => (name, at)).Where(h => h.name.Length > 0 && !Fields.NeverStored.Contains(Fields.Plain(h.name)))
            .ToArray();
        return cells =>
        {
            var named = new Dictionary<string, string>(kept.Length);
            foreach (var (name, at) in kept)
                if (at < cells.Count) named[name] = cells[at];
            return named;
        };
    }

    private static ReadRows<T> Read<T>(
        CsvTable table, Mapping mapping, string kind, string? keyField, string currency,
        Func<int, IReadOnlyDictionary<string, string>, (T? Row, IReadOnlyList<RowError> Errors)> read)
        where T : class
    {
        var named = Namer(table.Header);
        var (key, account) = (keyField is null ? -1 : IndexOf(keyField), IndexOf("account_ref"));
        var rows = new List<ReadRow<T>>(table.Rows.Count + table.Broken.Count);
        foreach (var row in table.Rows)
        {
            var (typed, errors) = read(row.Line, named(row.Cells));
            rows.Add(new ReadRow<T>(row.Line, row.Cells, At(row.Cells, key), typed, errors));
        }

        foreach (var broken in table.Broken)
            rows.Add(new ReadRow<T>(broken.Line, broken.Cells, At(broken.Cells, key), null, [new RowError("", "", broken.Reason)]));
        rows.Sort((a, b) => a.Line.CompareTo(b.Line));
        var (twice, doubts) = keyField is null ? ([], []) : new RepeatedReferences(table, mapping, kind, keyField, currency).Find(rows);
        var (good, bad) = (new List<T>(), new List<BadRow>());
        foreach (var row in rows)
            if (twice.Contains(row.Line)) continue;
            else if (row.Typed is { } typed && !doubts.ContainsKey(row.Line)) good.Add(typed);
            else bad.Add(new BadRow(
                row.Line, AccountOf(row), named(row.Cells),
                doubts.TryGetValue(row.Line, out var doubt) ? [doubt, .. row.Errors] : row.Errors));
        return new ReadRows<T>(good, bad, twice.Count);

        string AccountOf(ReadRow<T> row) => At(row.Cells, account) is var cell && kind == ImportKinds.Calls
            ? CallRow.References(cell).FirstOrDefault("") : cell;

        int IndexOf(string field) => mapping.Columns.FirstOrDefault(c => c.Value == field).Key is { } column ? Mapping.Index(table, column) : -1;

        static string At(IReadOnlyList<string> cells, int at) => at >= 0 && at < cells.Count ? cells[at].Trim() : "";
    }
}

/// <summary>A row of the file with what it was read as.</summary>
/// <param name="Key">The reference that no other row may have.</param>
/// <param name="Typed">Null when something is wrong with it by itself.</param>
internal sealed record ReadRow<T>(int Line, IReadOnlyList<string> Cells, string Key, T? Typed, IReadOnlyList<RowError> Errors)
    where T : class;
