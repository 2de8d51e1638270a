using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Erasing;

/// <summary>
/// Files that clients sent, and rows of them that never loaded. A file that holds the person is thrown away as a whole: its hash, its length and what
/// was loaded from it stay. One that was not loaded yet is given up, and the client sends it again without them.
/// </summary>
internal sealed class DebtorFiles(Database database, AccountBook book, FileStore files, TimeProvider time)
{
    private const int Portion = 500;

    private sealed record SentFile(Guid Id, Guid FileId, string FileName, string State);

    public async Task EraseAsync(Access access, string client, Guid subject, TraceSearch search, CancellationToken ct)
    {
        var accounts = await book.OfPersonAsync(access, client, subject, ct);
        await FilesAsync(access, client, accounts, search, ct);
        await QuarantineAsync(access, client, accounts, search, ct);
    }

    private async Task FilesAsync(Access access, string client, IReadOnlyList<AccountRow> accounts, TraceSearch search, CancellationToken ct)
    {
        var placed = accounts.Select(a => a.ImportId).OfType<Guid>().ToHashSet();
        var sent = await database.QueryAsync<SentFile>(
            access, $"select id, coalesce(file_id, id) as file_id, file_name, state from collections.imports where client_id = {client}", ct);
        foreach (var file in sent)
        {
            if (placed.Contains(file.Id) || await HoldsAsync(access, client, file, search, ct)) await DestroyAsync(access, client, file, ct);
            if (search.IsIn(file.FileName)) await database.ExecuteAsync(
                access, $"update collections.imports set file_name = 'renamed.csv' where client_id = {client} and id = {file.Id}", ct);
        }
    }

    private async Task<bool> HoldsAsync(Access access, string client, SentFile file, TraceSearch search, CancellationToken ct)
    {
        // What is not there any more holds nobody.
        if (!(await files.OpenAsync(access, client, file.FileId, ct)).Is(out var content, out _)) return false;
        await using var opened = content;
        return await search.HasTheirLineAsync(opened, ct);
    }

    private async Task DestroyAsync(Access access, string client, SentFile file, CancellationToken ct)
    {
        await files.DestroyContentAsync(access, client, file.FileId, ct);
        await database.ExecuteAsync(access, $"""
            update collections.imports set state = 'dropped', problem = 'It held somebody who was erased. Send it again without them.'
            where client_id = {client} and id = {file.Id} and state in ('staged', 'failed')
            """, ct);
    }

    private async Task QuarantineAsync(
        Access access, string client, IReadOnlyList<AccountRow> accounts, TraceSearch search, CancellationToken ct)
    {
        var references = accounts.Select(a => a.Reference).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var (import, line) = (Guid.Empty, 0); ;)
        {
            var rows = await database.QueryAsync<QuarantineRow>(access, $"""
                select {Sql.Raw(QuarantineRow.Columns)} from collections.quarantine
                where client_id = {client} and (import_id, line) > ({import}, {line}) order by import_id, line limit {Portion}
                """, ct);
            foreach (var row in rows)
                if (references.Contains(row.AccountRef) || search.IsTheirs($"{row.AccountRef}\n{row.Cells}\n{row.Errors}"))
                    await EmptyAsync(access, row, ct);
            if (rows.Count < Portion) return;
            (import, line) = (rows[^1].ImportId, rows[^1].Line);
        }
    }

    private Task EmptyAsync(Access access, QuarantineRow row, CancellationToken ct) => database.ExecuteAsync(access, $$"""
        with emptied as (
          update collections.quarantine set cells = '{}'::jsonb, state = case state when 'open' then 'left-out' else state end,
            errors = '[{"column": "", "value": "", "reason": "its person was erased"}]'::jsonb, changed_at = {{time.GetUtcNow()}}
          where client_id = {{row.ClientId}} and import_id = {{row.ImportId}} and line = {{row.Line}})
        update collections.imports set quarantined = greatest(0, quarantined - {{(row.State == "open" ? 1 : 0)}})
        where client_id = {{row.ClientId}} and id = {{row.ImportId}}
        """, ct);
}
