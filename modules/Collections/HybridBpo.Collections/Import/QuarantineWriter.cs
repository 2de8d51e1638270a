using System.Text.Json;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Collections.Import;

/// <summary>
/// Writes rows that cannot load. Whether somebody of them was erased is asked in the transaction that writes: of theirs nothing is kept.
/// </summary>
internal sealed class QuarantineWriter(Database database, TimeProvider time)
{
    /// <returns>Lines whose person was erased.</returns>
    public async Task<IReadOnlyList<int>> AddAsync(Access access, ImportRow import, IReadOnlyList<BadRow> rows, CancellationToken ct)
    {
        var kept = await database.InTransactionAsync(access, async (connection, _) =>
        {
            await PeopleLock.ShareAsync(connection, import.ClientId, ct);
            var silent = await SilentAsync(connection, import, rows, ct);
            await InsertAsync(connection, import, silent, ct);
            return silent;
        }, ct);
        return [.. kept.Where(r => r.Erased).Select(r => r.Line)];
    }

    /// <summary>Keeps what became of an open row.</summary>
    /// <returns>The row; null when it is no longer open.</returns>
    public Task<QuarantineRow?> ChangeAsync(
        Access access, ImportRow import, QuarantineRow row, IReadOnlyDictionary<string, string> cells, IReadOnlyList<RowError> errors, string state,
        Guid? caseId, CancellationToken ct) => database.InTransactionAsync(access, async (connection, _) =>
        {
            await PeopleLock.ShareAsync(connection, import.ClientId, ct);
            // Whose it was before somebody changed it, and whose it is now.
            BadRow[] both = [new(row.Line, row.AccountRef, row.CellMap, row.ErrorList), new(row.Line, row.AccountRef, cells, errors)];
            var at = await ErasedRows.FindAsync(connection, import.ClientId, [.. both.Select(b => NamesOf(import, b))], ct);
            var left = at.TryGetValue(row.Line, out var when)
                ? BadRow.OfErased(row.Line, row.AccountRef, when) : new BadRow(row.Line, row.AccountRef, cells, errors);
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(SqlText.Bind($"""
                update collections.quarantine set cells = {Json(left.Cells)}::jsonb, errors = {Json(left.Errors)}::jsonb,
                  state = {(left.Erased && state == "open" ? left.State : state)}, case_id = {(left.Erased ? null : caseId)}::uuid,
                  erased_at = {left.ErasedAt}::timestamptz, changed_by = {access.Actor.Id}, changed_at = {time.GetUtcNow()}
                where client_id = {row.ClientId} and import_id = {row.ImportId} and line = {row.Line} and state = 'open'
                returning {Sql.Raw(QuarantineRow.Columns)}
                """));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            return !await reader.ReadAsync(ct) ? null : new QuarantineRow(
                reader.GetString(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
                reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetGuid(7));
        }, ct);

    private static async Task<IReadOnlyList<BadRow>> SilentAsync(
        NpgsqlConnection connection, ImportRow import, IReadOnlyList<BadRow> rows, CancellationToken ct)
    {
        var at = await ErasedRows.FindAsync(
            connection, import.ClientId, [.. rows.Where(r => !r.Erased).Select(r => NamesOf(import, r))], ct);
        return [.. rows.Select(r => !at.TryGetValue(r.Line, out var when) ? r
            : BadRow.OfErased(r.Line, r.IsBroken ? "" : r.AccountRef, when))];
    }

    private static RowNames NamesOf(ImportRow import, BadRow row) =>
        RowNames.Of(import.ClientId, import.Kind, import.MappingOf!.Columns, row.Line, row.Cells, row.IsBroken);

    private static async Task InsertAsync(NpgsqlConnection connection, ImportRow import, IReadOnlyList<BadRow> rows, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind($"""
            insert into collections.quarantine (client_id, import_id, line, account_ref, state, case_id, cells, errors, erased_at)
            select {import.ClientId}, {import.Id}, q.line, q.account, q.state, nullif(q.case_id, {Guid.Empty}), q.cells::jsonb, q.errors::jsonb,
              q.erased_at
            from unnest({rows.Select(r => r.Line).ToArray()}, {rows.Select(r => r.AccountRef).ToArray()}, {rows.Select(r => r.State).ToArray()},
                        {rows.Select(r => r.Question?.CaseId ?? Guid.Empty).ToArray()}, {rows.Select(r => Json(r.Cells)).ToArray()},
                        {rows.Select(r => Json(r.Errors)).ToArray()}, {rows.Select(r => r.ErasedAt?.ToUniversalTime()).ToArray()})
              as q (line, account, state, case_id, cells, errors, erased_at)
            on conflict (client_id, import_id, line) do nothing
            """));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
