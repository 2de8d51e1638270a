namespace HybridBpo.Collections.Import;

/// <summary>Reads whole files: every row either loads or stands in quarantine with its reasons.</summary>
internal static class ReadFile
{
    public static ReadRows<PlacementRow> Placements(CsvTable table, Mapping mapping, string currency, DateOnly today) =>
        Read(table, mapping, (line, cells) => PlacementRow.Read(line, cells, mapping, currency, today), r => (r.AccountRef, r.AccountRef, r.Line),
            "account_ref");

    public static ReadRows<TransactionRow> Transactions(CsvTable table, Mapping mapping, string currency, DateTimeOffset now) =>
        Read(
            table, mapping, (line, cells) => TransactionRow.Read(line, cells, mapping, currency, now), r => (r.TransactionRef, r.AccountRef, r.Line),
                "transaction_ref");

    public static IReadOnlyDictionary<string, string> Named(CsvTable table, IReadOnlyList<string> cells) =>
        table.Header.Take(cells.Count).Select((h, i) => (h, c: cells[i]))
            .Where(x => x.h.Length > 0 && !Fields.NeverStored.Contains(Fields.Plain(x.h)))
            .ToDictionary(x => x.h, x => x.c);

    private static ReadRows<T> Read<T>(
        CsvTable table,
        Mapping mapping,
        Func<int, IReadOnlyDictionary<string, string>, (T? Row, IReadOnlyList<RowError> Errors)> read,
        Func<T, (string Key, string Account, int Line)> key,
        string keyField)
        where T : class
    {
        var (good, bad, lines) = (new List<T>(), new List<BadRow>(), new Dictionary<string, int>());
        var (keyColumn, account) = (Column(keyField), Column("account_ref"));
        foreach (var row in table.Rows)
        {
            var cells = Named(table, row.Cells);
            var (typed, errors) = read(row.Line, cells);
            if (typed is not null && !lines.TryAdd(key(typed).Key, row.Line))
                errors = [new RowError(keyColumn, key(typed).Key, $"also on line {lines[key(typed).Key]}: which one counts?")];
            if (errors.Count == 0) good.Add(typed!);
            else bad.Add(new BadRow(row.Line, cells.GetValueOrDefault(account, ""), cells, errors));
        }

        foreach (var broken in table.Broken)
        {
            var cells = Named(table, broken.Cells);
            bad.Add(new BadRow(broken.Line, cells.GetValueOrDefault(account, ""), cells, [new RowError("", "", broken.Reason)]));
        }

        return new ReadRows<T>(good, [.. bad.OrderBy(b => b.Line)]);

        string Column(string field) => mapping.Columns.FirstOrDefault(c => c.Value == field).Key ?? "";
    }
}
