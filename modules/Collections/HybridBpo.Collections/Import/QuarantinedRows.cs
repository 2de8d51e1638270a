using System.Text;
using System.Text.Json;
using HybridBpo.Collections.Import.Ageing;
using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Collections.Import.Undoing;

namespace HybridBpo.Collections.Import;

/// <summary>Repairs quarantined rows and loads them; or leaves them out, which a person says.</summary>
internal sealed class QuarantinedRows(
    Database database, Clients clients, ImportDesk desk, RowLoader placements, TransactionLoader transactions, CallLoader calls,
    CompareAgeing ageing,
    QuarantineWriter writer,
    ErasedLines erased, TimeProvider time)
{
    private const int MostCell = ImportLimits.Cell;

    /// <summary>Every row, in the order of the file.</summary>
    public Task<IReadOnlyList<QuarantineRow>> AllAsync(Access access, string client, Guid import, CancellationToken ct) =>
        database.QueryAsync<QuarantineRow>(access, $"""
            select {Sql.Raw(QuarantineRow.Columns)} from collections.quarantine where client_id = {client} and import_id = {import} order by line
            """, ct);

    /// <summary>Some of the rows; those that wait for somebody come first.</summary>
    public Task<IReadOnlyList<QuarantineRow>> ListAsync(
        Access access, string client, Guid import, int skip, int most, CancellationToken ct) =>
        database.QueryAsync<QuarantineRow>(access, $"""
            select {Sql.Raw(QuarantineRow.Columns)} from collections.quarantine where client_id = {client} and import_id = {import}
            order by state <> 'open', line offset {skip} limit {most}
            """, ct);

    public Task<IReadOnlyList<StateCount>> CountAsync(Access access, string client, Guid import, CancellationToken ct) =>
        database.QueryAsync<StateCount>(access, $"""
            select state, count(*) as count from collections.quarantine where client_id = {client} and import_id = {import} group by state
            """, ct);

    /// <summary>Puts new values into a row and loads it when nothing is wrong any more; else says what still is.</summary>
    public async Task<Result<QuarantineRow>> RepairAsync(
        Access access, string client, Guid id, int line, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor repairs rows.");
        await using var turn = await ImportTurn.TakeAsync(database, client, id, ct);
        if (await desk.FindAsync(access, client, id, ct) is not { } import || await clients.GetAsync(access, client, ct) is not { } of
            || await FindAsync(access, client, id, line, ct) is not { } row)
            return new ImportNotThere("There is no such row.");
        if (import.UndoAskedAt is not null) return new UndoneBefore(import);
        if (row.State != "open") return row;
        if (row.CaseId is not null) return new RowIsACase(line);
        if (values.Any(v => v.Value.Length > MostCell || v.Value.Any(char.IsControl))) return new FileUnreadable(
            import.FileName, "a cell has control characters or is too long.");
        var mapping = import.MappingOf!;
        var cells = new Dictionary<string, string>(row.CellMap);
        foreach (var (column, value) in values.Where(v => mapping.Columns.ContainsKey(v.Key))) cells[column] = value.Trim();
        var (errors, loaded) = await LoadAsync(access, of, import, mapping, line, cells, ct);
        if (loaded is { Bad: [] }) return await KeepAsync(access, import, row, cells, [], "repaired", null, loaded, ct);
        var bad = loaded?.Bad[0];
        return await KeepAsync(access, import, row, cells, bad?.Errors ?? errors, bad?.State ?? "open", bad?.Question?.CaseId, null, ct);
    }

    public async Task<Result<Done>> LeaveOutAsync(Access access, string client, Guid id, int line, CancellationToken ct)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor leaves rows out.");
        if (await desk.FindAsync(access, client, id, ct) is not { } import || await FindAsync(access, client, id, line, ct) is not { } row)
            return new ImportNotThere("There is no such row.");
        if (row is { State: "open", CaseId: not null }) return new RowIsACase(line);
        if (row.State == "open") await KeepAsync(access, import, row, row.CellMap, row.ErrorList, "left-out", null, null, ct);
        return Done.Yes;
    }

    /// <summary>The rows that stand in quarantine as CSV, with line and reasons.</summary>
    public static string Csv(IReadOnlyList<QuarantineRow> rows)
    {
        var columns = rows.SelectMany(r => r.CellMap.Keys).Distinct().ToList();
        var text = new StringBuilder().AppendJoin(',', columns.Append("line").Append("reasons").Select(CsvCell.Of)).Append('\n');
        foreach (var row in rows)
            text.AppendJoin(',', columns.Select(c => CsvCell.Of(row.CellMap.GetValueOrDefault(c, ""))).Append(row.Line.ToString())
                .Append(CsvCell.Of(string.Join("; ", row.ErrorList.Select(e => e.Column.Length > 0 ? $"{e.Column}: {e.Reason}" : e.Reason)))))
                    .Append('\n');
        return text.ToString();
    }

    private async Task<(IReadOnlyList<RowError> Errors, Loaded? Loaded)> LoadAsync(
        Access access, Client client, ImportRow import, Mapping mapping, int line, IReadOnlyDictionary<string, string> cells, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (import.Kind == ImportKinds.Placement)
        {
            var (row, errors) = PlacementRow.Read(line, cells, mapping, client.Currency, client.Today(now));
            return row is null ? (errors, null) : ([], await placements.PlacementsAsync(access, client, import, [row], _ => cells, ct));
        }

        if (import.Kind == ImportKinds.Calls)
        {
            var (call, errors) = CallRow.Read(line, cells, mapping, now);
            return call is null ? (errors, null) : ([], await calls.CallsAsync(access, client, import, [call], _ => cells, ct));
        }

        if (import.Kind == ImportKinds.Ageing)
        {
            var (listed, faults) = AgeingRow.Read(line, cells, mapping, client.Currency);
            if (listed is null) return (faults, null);
            var compared = await ageing.RowsAsync(access, import, [listed], ct);
            await ageing.AskAsync(access, import, ct);
            return ([], compared);
        }

        var (transaction, wrong) = TransactionRow.Read(line, cells, mapping, client.Currency, now);
        return transaction is null ? (wrong, null)
            : ([], await transactions.TransactionsAsync(access, client, import, [transaction], _ => cells, ct));
    }

    private async Task<QuarantineRow> KeepAsync(
        Access access, ImportRow import, QuarantineRow row, IReadOnlyDictionary<string, string> cells, IReadOnlyList<RowError> errors, string state,
        Guid? caseId, Loaded? loaded, CancellationToken ct)
    {
        var kept = await writer.ChangeAsync(access, import, row, cells, errors, state, caseId, ct);
        // Its person was erased: neither the row nor the file says it any longer.
        if (kept is { Cells: "{}" }) await erased.TakeOutAsync(access, import, new HashSet<int> { row.Line }, ct);
        await database.ExecuteAsync(access, $"""
            update collections.imports i set quarantined = (select count(*) from collections.quarantine q where q.client_id = i.client_id
              and q.import_id = i.id and q.state = 'open'),
              added = added + {(kept is null ? 0 : loaded?.Added ?? 0)}, unchanged = unchanged + {(kept is null ? 0 : loaded?.Unchanged ?? 0)},
              newest_at = (select max(c.at) from collections.call_rows c where c.client_id = i.client_id and c.import_id = i.id)
            where client_id = {row.ClientId} and id = {row.ImportId}
            """, ct);
        return kept ?? row with { State = state };
    }

    private Task<QuarantineRow?> FindAsync(Access access, string client, Guid import, int line, CancellationToken ct) =>
        database.SingleOrDefaultAsync<QuarantineRow>(access, $"""
            select {Sql.Raw(QuarantineRow.Columns)} from collections.quarantine where client_id = {client} and import_id = {import} and line = {line}
            """, ct);
}
