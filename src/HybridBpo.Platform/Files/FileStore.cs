using System.Security.Cryptography;
using System.Text;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Files in the database: pieces of 1 MiB, each encrypted under the subject's key, so that they are in every backup and unreadable once the subject
/// is erased. Written in one transaction: a broken upload leaves nothing.
/// </summary>
/// <param name="database">Where they are.</param>
/// <param name="store">Keeps the subjects' keys.</param>
/// <param name="time">The clock.</param>
public sealed class FileStore(Database database, EventStore store, TimeProvider time)
{
    /// <summary>No file is longer: 100 MiB.</summary>
    public const long MostBytes = 100L << 20;

    private const int ChunkBytes = 1 << 20;

    private sealed record Row(
        string ClientId, Guid Id, Guid SubjectId, byte[] SealedName, string ContentType, long Bytes, byte[] Sha256, int Chunks,
        DateTimeOffset AddedAt, DateTimeOffset? ExpiresAt);

    /// <summary>Keeps a file.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="file">What it is.</param>
    /// <param name="content">Read to its end, or to one byte beyond the limit.</param>
    /// <param name="ct">Cancellation; nothing is kept then.</param>
    /// <returns>The file, or <see cref="FileOverLimit"/>, <see cref="FileExists"/> or <see cref="NotFound"/> (client).</returns>
    public async Task<Result<StoredFile>> PutAsync(Access access, NewFile file, Stream content, CancellationToken ct)
    {
        if (!access.Sees(file.Client))
            return new NotFound($"There is no client {file.Client}.");
        var most = Math.Min(file.MostBytes, MostBytes);
        Result<StoredFile> result = new NotFound("Nothing was kept.");
        try
        {
            // The key first: looking for it takes a connection, and whoever waits for one must not hold another.
            var seal = await store.Boxes.SealerAsync(file.Client, file.SubjectId, ct);
            await database.InTransactionAsync(access, async (connection, transaction) =>
            {
                var added = time.GetUtcNow();
                await AddRowAsync(connection, file, seal(Encoding.UTF8.GetBytes(BareName(file.Name)), Place(file.Id, "name")), added, ct);
                var (bytes, chunks, hash) = await WriteChunksAsync(connection, file, seal, content, most, ct);
                if (bytes > most)
                    throw new TooLong();
                await EndRowAsync(connection, file, bytes, chunks, hash, ct);
                result = new StoredFile(file.Client, file.Id, file.SubjectId, BareName(file.Name), file.ContentType, bytes,
                    Convert.ToHexStringLower(hash), added, file.ExpiresAt);
            }, ct);
            return result;
        }
        catch (TooLong)
        {
            return new FileOverLimit($"The file {BareName(file.Name)} is longer than {most / 1_000_000.0:0.#} MB.");
        }
        catch (PostgresException twice) when (twice.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new FileExists($"There is a file {file.Id} already.");
        }
    }

    /// <summary>What is known of a file; null when there is none that the asker may see.</summary>
    public async Task<StoredFile?> FindAsync(Access access, string client, Guid id, CancellationToken ct) =>
        await RowAsync(access, client, id, ct) is { } row ? await ReadAsync(row, ct) : null;

    /// <summary>Files of a client with this content, the oldest first: to recognise a repeated upload.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="sha256">SHA-256 in hexadecimal.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<Guid>> WithContentAsync(Access access, string client, string sha256, CancellationToken ct) =>
        await database.QueryAsync<Guid>(access, $"""
            select id from platform.files where client_id = {client} and sha256 = {Convert.FromHexString(sha256)} order by added_at, id
            """, ct);

    /// <summary>Opens a file's content.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="id">The file.</param>
    /// <param name="ct">Cancellation.</param>
    /// <param name="sha256">Its hash, where no other content will do; null for whatever is kept.</param>
    /// <returns>The content from its start; <see cref="NotFound"/> when there is none, it expired, or its subject was erased.</returns>
    /// <exception cref="CryptographicException">
    /// A piece was changed or is missing: the content is not what was kept, or another one took its place while it was read.
    /// </exception>
    public async Task<Result<Stream>> OpenAsync(Access access, string client, Guid id, CancellationToken ct, string? sha256 = null)
    {
        if (await RowAsync(access, client, id, ct) is not { } row || row.ExpiresAt <= time.GetUtcNow())
            return new NotFound("There is no such file.");
        if (row.SealedName.Length == 0)
            return new NotFound("The file is no longer kept.");
        if (sha256 is not null && Convert.ToHexStringLower(row.Sha256) != sha256)
            return new NotFound("The file has another content.");
        if (await store.Boxes.OpenAsync(client, row.SubjectId, row.SealedName, Place(id, "name"), ct) is null)
            return new NotFound("The file's person was erased.");
        return new ChunkStream(row.Bytes, row.Chunks, async (number, token) =>
        {
            // Of the content that was opened: one that takes its place meanwhile is not mixed with it.
            var box = await database.SingleOrDefaultAsync<byte[]>(access, $"""
                select c.sealed from platform.file_chunks c join platform.files f on f.client_id = c.client_id and f.id = c.file_id
                where c.client_id = {client} and c.file_id = {id} and c.number = {number} and f.sha256 = {row.Sha256}
                """, token);
            return box is null ? null : await store.Boxes.OpenAsync(client, row.SubjectId, box, Place(id, $"{number}"), token);
        });
    }

