using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Erasing;

/// <summary>Empties rows about the person that never loaded, and those that somebody repaired.</summary>
internal sealed class DebtorQuarantine(Database database, TimeProvider time)
{
    private const int Portion = 500;

    public async Task EraseAsync(Access access, string client, DebtorSearch search, CancellationToken ct)
    {
        for (var (import, line) = (Guid.Empty, 0); ;)
        {
            var rows = await database.QueryAsync<QuarantineRow>(access, $"""
                select {Sql.Raw(QuarantineRow.Columns)} from collections.quarantine
                where client_id = {client} and (import_id, line) > ({import}, {line}) order by import_id, line limit {Portion}
                """, ct);
            // Of an import that came meanwhile as well.
            var columns = (await database.QueryAsync<ImportRow>(access, $"""
                select {Sql.Raw(ImportRow.Columns)} from collections.imports
                where client_id = {client} and id = any ({rows.Select(r => r.ImportId).Distinct().ToArray()})
                """, ct)).ToDictionary(i => i.Id);
            var maybe = rows.Select(r => (Row: r, Names: NamesOf(r, columns.GetValueOrDefault(r.ImportId))))
                .Where(r => search.MayBeTheirs(r.Names, Text(r.Row))).ToList();
            var theirs = new List<(QuarantineRow Row, RowPeople People)>();
            if (maybe.Count > 0)
                await RowPeople.LookAsync(database, access, client, maybe.ToAsyncEnumerable(), (row, names, people) =>
                {
                    if (search.IsTheirs(names, people, Text(row))) theirs.Add((row, people));
                }, ct);
            foreach (var (row, people) in theirs) await EmptyAsync(access, row, search, people, ct);
            if (rows.Count < Portion) return;
            (import, line) = (rows[^1].ImportId, rows[^1].Line);
        }
    }

    private static string Text(QuarantineRow row) => $"{row.AccountRef}\n{row.Cells}\n{row.Errors}";

    private static RowNames NamesOf(QuarantineRow row, ImportRow? import)
    {
        var names = RowNames.Of(
            row.ClientId, import?.Kind ?? "", import?.MappingOf?.Columns ?? new Dictionary<string, string>(), row.Line, row.CellMap, IsBroken(row));
        // What it was called before somebody emptied or repaired it.
        return row.AccountRef.Length == 0 || IsBroken(row) || names.Accounts.Count > 0 ? names : names with { Accounts = [row.AccountRef] };
    }

    private Task EmptyAsync(Access access, QuarantineRow row, DebtorSearch search, RowPeople people, CancellationToken ct)
    {
        // What stands where the reference should be may be anything in a row whose shape is wrong, or somebody else's account.
        var reference = (IsBroken(row) && !search.IsOwn(row.AccountRef)) || people.IsOfOthers(row.AccountRef, search.Subject) ? "" : row.AccountRef;
        return database.ExecuteAsync(access, $$"""
            with emptied as (
              update collections.quarantine set cells = '{}'::jsonb, state = case state when 'open' then 'left-out' else state end,
                account_ref = {{reference}}, errors = '[{"column": "", "value": "", "reason": "its person was erased"}]'::jsonb,
                erased_at = coalesce(erased_at, {{time.GetUtcNow()}}), changed_at = {{time.GetUtcNow()}}
              where client_id = {{row.ClientId}} and import_id = {{row.ImportId}} and line = {{row.Line}})
            update collections.imports set quarantined = greatest(0, quarantined - {{(row.State == "open" ? 1 : 0)}})
            where client_id = {{row.ClientId}} and id = {{row.ImportId}}
            """, ct);
    }

    private static bool IsBroken(QuarantineRow row) => row.ErrorList.Any(e => e.Column.Length == 0);
}
