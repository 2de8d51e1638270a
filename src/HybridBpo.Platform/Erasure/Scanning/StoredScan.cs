using System.Security.Cryptography;
using System.Text;
using HybridBpo.Platform.Tracing;

namespace HybridBpo.Platform.Scanning;

/// <summary>What lies encrypted in the database and can still be read: other people's files, files of many people, and captured mails.</summary>
internal sealed class StoredScan(
    Database database, FileStore files, CapturedMails mails, ContentReader contents, TraceReader reader, ScanLedger ledger)
{
    private const int Page = 200;
    private static readonly Access All = Access.System("erasure-proof");

    private sealed record FileRow(string ClientId, Guid Id, Guid SubjectId);

    public async Task ReadFilesAsync(CancellationToken ct)
    {
        for (var after = new FileRow("", Guid.Empty, Guid.Empty); ;)
        {
            var rows = await database.QueryAsync<FileRow>(All, $"""
                select client_id, id, subject_id from platform.files where (client_id, id) > ({after.ClientId}, {after.Id})
                order by client_id, id limit {Page}
                """, ct);
            foreach (var row in rows) await FileAsync(row, ct);
            if (rows.Count < Page) return;
            after = rows[^1];
        }
    }

    public async Task ReadMailsAsync(CancellationToken ct)
    {
        await foreach (var (client, delivery, subject, open) in mails.AllAsync(ct))
        {
            if (await OrDamagedAsync($"captured mail {delivery:D}", open) is not { } plain) continue;
            var found = new Finding();
            reader.Read(plain, found);
            ledger.File("captured mails");
            ledger.Read(plain.Length, "captured mails");
            if (found.IsHit(oneRow: true)) ledger.Found("captured mail", client, $"{subject:D}", $"{delivery:D}", found.Kinds(oneRow: true));
        }
    }

    private async Task FileAsync(FileRow row, CancellationToken ct)
    {
        await OrDamagedAsync<object>($"stored file {row.Id:D}", async () =>
        {
            if (!(await files.OpenAsync(All, row.ClientId, row.Id, ct)).Is(out var content, out _)) return null;
            await using var opened = content;
            ledger.File("stored files");
            if (row.SubjectId == row.Id) await OfManyAsync(row, opened, ct);
            else await OfOneAsync(row, opened, ct);
            return null;
        });
    }

    private async ValueTask<T?> OrDamagedAsync<T>(string what, Func<ValueTask<T?>> open)
        where T : class
    {
        try
        {
            return await open();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or CryptographicException)
        {
            ledger.NotRead.Add($"{what}: it is damaged, or its key is missing");
            return null;
        }
    }

    private async Task OfOneAsync(FileRow row, Stream content, CancellationToken ct)
    {
        var (found, name) = (new Finding(), (await files.FindAsync(All, row.ClientId, row.Id, ct))?.Name ?? "");
        reader.Read(Encoding.UTF8.GetBytes(name), found);
        if (!await contents.ReadAsync(content, found, ct)) ledger.NotRead.Add($"stored file {row.Id}: only its beginning, it unfolds to too much");
        ledger.Read(content.Length, "stored files");
        if (found.IsHit(oneRow: true))
            ledger.Found("stored file", row.ClientId, $"{row.SubjectId:D}", $"{row.Id:D}", found.Kinds(oneRow: true));
    }

    // A file of a portfolio is under a key of its own: each line is looked at for whose it is.
    private async Task OfManyAsync(FileRow row, Stream content, CancellationToken ct)
    {
        var line = 0;
        var bytes = await LineReader.ReadAsync(content, text =>
        {
            var found = new Finding();
            reader.Read(text.Span, found);
            line++;
            if (found.IsHit(oneRow: true)) ledger.Found("stored file of many people", row.ClientId,
                TraceSearch.IsTheirs(found) ? null : $"{row.Id:D} line {line}", $"{row.Id:D} line {line}", found.Kinds(oneRow: true));
            return true;
        }, ct);
        ledger.Read(bytes, "stored files");
    }
}