    /// <summary>Puts another content in the place of a file's, in one transaction: whoever reads sees the old one or the new one, whole.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="was">The file as it was read; somebody else's new content is not overwritten.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="also">More to do in the same transaction.</param>
    /// <param name="ct">Cancellation; the old content stays then.</param>
    /// <returns>False, and nothing is done, when the content is no longer the one that was read, or is no longer kept.</returns>
    public async Task<bool> ReplaceAsync(Access access, StoredFile was, Stream content, Func<NpgsqlConnection, Task> also, CancellationToken ct)
    {
        var (replaced, file) = (false, new NewFile(was.Id, was.ClientId, was.SubjectId, was.Name, was.ContentType));
        var seal = await store.Boxes.SealerAsync(was.ClientId, was.SubjectId, ct);
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            if (await ExecuteAsync(connection, $"""
                update platform.files set expires_at = expires_at
                where client_id = {was.ClientId} and id = {was.Id} and sha256 = {Convert.FromHexString(was.Sha256)}
                  and (expires_at is null or expires_at > {time.GetUtcNow()})
                """, ct) == 0) return;
            await ExecuteAsync(connection, $"delete from platform.file_chunks where client_id = {was.ClientId} and file_id = {was.Id}", ct);
            var (bytes, chunks, hash) = await WriteChunksAsync(connection, file, seal, content, MostBytes, ct);
            if (bytes > MostBytes)
                throw new ArgumentException("The content is longer than any file.", nameof(content));
            await EndRowAsync(connection, file, bytes, chunks, hash, ct);
            await also(connection);
            replaced = true;
        }, ct);
        return replaced;
    }

    /// <summary>Gives a file another name.</summary>
    public async Task RenameAsync(Access access, StoredFile file, string name, CancellationToken ct)
    {
        var seal = await store.Boxes.SealerAsync(file.ClientId, file.SubjectId, ct);
        await database.ExecuteAsync(access, $"""
            update platform.files set sealed_name = {seal(Encoding.UTF8.GetBytes(BareName(name)), Place(file.Id, "name"))}
            where client_id = {file.ClientId} and id = {file.Id} and length(sealed_name) > 0
            """, ct);
    }

    /// <summary>Throws away a file's content before its time; its row with hash and length stays.</summary>
    public Task DestroyContentAsync(Access access, string client, Guid id, CancellationToken ct) => database.ExecuteAsync(access, $"""
        with pieces as (delete from platform.file_chunks where client_id = {client} and file_id = {id})
        update platform.files set expires_at = least(expires_at, {time.GetUtcNow()}) where client_id = {client} and id = {id}
        """, ct);

    /// <summary>Throws away the contents that are past their expiry; their rows with hash and length stay.</summary>
    /// <returns>How many pieces went.</returns>
    public Task<int> ExpireAsync(CancellationToken ct) =>
        database.ExecuteAsync(Access.System("file-expiry"), $"""
            delete from platform.file_chunks c using platform.files f
            where f.client_id = c.client_id and f.id = c.file_id and f.expires_at <= {time.GetUtcNow()}
            """, ct);

    private static Task AddRowAsync(NpgsqlConnection connection, NewFile file, byte[] name, DateTimeOffset added, CancellationToken ct) =>
        ExecuteAsync(connection, $"""
            insert into platform.files (client_id, id, subject_id, sealed_name, content_type, bytes, sha256, chunks, added_at, expires_at)
            values ({file.Client}, {file.Id}, {file.SubjectId}, {name}, {file.ContentType}, 0, ''::bytea, 0, {added}, {file.ExpiresAt}::timestamptz)
            """, ct);

    private static Task EndRowAsync(NpgsqlConnection connection, NewFile file, long bytes, int chunks, byte[] hash, CancellationToken ct) =>
        ExecuteAsync(connection, $"""
            update platform.files set bytes = {bytes}, chunks = {chunks}, sha256 = {hash} where client_id = {file.Client} and id = {file.Id}
            """, ct);

    private static async Task<(long Bytes, int Chunks, byte[] Hash)> WriteChunksAsync(
        NpgsqlConnection connection, NewFile file, Func<ReadOnlyMemory<byte>, string, byte[]> seal, Stream content, long most, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ChunkBytes];
        var (bytes, number) = (0L, 0);
        for (; bytes <= most; number++)
        {
            var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            if (length == 0)
                break;
            bytes += length;
            if (bytes > most)
                break;
            hash.AppendData(buffer, 0, length);
            var box = seal(buffer.AsMemory(0, length), Place(file.Id, $"{number}"));
            await ExecuteAsync(connection, $"""
                insert into platform.file_chunks (client_id, file_id, number, sealed) values ({file.Client}, {file.Id}, {number}, {box})
                """, ct);
        }
        return (bytes, number, hash.GetHashAndReset());
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, FormattableString sql, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SqlText.Bind(sql) } };
        return await batch.ExecuteNonQueryAsync(ct);
    }

    private Task<Row?> RowAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Row>(access, $"""
            select client_id, id, subject_id, sealed_name, content_type, bytes, sha256, chunks, added_at, expires_at
            from platform.files where client_id = {client} and id = {id}
            """, ct);

    private async Task<StoredFile> ReadAsync(Row row, CancellationToken ct)
    {
        var name = row.SealedName.Length == 0 ? null
            : await store.Boxes.OpenAsync(row.ClientId, row.SubjectId, row.SealedName, Place(row.Id, "name"), ct);
        return new StoredFile(row.ClientId, row.Id, row.SubjectId, name is null ? "" : Encoding.UTF8.GetString(name), row.ContentType, row.Bytes,
            Convert.ToHexStringLower(row.Sha256), row.AddedAt, row.ExpiresAt);
    }

    private static string Place(Guid file, string part) => $"file|{file:D}|{part}";

    // Browsers send bare names; others may send folders, of either kind, or control characters.
    private static string BareName(string name)
    {
        var bare = new string([.. name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !char.IsControl(c))]).Trim();
        return bare.Length is 0 ? "file" : bare.Length <= 200 ? bare : bare[..200];
    }

    private sealed class TooLong : Exception;
}
