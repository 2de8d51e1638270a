namespace HybridBpo.Collections.Import;

/// <summary>By what a row names its person, also where it cannot be read as a whole.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Accounts">References of accounts that are surely meant as such.</param>
/// <param name="Customers">Whoever has the client's own numbers that are surely meant as such.</param>
/// <param name="Keys">Whoever was placed by the same name and address; they count where nobody has the account or the number.</param>
/// <param name="BringsNumber">It has a number of the client's for its person.</param>
internal sealed record RowNames(int Line, IReadOnlyList<string> Accounts, IReadOnlyList<Guid> Customers, IReadOnlyList<Guid> Keys, bool BringsNumber)
{
    /// <summary>Of a row whose shape is wrong.</summary>
    public BrokenNames Broken { get; init; } = BrokenNames.None;

    /// <summary>All that may be a reference of an account.</summary>
    public IEnumerable<string> References =>
        Accounts.Append(Broken.Account).Concat(Broken.Pairs.Select(p => p.Account)).Where(r => r.Length > 0).Distinct();

    /// <summary>All who may be meant.</summary>
    public IEnumerable<Guid> People =>
        Customers.Concat(Keys).Concat(Broken.Customer is { } one ? [one] : []).Concat(Broken.Pairs.Select(p => p.Customer)).Distinct();

    public static RowNames Of(string client, PlacementRow row) => new(
        row.Line, [row.AccountRef], Number(client, row.CustomerRef) is { } number ? [number] : [], Ids(client, row.PersonKeys),
        row.CustomerRef.Length > 0);

    /// <summary>Of the rows of a file, by its own mapping or else by the names of its columns.</summary>
    public static Func<CsvRecord, RowNames> Of(ImportRow import, IReadOnlyList<string> header)
    {
        var columns = import.MappingOf?.Columns ?? Mapping.ColumnsOf(header, import.Kind);
        var named = ReadFile.Namer(header);
        return row => Of(import.ClientId, import.Kind, columns, row.Line, named(row.Cells), isBroken: row.Wrong is not null);
    }

    /// <param name="client">Code of the client.</param>
    /// <param name="kind">One of <see cref="ImportKinds"/>.</param>
    /// <param name="columns">Column of the file → code of our field.</param>
    /// <param name="line">Line of the file.</param>
    /// <param name="cells">By column of the file, in its order.</param>
    /// <param name="isBroken">Its shape is wrong: a cell may stand in another one's column.</param>
    public static RowNames Of(
        string client, string kind, IReadOnlyDictionary<string, string> columns, int line, IReadOnlyDictionary<string, string> cells, bool isBroken)
    {
        var isPlacement = kind == ImportKinds.Placement;
        var (account, customer) = (Cell("account_ref"), isPlacement ? Cell("customer_ref") : "");
        var keys = !isPlacement ? [] : Ids(client, PlacementRow.Keys(
            account, customer, Cell("name") is { Length: > 0 } name ? name : $"{Cell("first_name")} {Cell("last_name")}".Trim(),
            Many("emails", Contacts.Email), Many("phones", Contacts.Phone)));
        if (!isBroken) return new RowNames(
            line, kind == ImportKinds.Calls ? CallFiles.CallRow.References(account) : account.Length > 0 ? [account] : [],
            Number(client, customer) is { } number ? [number] : [], keys, customer.Length > 0);
        var order = cells.Keys.ToList();
        var (first, second) = (order.IndexOf(Column("account_ref")), isPlacement ? order.IndexOf(Column("customer_ref")) : -1);
        var broken = BrokenPieces.Of(cells.Values, account, customer, first < 0 || second < 0 ? 0 : second - first);
        return new RowNames(line, broken.Accounts, [.. broken.Customers.Select(c => Number(client, c)!.Value)], keys, customer.Length > 0)
        {
            Broken = new BrokenNames(
                account, Number(client, customer), [.. broken.Pairs.Select(p => (p.Account, Number(client, p.Customer)!.Value))], broken.All),
        };

        string Column(string field) => columns.FirstOrDefault(c => c.Value == field).Key ?? "";

        string Cell(string field) => cells.GetValueOrDefault(Column(field), "").Trim();

        IReadOnlyList<string> Many(string field, Func<string, string?> normalise) => [.. Cell(field)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(normalise).OfType<string>().Distinct()];
    }

    private static Guid? Number(string client, string customer) =>
        customer.Length == 0 ? null : Person.IdOf(client, PlacementRow.CustomerKey(customer));

    private static IReadOnlyList<Guid> Ids(string client, IEnumerable<string> keys) => [.. keys.Select(k => Person.IdOf(client, k)).Distinct()];
}

/// <summary>What a row whose shape is wrong says besides.</summary>
/// <param name="Account">What stands where the account should.</param>
/// <param name="Customer">Whoever has the number that stands where the client's own should.</param>
/// <param name="Pairs">As far from each other as account and number should be: together they are certain when both are of the same person.</param>
/// <param name="All">Every piece.</param>
internal sealed record BrokenNames(
    string Account, Guid? Customer, IReadOnlyList<(string Account, Guid Customer)> Pairs, IReadOnlyList<string> All)
{
    public static BrokenNames None { get; } = new("", null, [], []);
}
