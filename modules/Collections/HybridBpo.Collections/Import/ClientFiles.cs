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

/// <summary>Files as clients sent them, each about many people.</summary>
internal sealed class ClientFiles(Database database, FileStore files, TimeProvider time)
{
    private const int Tries = 5;

    // Of a file that is rewritten two connections are in use. One at a time in a host: nobody waits for the second one with the first in the hand.
    private readonly SemaphoreSlim alone = new(1);

    /// <summary>Takes rows out of a file, in one step: a host that dies leaves the whole old file or the whole new one.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="import">The import of the file.</param>
    /// <param name="theirs">Says which rows go; asked anew when the file was rewritten meanwhile.</param>
    /// <param name="person">For whom, where it is for one.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>What became of it, and the file as it was read for that; null when it is not kept.</returns>
    public Task<(TakenOut Outcome, KeptFile? Kept)> TakeOutAsync(
        Access access, ImportRow import, Func<CsvRecords, Task<IReadOnlyList<CsvRecord>>> theirs, Guid? person, CancellationToken ct) =>
        TryAsync(access, import, theirs, (kept, rows) => ReplaceAsync(access, import, kept, rows, person, ct), ct);

    /// <summary>What <see cref="TakeOutAsync"/> would do.</summary>
    public Task<(TakenOut Outcome, KeptFile? Kept)> ForeseeAsync(
        Access access, ImportRow import, Func<CsvRecords, Task<IReadOnlyList<CsvRecord>>> theirs, CancellationToken ct) =>
        TryAsync(access, import, theirs, (_, _) => Task.FromResult(true), ct);

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
        if (await StoredAsync(access, import, ct) is { } file) await files.RenameAsync(access, file, name, ct);
        await database.ExecuteAsync(
            access, $"update collections.imports set file_name = {name} where client_id = {import.ClientId} and id = {import.Id}", ct);
    }

    /// <summary>The file as it is kept; null when it is not.</summary>
    public async Task<KeptFile?> FindAsync(Access access, ImportRow import, CancellationToken ct)
    {
        var id = IdOf(import);
        if (await StoredAsync(access, import, ct) is not { } file
            || !(await files.OpenAsync(access, import.ClientId, id, ct)).Is(out var first, out _)) return null;
        await first.DisposeAsync();
        return new KeptFile(import, file, async () => (await files.OpenAsync(access, import.ClientId, id, ct, file.Sha256)).Is(out var content, out _)
            ? content : throw new CryptographicException("Another content took the place of the file, or it is kept no more."));
    }

    // A file whose key is missing is left as it is: nobody can read it here, and the erasure proof names it.
    private async Task<StoredFile?> StoredAsync(Access access, ImportRow import, CancellationToken ct)
    {
        try
        {
            return await files.FindAsync(access, import.ClientId, IdOf(import), ct);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async Task<(TakenOut Outcome, KeptFile? Kept)> TryAsync(
        Access access, ImportRow import, Func<CsvRecords, Task<IReadOnlyList<CsvRecord>>> theirs,
        Func<KeptFile, IReadOnlyList<CsvRecord>, Task<bool>> done, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            if (await FindAsync(access, import, ct) is not { } kept) return (TakenOut.Nothing, null);
            // It has no lines of one person: without some of them the bank would say something else.
            if (import.Kind == ImportKinds.Statement) return (TakenOut.Impossible, kept);
            try
            {
                if (await kept.ReadAsync(theirs, ct) is not { } rows) return (TakenOut.Impossible, kept);
                if (rows.Count == 0) return (TakenOut.Nothing, kept);
                // Nothing can be taken out of the line that names the columns.
                if (rows.Any(r => r.Line == 1) || !await kept.StaysTheSameAsync(rows, ct)) return (TakenOut.Impossible, kept);
                if (await done(kept, rows)) return (TakenOut.Rewritten, kept);
            }
            catch (CryptographicException) when (attempt < Tries)
            {
                // Somebody else rewrote it in between.
            }
            catch (CryptographicException)
            {
                return (TakenOut.Impossible, kept);
            }
        }

        throw new InvalidOperationException("Others rewrite the same file at this moment; tried again later.");
    }

    private async Task<bool> ReplaceAsync(
        Access access, ImportRow import, KeptFile kept, IReadOnlyList<CsvRecord> rows, Guid? person, CancellationToken ct)
    {
        await alone.WaitAsync(ct);
        try
        {
            await using var without = await kept.WithoutAsync(rows, ct);
            return await files.ReplaceAsync(access, kept.File, without, c => NoteAsync(c, import, person, [.. rows.Select(r => r.Line)], ct), ct);
        }
        finally
        {
            alone.Release();
        }
    }

    private async Task NoteAsync(NpgsqlConnection connection, ImportRow import, Guid? person, int[] lines, CancellationToken ct)
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
                  select from collections.call_rows c where c.client_id = i.client_id and c.import_id = i.id and c.line = gone.line)
                and not exists (
                  select from collections.quarantine q where q.client_id = i.client_id and q.import_id = i.id and q.line = gone.line)) else 0 end
            where client_id = $1 and id = $2
            """, ct, import.ClientId, import.Id, time.GetUtcNow(), lines);
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
