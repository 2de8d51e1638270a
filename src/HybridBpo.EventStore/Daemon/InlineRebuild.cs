using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Builds what an inline projection keeps of one stream anew. The stream's row is locked first, as every append does: what is appended meanwhile
/// waits, and is projected on top of what was built. Personal fields are null in it, so that it cannot bring back copies of what was erased, or went
/// by its age, while it was reading.
/// </summary>
internal sealed class InlineRebuild(EventStore store)
{
    public async Task<int> Run(IStreamwiseInlineProjection projection, string tenant, Guid stream, OperatorAct act, CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Send(connection, ct, AppendStatements.Tenant(store.Options.TenantSetting, tenant));
        if (!await Lock(connection, tenant, stream, ct))
            throw new ArgumentException($"Client {tenant} has no stream {stream}.");
        // Read by another connection: what was committed before the lock is there, and nothing more can come.
        var pages = new LogPages(store, "", projection.Events);
        var rows = await pages.Stream(tenant, stream, long.MaxValue, ct);
        var events = store.Codec.ReadBare(tenant, [.. rows.Where(row => pages.Read(row.Type) is not null)]);
        var session = new EventSession(null, tenant, new EventMetadata("system", act.By));
        projection.Reset(tenant, stream, session);
        foreach (var e in events)
            projection.Project(e, session);
        foreach (var statements in session.Pending.Statements.Chunk(500))
            await Send(connection, ct, [.. statements.Select(SqlText.Bind)]);
        await Send(connection, ct, act.Note(projection.Name, tenant, stream));
        await transaction.CommitAsync(ct);
        return events.Count;
    }

    /// <summary>Where there is no row there is no lock either, and a stream that starts just now would lose what was projected of it.</summary>
    private static async Task<bool> Lock(NpgsqlConnection connection, string tenant, Guid stream, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind($"select id from events.mt_streams where tenant_id = {tenant} and id = {stream} for update"));
        return await batch.ExecuteScalarAsync(ct) is not null;
    }

    private static async Task Send(NpgsqlConnection connection, CancellationToken ct, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }
}
