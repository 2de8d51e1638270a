using Npgsql;

namespace HybridBpo.Events;

/// <summary>A stretch of the log; <see cref="UpTo"/> is how far it reaches even where there was nothing to read.</summary>
internal sealed record LogPage(long After, long UpTo, IReadOnlyList<RawEvent> Rows);

/// <summary>Reads the log of all clients page by page, the next one while the last is being applied.</summary>
internal sealed class LogPages(EventStore store, string projection)
{
    private const string Sql =
        $"""
        select {StreamRows.Columns} from events.mt_events e where seq_id > $1 and seq_id <= $2
        and not exists (select from events.es_dead_letters d where d.projection = $4 and d.seq_id = e.seq_id)
        order by seq_id limit $3
        """;

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

    /// <summary>The events of a page in its order, whatever client they belong to.</summary>
    public async Task<IReadOnlyList<StoredEvent>> Events(LogPage page, CancellationToken ct)
    {
        var events = new StoredEvent[page.Rows.Count];
        foreach (var tenant in page.Rows.Select((row, i) => (row, i)).GroupBy(x => x.row.Tenant))
        {
            var read = await store.Codec.Read(tenant.Key, [.. tenant.Select(x => x.row)], ct);
            foreach (var ((_, place), e) in tenant.Zip(read))
                events[place] = e;
        }

        return events;
    }

    private async Task<LogPage> Fetch(long after, long upTo, int limit, CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand(Sql);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(upTo);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(projection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = await StreamRows.Rows(reader, ct);
        return new LogPage(after, rows.Count == limit ? rows[^1].Seq : upTo, rows);
    }
}
