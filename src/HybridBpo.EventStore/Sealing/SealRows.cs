using Npgsql;

namespace HybridBpo.Events;

/// <summary>A row of es_seals.</summary>
internal sealed record SealRow(
    long Number, long FirstSeq, long LastSeq, int Events, byte[] Leaves, byte[] Previous, byte[] Hash, DateTimeOffset SealedAt);

/// <summary>Reads seals and the events that they cover.</summary>
internal static class SealRows
{
    public static async Task<SealRow?> After(NpgsqlDataSource database, string tenant, long block, CancellationToken ct) => await One(
        database,
        SqlText.Bind(
            $"""
            select block, first_seq, last_seq, events, leaves, previous, hash, sealed_at from events.es_seals
            where client_id = {tenant} and block > {block} order by block limit 1
            """),
        ct);

    public static async Task<SealRow?> Last(NpgsqlDataSource database, string tenant, CancellationToken ct) => await One(
        database,
        SqlText.Bind(
            $"""
            select block, first_seq, last_seq, events, ''::bytea, previous, hash, sealed_at from events.es_seals
            where client_id = {tenant} order by block desc limit 1
            """),
        ct);

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

    private static async Task<SealRow?> One(NpgsqlDataSource database, NpgsqlBatchCommand command, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new SealRow(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetFieldValue<byte[]>(4),
                reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6), reader.GetFieldValue<DateTimeOffset>(7))
            : null;
    }
}
