using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Erasing;

/// <summary>Empties rows about the person that never loaded, and those that somebody repaired.</summary>
internal sealed class DebtorQuarantine(Database database, TimeProvider time)
{
    private const int Portion = 500;

    public async Task EraseAsync(
        Access access, string client, Guid subject, IReadOnlySet<string> references, TraceSearch search, CancellationToken ct)
    {
        var imports = new Dictionary<Guid, ImportRow?>();
        for (var (import, line) = (Guid.Empty, 0); ;)
        {
            var rows = await database.QueryAsync<QuarantineRow>(access, $"""
                select {Sql.Raw(QuarantineRow.Columns)} from collections.quarantine
                where client_id = {client} and (import_id, line) > ({import}, {line}) order by import_id, line limit {Portion}
                """, ct);
            foreach (var row in rows)
                if (search.IsTheirs($"{row.AccountRef}\n{row.Cells}\n{row.Errors}") || await NamesAsync(row))
                    await EmptyAsync(access, row, references, ct);
            if (rows.Count < Portion) return;
            (import, line) = (rows[^1].ImportId, rows[^1].Line);
        }

        async Task<bool> NamesAsync(QuarantineRow row)
        {
            if (!imports.TryGetValue(row.ImportId, out var of))
                imports[row.ImportId] = of = await database.SingleOrDefaultAsync<ImportRow>(access, $"""
                    select {Sql.Raw(ImportRow.Columns)} from collections.imports where client_id = {client} and id = {row.ImportId}
                    """, ct);
            if (of?.MappingOf is not { } mapping) return references.Contains(row.AccountRef);
            var names = RowNames.Of(client, of.Kind, mapping.Columns, row.Line, row.CellMap, IsBroken(row));
            return references.Contains(row.AccountRef) || names.References.Any(references.Contains) || names.People.Contains(subject);
        }
    }

    private Task EmptyAsync(Access access, QuarantineRow row, IReadOnlySet<string> references, CancellationToken ct)
    {
        // What stands where the reference should be may be anything in a row whose shape is wrong.
        var reference = IsBroken(row) && !references.Contains(row.AccountRef) ? "" : row.AccountRef;
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
