namespace HybridBpo.Collections.Import;

/// <summary>By what a row names its person, also where it cannot be read as a whole.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="References">References of accounts.</param>
/// <param name="People">Whoever it may be.</param>
internal sealed record RowNames(int Line, IReadOnlyList<string> References, IReadOnlyList<Guid> People)
{
    private const int MostReference = 60;

    private static readonly char[] Separators = [',', ';', '\t', '|', '"'];

    public static RowNames Of(string client, PlacementRow row) => new(row.Line, [row.AccountRef], Ids(client, row.PersonKeys));

    /// <summary>All rows of a file, by its own mapping or else by the names of its columns.</summary>
    public static IEnumerable<RowNames> Of(ImportRow import, CsvTable table)
    {
        var columns = import.MappingOf?.Columns ?? Mapping.Propose(table, import.Kind, "USD").Mapping.Columns;
        var named = ReadFile.Namer(table);
        return table.Rows.Select(r => Of(import.ClientId, import.Kind, columns, r.Line, named(r.Cells), isBroken: false))
            .Concat(table.Broken.Select(b => Of(import.ClientId, import.Kind, columns, b.Line, named(b.Cells), isBroken: true)));
    }

    /// <param name="client">Code of the client.</param>
    /// <param name="kind">One of <see cref="ImportKinds"/>.</param>
    /// <param name="columns">Column of the file → code of our field.</param>
    /// <param name="line">Line of the file.</param>
    /// <param name="cells">By column of the file.</param>
    /// <param name="isBroken">Its shape is wrong: any piece of it may be the reference.</param>
    public static RowNames Of(
        string client, string kind, IReadOnlyDictionary<string, string> columns, int line, IReadOnlyDictionary<string, string> cells, bool isBroken)
    {
        string[] pieces = !isBroken ? [] :
        [
            .. cells.Values.SelectMany(c => c.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Where(p => p.Length <= MostReference).Distinct(),
        ];
        var reference = Cell("account_ref");
        var keys = kind == ImportKinds.Placement ? PlacementRow.Keys(
            reference, Cell("customer_ref"), Cell("name") is { Length: > 0 } name ? name : $"{Cell("first_name")} {Cell("last_name")}".Trim(),
            Many("emails", Contacts.Email), Many("phones", Contacts.Phone)) : [];
        return new RowNames(line, [.. pieces.Append(reference).Where(r => r.Length > 0).Distinct()],
            Ids(client, keys.Concat(pieces.Select(PlacementRow.CustomerKey))));

        string Cell(string field) =>
            columns.FirstOrDefault(c => c.Value == field).Key is { } column ? cells.GetValueOrDefault(column, "").Trim() : "";

        IReadOnlyList<string> Many(string field, Func<string, string?> normalise) => [.. Cell(field)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(normalise).OfType<string>().Distinct()];
    }

    private static IReadOnlyList<Guid> Ids(string client, IEnumerable<string> keys) => [.. keys.Select(k => Person.IdOf(client, k)).Distinct()];
}
