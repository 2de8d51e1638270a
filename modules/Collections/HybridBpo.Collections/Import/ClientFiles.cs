using System.Security.Cryptography;
using Npgsql;

namespace HybridBpo.Collections.Import;

/// <summary>What became of a file from which rows were to be taken.</summary>
internal enum TakenOut
{
    /// <summary>It is not kept, or has no such row.</summary>
    Nothing,

    /// <summary>It stands there without them.</summary>
    Rewritten,

    /// <summary>It cannot be read, or without them its other rows would be read as something else: it is as it was.</summary>
    Impossible,
}

/// <summary>A file as it is kept; without a table, and perhaps without bytes, where it cannot be read.</summary>
internal sealed record KeptFile(StoredFile File, byte[] Bytes, CsvTable? Table);

/// <summary>Files as clients sent them, each about many people.</summary>
internal sealed class ClientFiles(Database database, FileStore files, TimeProvider time)
{
    private const int Tries = 5;

    /// <summary>Takes rows out of a file, in one step: a host that dies leaves the whole old file or the whole new one.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="import">The import of the file.</param>
    /// <param name="theirs">Says of the table as it is kept now which lines go.</param>
    /// <param name="person">For whom, where it is for one.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>What became of it, and the file as it was read for that; null when it is not kept.</returns>
    public async Task<(TakenOut Outcome, KeptFile? Kept)> TakeOutAsync(
        Access access, ImportRow import, Func<CsvTable, Task<IReadOnlySet<int>>> theirs, Guid? person, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            if (await ReadAsync(access, import, ct) is not { } kept) return (TakenOut.Nothing, null);
            var (outcome, lines, without) = await ForeseeAsync(kept, theirs);
            if (outcome != TakenOut.Rewritten
                || await files.ReplaceAsync(access, kept.File, new MemoryStream(without!), c => NoteAsync(c, import, person, lines!, ct), ct))
                return (outcome, kept);
        }

        throw new InvalidOperationException("Others rewrite the same file at this moment; tried again later.");
    }

    /// <summary>What <see cref="TakeOutAsync"/> would do.</summary>
    /// <returns>That, the lines, and what the file is without them.</returns>
    public static async Task<(TakenOut Outcome, IReadOnlySet<int>? Lines, byte[]? Without)> ForeseeAsync(
        KeptFile kept, Func<CsvTable, Task<IReadOnlySet<int>>> theirs)
    {
        if (kept.Table is null) return (TakenOut.Impossible, null, null);
        if (await theirs(kept.Table) is not { Count: > 0 } lines) return (TakenOut.Nothing, null, null);
        var without = lines.Contains(1) ? null : LinesOut.Of(kept.Bytes, kept.Table, lines);
        return (without is null ? TakenOut.Impossible : TakenOut.Rewritten, lines, without);
    }

    /// <summary>The rows of a file that is kept and can be read.</summary>
    public async Task<CsvTable?> TableAsync(Access access, ImportRow import, CancellationToken ct) => (await ReadAsync(access, import, ct))?.Table;

    /// <summary>Throws a file away as a whole; what was not loaded of it is given up.</summary>
    public async Task DestroyAsync(Access access, ImportRow import, Guid? person, CancellationToken ct)
    {
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            if (person is { } who) await ForAsync(connection, import, who, whole: true, ct);
            await RunAsync(connection, """
                update collections.imports set state = 'dropped', problem = 'It held somebody who was erased. Send it again without them.'
                where client_id = $1 and id = $2 and state in ('staged', 'failed')
                """, ct, import.ClientId, import.Id);
        }, ct);
        await files.DestroyContentAsync(access, import.ClientId, IdOf(import), ct);
    }

    /// <summary>Gives a file a name that says nothing.</summary>
    public async Task RenameAsync(Access access, ImportRow import, string name, CancellationToken ct)
    {
        if (await files.FindAsync(access, import.ClientId, IdOf(import), ct) is { } file) await files.RenameAsync(access, file, name, ct);
        await database.ExecuteAsync(
            access, $"update collections.imports set file_name = {name} where client_id = {import.ClientId} and id = {import.Id}", ct);
    }

    /// <summary>Reads a file as it is kept; null when it is not.</summary>
    public async Task<KeptFile?> ReadAsync(Access access, ImportRow import, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await files.FindAsync(access, import.ClientId, IdOf(import), ct) is not { } file
                || !(await files.OpenAsync(access, import.ClientId, IdOf(import), ct)).Is(out var content, out _)) return null;
            try
            {
                await using var opened = content;
                using var bytes = new MemoryStream();
                await opened.CopyToAsync(bytes, ct);
                var sent = bytes.ToArray();
                return new KeptFile(file, sent, Table(import, sent));
            }
            catch (CryptographicException) when (attempt < Tries)
            {
                // Somebody else rewrote it in between.
            }
            catch (CryptographicException)
            {
                return new KeptFile(file, [], null);
            }
        }
    }

    private static CsvTable? Table(ImportRow import, byte[] bytes) =>
        FileText.Read(import.FileName, bytes, import.Encoding == "windows-1252" ? import.Encoding : null).Is(out var text, out _)
            && CsvTable.Read(text).Is(out var table, out _) ? table : null;

    private async Task NoteAsync(NpgsqlConnection connection, ImportRow import, Guid? person, IReadOnlySet<int> lines, CancellationToken ct)
    {
        // Of a file that is still to be loaded, rows that were never loaded are no rows of it any more.
        await RunAsync(connection, """
            update collections.imports i set rewritten_at = $3,
              row_count = row_count - case when state in ('staged', 'failed') then (
                select count(*)::int from unnest($4::int[]) as gone (line) where not exists (
                  select from collections.accounts a where a.client_id = i.client_id and a.import_id = i.id and a.import_line = gone.line)
                and not exists (
                  select from collections.transactions t where t.client_id = i.client_id and t.import_id = i.id and t.import_line = gone.line)
                and not exists (
                  select from collections.quarantine q where q.client_id = i.client_id and q.import_id = i.id and q.line = gone.line)) else 0 end
            where client_id = $1 and id = $2
            """, ct, import.ClientId, import.Id, time.GetUtcNow(), lines.ToArray());
        if (person is { } who) await ForAsync(connection, import, who, whole: false, ct);
    }

    private Task ForAsync(NpgsqlConnection connection, ImportRow import, Guid person, bool whole, CancellationToken ct) =>
        RunAsync(connection, """
            insert into collections.erased_in_files (client_id, person_id, import_id, whole, at) values ($1, $2, $3, $4, $5)
            on conflict (client_id, person_id, import_id) do update set whole = erased_in_files.whole or excluded.whole
            """, ct, import.ClientId, person, import.Id, whole, time.GetUtcNow());

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static Guid IdOf(ImportRow import) => import.FileId ?? import.Id;
}
