namespace HybridBpo.Collections.Import.Expected;

/// <summary>What stands in a file as a whole, and what its sender said would.</summary>
/// <param name="ToldFrom"><c>typed</c>, <c>trailer</c>, or null: in a file beside it, or not at all.</param>
internal sealed record TotalsRow(Guid ImportId, int? Rows, long? SumMinor, int? ToldRows, long? ToldMinor, string? ToldFrom)
{
    public const string Columns = "import_id, rows, sum_minor, told_rows, told_minor, told_from";
}

/// <summary>Keeps the totals of files.</summary>
internal sealed class FileTotals(Database database)
{
    /// <summary>Keeps what was told when the file was sent.</summary>
    public static async Task<ImportRow> TellAsync(
        Database database, Access access, ImportRow import, ReadTotals told, string? from, CancellationToken ct)
    {
        if (told is not (null, null)) await database.ExecuteAsync(access, $"""
            insert into collections.file_totals (client_id, import_id, told_rows, told_minor, told_from)
            values ({import.ClientId}, {import.Id}, {told.Rows}::int, {told.Minor}::bigint, {from}::text) on conflict do nothing
            """, ct);
        return import;
    }

    public Task KeepAsync(Access access, ImportRow import, Client client, CsvTable table, CancellationToken ct)
    {
        var (mapping, field) = (import.MappingOf!, FieldOf(import.Kind));
        decimal? sum = null;
        if (field is not null && mapping.Columns.FirstOrDefault(c => c.Value == field).Key is { } column
            && Mapping.Index(table, column) is >= 0 and var at)
            sum = table.Rows.Select(r => Formats.Amount(r.Cells[at], mapping.AmountFormat!, client.Currency))
                .Sum(a => a.Is(out var minor, out _) ? (decimal)minor : 0);
        return KeepAsync(access, import, sum, table.Trailer?.Read(table, mapping, field, client.Currency), ct);
    }

    /// <summary>Of a file that is being loaded. What was told with it goes before what a line of the file says.</summary>
    public Task KeepAsync(Access access, ImportRow import, decimal? sum, ReadTotals? trailer, CancellationToken ct)
    {
        var (minor, from) = (sum is { } s ? (long?)s : null, trailer is null or (null, null) ? null : "trailer");
        return database.ExecuteAsync(access, $"""
            insert into collections.file_totals as f (client_id, import_id, rows, sum_minor, told_rows, told_minor, told_from)
            values ({import.ClientId}, {import.Id}, {import.RowCount}, {minor}::bigint, {trailer?.Rows}::int, {trailer?.Minor}::bigint, {from}::text)
            on conflict (client_id, import_id) do update set rows = excluded.rows, sum_minor = excluded.sum_minor,
              told_rows = coalesce(f.told_rows, excluded.told_rows), told_minor = coalesce(f.told_minor, excluded.told_minor),
              told_from = case when f.told_rows is null and f.told_minor is null then excluded.told_from else f.told_from end
            """, ct);
    }

    // The column as it stands: what its sender adds up.
    private static string? FieldOf(string kind) => kind switch
    {
        ImportKinds.Placement => "balance",
        ImportKinds.Transactions => "amount",
        ImportKinds.Ageing => "due",
        _ => null,
    };
}
