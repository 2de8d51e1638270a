using Npgsql;

namespace HybridBpo.Events;

/// <summary>A stretch of the log; <see cref="UpTo"/> is how far it reaches even where there was nothing to read.</summary>
internal sealed record LogPage(long After, long UpTo, IReadOnlyList<RawEvent> Rows);

/// <summary>Reads the log of all clients page by page, the next one while the last is being applied.</summary>
internal sealed class LogPages(EventStore store, string projection, IReadOnlyCollection<Type>? reads)
{
    private const string From =
        """
        from events.mt_events e where seq_id > $1 and seq_id <= $2
        and not exists (select from events.es_dead_letters d where d.projection = $4 and d.seq_id = e.seq_id)
        order by seq_id limit $3
        """;

    // Content is most of an event's bytes: what nobody reads is not fetched.
    private readonly string _sql = $"select {(reads is { Count: 0 } ? StreamRows.ColumnsWithoutContent : StreamRows.Columns)} {From}";

    private Task<LogPage>? _ahead;
    private (long After, int Limit) _aheadFor;

    public async Task<LogPage> Read(long after, long upTo, int limit, CancellationToken ct)
    {
        var ahead = _ahead;
        _ahead = null;
        LogPage? page = null;
        if (ahead is not null && _aheadFor == (after, limit))
            page = await ahead;
        else if (ahead is not null)
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        page ??= await Fetch(after, upTo, limit, ct);
        if (page.Rows.Count == limit && limit > 1)
        {
            _aheadFor = (page.UpTo, limit);
            _ahead = Task.Run(() => Fetch(page.UpTo, upTo, limit, ct), ct);
        }

        return page;
    }

    /// <summary>What was read ahead is as old as the last page: it may hold an event that was skipped since.</summary>
    public void Forget() => _aheadFor = (-1, 0);

    /// <summary>The events of rows in their order, whatever client they belong to; content only where the projection reads it.</summary>
    public async Task<IReadOnlyList<StoredEvent>> Events(IReadOnlyList<RawEvent> rows, CancellationToken ct)
    {
        var events = new StoredEvent[rows.Count];
        var read = new List<(RawEvent Row, int Place)>(rows.Count);
        for (var i = 0; i < events.Length; i++)
        {
            var row = rows[i];
            if (Read(row.Type) is not null)
                read.Add((row, i));
            else
            {
                events[i] = new StoredEvent(
                    row.Seq, row.Id, row.Stream, row.Version, NotRead.Instance, row.Type, row.Timestamp, row.Tenant, row.Correlation, row.Causation,
                    EventJson.ReadHeaders(row.Headers));
            }
        }

        foreach (var tenant in read.GroupBy(x => x.Row.Tenant))
        {
            var decoded = await store.Codec.Read(tenant.Key, [.. tenant.Select(x => x.Row)], ct);
            foreach (var ((_, place), e) in tenant.Zip(decoded))
                events[place] = e;
        }

        return events;
    }

    /// <summary>The type of an alias whose content the projection reads; null for others.</summary>
    public EventType? Read(string alias) =>
        store.Codec.Types.Find(alias) is { } type && (reads is null || reads.Contains(type.ClrType)) ? type : null;

    /// <summary>The events of one stream as far as the projection has dealt with the log, without those that were skipped.</summary>
    public async Task<List<RawEvent>> Stream(string tenant, Guid stream, long upTo, CancellationToken ct)
    {
        await using var batch = store.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select {new RawSql(StreamRows.Columns)} from events.mt_events e where tenant_id = {tenant} and stream_id = {stream} and seq_id <= {upTo}
            and not exists (select from events.es_dead_letters d where d.projection = {projection} and d.seq_id = e.seq_id)
            order by seq_id
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await StreamRows.Rows(reader, ct);
    }

    private async Task<LogPage> Fetch(long after, long upTo, int limit, CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand(_sql);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(upTo);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(projection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = await StreamRows.Rows(reader, ct);
        return new LogPage(after, rows.Count == limit ? rows[^1].Seq : upTo, rows);
    }
}
