namespace HybridBpo.Collections.Import.Watched;

internal sealed record FolderRow(
    string ClientId, Guid Id, string Name, long Bytes, DateTimeOffset ModifiedAt, DateTimeOffset SeenAt, int Tries, DateTimeOffset? TakenAt,
    Guid? ImportId, string? Code, string? Words, DateTimeOffset? RefusedAt)
{
    public const string Columns = "client_id, id, name, bytes, modified_at, seen_at, tries, taken_at, import_id, code, words, refused_at";
}

/// <summary>What is known of files in clients' folders.</summary>
internal sealed class FolderRows(Database database, TimeProvider time)
{
    /// <summary>Days that a refusal is told on the page.</summary>
    public const int DaysTold = 30;

    /// <summary>Looks at a file. The row when it is as it was at an earlier look; null when it is new, or changed since.</summary>
    public async Task<FolderRow?> LookAsync(Access access, string client, FileInfo file, CancellationToken ct)
    {
        var (id, now, at) = (Ids.New(time), time.GetUtcNow(), Whole(file.LastWriteTimeUtc));
        var row = await database.SingleOrDefaultAsync<FolderRow>(access, $"""
            insert into collections.folder_files (client_id, id, name, bytes, modified_at, seen_at)
            values ({client}, {id}, {file.Name}, {file.Length}, {at}, {now})
            on conflict (client_id, name) where taken_at is null and refused_at is null do update set
              seen_at = case when (folder_files.bytes, folder_files.modified_at) = (excluded.bytes, excluded.modified_at)
                then folder_files.seen_at else excluded.seen_at end,
              bytes = excluded.bytes, modified_at = excluded.modified_at
            returning {Sql.Raw(FolderRow.Columns)}
            """, ct);
        return row!.Id != id && row.SeenAt < now ? row : null;
    }

    /// <summary>Files that a host took and did not end.</summary>
    public Task<IReadOnlyList<FolderRow>> TakenAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<FolderRow>(access, $"""
            select {Sql.Raw(FolderRow.Columns)} from collections.folder_files
            where client_id = {client} and taken_at is not null and refused_at is null order by id
            """, ct);

    /// <summary>Those that were refused lately, for the page.</summary>
    public Task<IReadOnlyList<FolderRow>> RefusedAsync(Access access, int most, CancellationToken ct) =>
        database.QueryAsync<FolderRow>(access, $"""
            select {Sql.Raw(FolderRow.Columns)} from collections.folder_files where refused_at > {time.GetUtcNow().AddDays(-DaysTold)}
            order by refused_at desc limit {most}
            """, ct);

    public Task TakeAsync(Access access, FolderRow row, CancellationToken ct) => database.ExecuteAsync(access, $"""
        update collections.folder_files set taken_at = {time.GetUtcNow()} where client_id = {row.ClientId} and id = {row.Id}
        """, ct);

    /// <summary>One more try at it, which may be the one in which the host dies.</summary>
    public Task TryAsync(Access access, FolderRow row, CancellationToken ct) => database.ExecuteAsync(access, $"""
        update collections.folder_files set tries = tries + 1 where client_id = {row.ClientId} and id = {row.Id}
        """, ct);

    public Task NameImportAsync(Access access, FolderRow row, Guid import, CancellationToken ct) => database.ExecuteAsync(access, $"""
        update collections.folder_files set import_id = {import} where client_id = {row.ClientId} and id = {row.Id}
        """, ct);

    public Task RefuseAsync(Access access, FolderRow row, string code, string words, CancellationToken ct) => database.ExecuteAsync(access, $"""
        update collections.folder_files set code = {code}, words = {words}, refused_at = {time.GetUtcNow()}
        where client_id = {row.ClientId} and id = {row.Id}
        """, ct);

    /// <summary>Ended well, or gone: nothing is left to be told here.</summary>
    public Task ForgetAsync(Access access, FolderRow row, CancellationToken ct) => database.ExecuteAsync(access, $"""
        delete from collections.folder_files where client_id = {row.ClientId} and id = {row.Id}
        """, ct);

    /// <summary>Files that the sender took away again before they were read, and refusals that nobody looks at any more.</summary>
    public Task SweepAsync(
        Access access, string client, IReadOnlyCollection<string> there, CancellationToken ct) => database.ExecuteAsync(access, $"""
        delete from collections.folder_files where client_id = {client} and (refused_at < {time.GetUtcNow().AddDays(-DaysTold)}
          or taken_at is null and refused_at is null and not name = any ({there.ToArray()}))
        """, ct);

    /// <summary>Is the file as it was at the look?</summary>
    public static bool IsAs(FolderRow row, FileInfo file) => row.Bytes == file.Length && row.ModifiedAt == Whole(file.LastWriteTimeUtc);

    // The database keeps microseconds.
    private static DateTimeOffset Whole(DateTime at) => new(at.Ticks - at.Ticks % 10, TimeSpan.Zero);
}
