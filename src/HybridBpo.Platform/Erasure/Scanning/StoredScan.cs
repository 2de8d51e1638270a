using System.Security.Cryptography;
using System.Text;
using HybridBpo.Platform.Tracing;

namespace HybridBpo.Platform.Scanning;

/// <summary>What lies encrypted in the database and can still be read: other people's files, files of many people, and captured mails.</summary>
internal sealed class StoredScan(
    Database database, FileStore files, CapturedMails mails, ContentReader contents, TraceReader reader, IEnumerable<ISubjectEraser> erasers,
    ScanLedger ledger)
{
    private const int Page = 200;
    private static readonly Access All = Access.System("erasure-proof") with { AtDesk = true };

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
        var (line, theirs) = (0, new List<(string Text, string Record, IReadOnlyList<string> Kinds)>());
        var bytes = await LineReader.ReadAsync(content, text =>
        {
            var found = new Finding();
            reader.Read(text.Span, found);
            line++;
            if (!found.IsHit(oneRow: true)) return true;
            var (record, kinds) = ($"{row.Id:D} line {line}", found.Kinds(oneRow: true).ToList());
            if (TraceSearch.IsTheirs(found)) theirs.Add((Encoding.UTF8.GetString(text.Span), record, kinds));
            else ledger.Found("stored file of many people", row.ClientId, record, record, kinds);
            return true;
        }, ct);
        // Somebody else may have the same name and the same landline.
        var owners = new Dictionary<string, Guid>();
        foreach (var eraser in theirs.Count == 0 ? [] : erasers)
            foreach (var (text, owner) in await eraser.LineOwnersAsync(row.ClientId, row.Id, [.. theirs.Select(t => t.Text)], ct))
                owners[text] = owner;
        foreach (var (text, record, kinds) in theirs) ledger.Found(
            "stored file of many people", row.ClientId, owners.TryGetValue(text, out var owner) ? $"{owner:D}" : null, record, kinds);
        ledger.Read(bytes, "stored files");
    }
}
