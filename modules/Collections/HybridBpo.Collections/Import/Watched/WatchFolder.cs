using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Collections.Import.Watched;

/// <summary>Looks into every client's folder and loads what lies there whole. One client's trouble, or one file's, is not the others'.</summary>
internal sealed class WatchFolder(
    Database database, Clients clients, FolderRows rows, LoadFolderFile load, WatchedSettings settings, TimeProvider time, ILogger<WatchFolder> log)
    : IScan
{
    public const string Scan = "collections.import-folder";

    private const int MostTries = 5;

    public async Task RunAsync(CancellationToken ct)
    {
        if (settings.Root is null || !Directory.Exists(settings.Root)) return;
        foreach (var client in await clients.ListAsync(Access.System(Scan), ct))
            try
            {
                await ClientAsync(client, ct);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                log.LogError(failed, "{Client}: its import folder could not be looked at; tried again by the next scan.", client.ClientId);
            }
    }

    private async Task ClientAsync(Client client, CancellationToken ct)
    {
        var folder = new ClientFolder(settings, client.ClientId);
        if (folder.Problem() is { } problem)
        {
            log.LogError("{Client}: its import folder is not used: {Problem}.", client.ClientId, problem);
            return;
        }

        // One host at a time: what another one took and has not ended is then left over from one that died.
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (!await LockAsync(connection, "select pg_try_advisory_lock(hashtextextended($1, 0))", client, ct)) return;
        try
        {
            var access = Access.System(Scan, client.ClientId);
            foreach (var left in await rows.TakenAsync(access, client.ClientId, ct)) await FileAsync(access, client, folder, left, ct);
            var waiting = folder.Waiting();
            foreach (var file in waiting)
                if (ClientFolder.IsName(file.Name) && await rows.LookAsync(access, client.ClientId, file, ct) is { } row)
                {
                    await rows.TakeAsync(access, row, ct);
                    await FileAsync(access, client, folder, row, ct);
                }

            await rows.SweepAsync(access, client.ClientId, [.. waiting.Select(f => f.Name)], ct);
        }
        finally
        {
            await LockAsync(connection, "select pg_advisory_unlock(hashtextextended($1, 0))", client, CancellationToken.None);
        }
    }

    private async Task FileAsync(Access access, Client client, ClientFolder folder, FolderRow row, CancellationToken ct)
    {
        try
        {
            if (folder.RemovesLink(row.Name, row.Id))
                await EndAsync(access, folder, row, Acknowledgement.Refused(
                    row.Name, null, new FolderRefusal("link", "It is a link and not a file."), time.GetUtcNow()), ct);
            else if (Take(folder, row) is { } file) await EndAsync(access, folder, row, await AnswerAsync(access, client, folder, row, file, ct), ct);
            else await rows.ForgetAsync(access, row, ct);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            log.LogError(failed, "{Client}: a file of its folder could not be loaded; tried again by the next scan.", client.ClientId);
        }
    }

    // Null when it is gone: the sender took it back, or it is ended already.
    private static FileInfo? Take(ClientFolder folder, FolderRow row)
    {
        if (!folder.Taken(row.Id).Exists)
            try
            {
                folder.Take(row.Name, row.Id);
            }
            catch (FileNotFoundException)
            {
                return null;
            }

        return folder.Taken(row.Id);
    }

    /// <returns>Null when the file was not whole: it goes back and is looked at anew.</returns>
    private async Task<Acknowledgement?> AnswerAsync(
        Access access, Client client, ClientFolder folder, FolderRow row, FileInfo file, CancellationToken ct)
    {
        // What has no length may be a pipe, which would never end.
        if (file.Length == 0) return Refused("empty", "It is empty.");
        if (file.Length > ImportLimits.Bytes) return Refused("too-large", new FileTooLarge(row.Name, file.Length).Message);
        if (row.Tries >= MostTries)
            return Refused("our-error", "It could not be loaded because of an error of ours. Ask for help before it is sent again.");
        await rows.TryAsync(access, row, ct);
        byte[] bytes;
        try
        {
            bytes = await ReadAsync(file, ct);
        }
        catch (UnauthorizedAccessException)
        {
            return Refused("unreadable", "It may not be read: its rights are wrong.");
        }

        file.Refresh();
        if (file.Length == bytes.Length && FolderRows.IsAs(row, file)) return await load.RunAsync(
            access, client, row, bytes, ct, folder.Totals(row.Name));
        folder.GiveBack(row.Name, row.Id);
        return null;

        Acknowledgement Refused(string code, string words) =>
            Acknowledgement.Refused(row.Name, null, new FolderRefusal(code, words), time.GetUtcNow());
    }

    private async Task EndAsync(Access access, ClientFolder folder, FolderRow row, Acknowledgement? answer, CancellationToken ct)
    {
        if (answer is null)
        {
            await rows.ForgetAsync(access, row, ct);
            return;
        }

        await folder.AnswerAsync(row.Name, row.Id, answer.ToJson(), ct);
        folder.End(row.Name, row.Id, answer.Refusal is not null);
        if (answer.Refusal is { } why) await rows.RefuseAsync(access, row, why.Code, why.Words, ct);
        else await rows.ForgetAsync(access, row, ct);
    }

    private static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken ct)
    {
        await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var (bytes, buffer) = (new MemoryStream((int)file.Length), new byte[1 << 16]);
        for (int read; bytes.Length <= ImportLimits.Bytes && (read = await stream.ReadAsync(buffer, ct)) > 0;) bytes.Write(buffer, 0, read);
        return bytes.ToArray();
    }

    private static async Task<bool> LockAsync(NpgsqlConnection connection, string sql, Client client, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = $"{Scan} {client.ClientId}" } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
