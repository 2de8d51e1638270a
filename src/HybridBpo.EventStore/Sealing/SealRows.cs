using Npgsql;

namespace HybridBpo.Events;

/// <summary>A row of es_seals.</summary>
internal sealed record SealRow(
    long Number, long FirstSeq, long LastSeq, int Events, byte[] Leaves, byte[] Previous, byte[] Hash, DateTimeOffset SealedAt);

/// <summary>Reads seals and the events that they cover.</summary>
internal static class SealRows
{
    private const string Columns = "block, first_seq, last_seq, events, leaves, previous, hash, sealed_at";

    /// <summary>The next blocks after one, in order.</summary>
    public static async Task<List<SealRow>> After(NpgsqlDataSource database, string tenant, long block, int limit, CancellationToken ct) =>
        await Many(
            database,
            SqlText.Bind(
                $"""
                select {new RawSql(Columns)} from events.es_seals where client_id = {tenant} and block > {block} order by block limit {limit}
                """),
            ct);

    public static Task<SealRow?> Last(NpgsqlDataSource database, string tenant, CancellationToken ct) => Last(database, tenant, long.MaxValue, ct);

    /// <summary>The last block up to one.</summary>
    public static async Task<SealRow?> Last(NpgsqlDataSource database, string tenant, long upTo, CancellationToken ct) => (await Many(
        database,
        SqlText.Bind(
            $"""
            select block, first_seq, last_seq, events, ''::bytea, previous, hash, sealed_at from events.es_seals
            where client_id = {tenant} and block <= {upTo} order by block desc limit 1
            """),
        ct)).SingleOrDefault();

    public static async Task<long> Events(NpgsqlDataSource database, string tenant, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind($"select coalesce(sum(events), 0)::bigint from events.es_seals where client_id = {tenant}"));
        return (long)(await batch.ExecuteScalarAsync(ct))!;
    }

    /// <summary>How many events are sealed up to a block, and the hashes of every so many of them and of the last one.</summary>
    public static async Task<(long Events, List<CheckpointMark> Marks)> Marks(
        NpgsqlDataSource database, string tenant, long upTo, long spacing, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind($"select sum(events)::bigint from events.es_seals where client_id = {tenant} and block <= {upTo}"));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select block, first_seq, hash from events.es_seals
            where client_id = {tenant} and block <= {upTo} and (block % {spacing} = 0 or block = {upTo}) order by block
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (events, marks) = (reader.GetInt64(0), new List<CheckpointMark>());
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            marks.Add(new CheckpointMark(reader.GetInt64(0), reader.GetInt64(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2))));
        return (events, marks);
    }

    /// <summary>
    /// The events of the newest blocks up to one, as they were sealed, in order: whole blocks, together no more than so many. And the leaf of the one
    /// before them; null where there is none.
    /// </summary>
    public static async Task<(byte[]? Before, List<(long Seq, byte[] Leaf)> Leaves)> Newest(
        NpgsqlDataSource database, string tenant, long upTo, int most, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select leaves, (
                select substr(b.leaves, length(b.leaves) - 31) from events.es_seals b
                where b.client_id = {tenant} and b.block = newest.block - 1 and newest.place = 1)
            from (select *, row_number() over (order by block) as place from (
                select block, leaves, sum(events) over (order by block desc) as events from events.es_seals
                where client_id = {tenant} and block <= {upTo}) blocks
                where events <= {most} or block = {upTo}) newest
            order by block
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (before, leaves) = ((byte[]?)null, new List<(long, byte[])>());
        while (await reader.ReadAsync(ct))
        {
            before ??= reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1);
            leaves.AddRange(SealBlock.Unpack(reader.GetFieldValue<byte[]>(0)));
        }

        return (before, leaves);
    }

    public static async Task<List<(long Seq, byte[] Leaf)>> Leaves(
        NpgsqlDataSource database, string tenant, long after, long upTo, int limit, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select {new RawSql(Leaf.Columns)} from events.mt_events
            where tenant_id = {tenant} and seq_id > {after} and seq_id <= {upTo} order by seq_id limit {limit}
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var leaves = new List<(long, byte[])>();
        while (await reader.ReadAsync(ct))
            leaves.Add((reader.GetInt64(0), Leaf.Hash(reader)));
        return leaves;
    }

    private static async Task<List<SealRow>> Many(NpgsqlDataSource database, NpgsqlBatchCommand command, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<SealRow>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new SealRow(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetFieldValue<byte[]>(4),
                reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6), reader.GetFieldValue<DateTimeOffset>(7)));
        }

        return rows;
    }
}
