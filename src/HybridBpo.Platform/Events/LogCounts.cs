using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// How many events of each kind a client's log has for each day: what there is, and how much of it is old. Reads no event's content, so it counts
/// kinds that this host does not know, and people who were erased.
/// </summary>
internal sealed class LogCounts : IAsyncProjection
{
    public string Name => "log_counts";

    public int Version => 1;

    public IReadOnlyCollection<Type> Reads => [];

    public async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        // In the order of the key, so that two that write the same rows never wait for each other in a circle.
        var counts = events.CountBy(e => (e.Tenant, e.Type, Day: DateOnly.FromDateTime(e.Timestamp.UtcDateTime)))
            .OrderBy(c => c.Key.Tenant, StringComparer.Ordinal).ThenBy(c => c.Key.Type, StringComparer.Ordinal).ThenBy(c => c.Key.Day).ToList();
        await using var batch = new NpgsqlBatch(connection, tx);
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            insert into platform.log_counts as c (client_id, kind, day, events)
            select * from unnest({counts.Select(c => c.Key.Tenant).ToArray()}, {counts.Select(c => c.Key.Type).ToArray()},
              {counts.Select(c => c.Key.Day).ToArray()}, {counts.Select(c => (long)c.Value).ToArray()})
            on conflict (client_id, kind, day) do update set events = c.events + excluded.events
            """));
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("delete from platform.log_counts", connection, tx);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>How many events of one kind a client's log has.</summary>
/// <param name="ClientId">Code of the client.</param>
/// <param name="Kind">Alias of the kind, such as <c>case_opened</c>.</param>
/// <param name="First">Day of the first one, UTC.</param>
/// <param name="Last">Day of the last one, UTC.</param>
/// <param name="Events">How many.</param>
public sealed record KindCount(string ClientId, string Kind, DateOnly First, DateOnly Last, long Events);

/// <summary>Reads what <c>log_counts</c> counted; as far behind the log as that projection is.</summary>
/// <param name="database">Where the counts are kept.</param>
public sealed class LogFigures(Database database)
{
    /// <summary>The kinds of events of the clients that the asker may see, the most frequent first.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<IReadOnlyList<KindCount>> KindsAsync(Access access, CancellationToken ct) => database.QueryAsync<KindCount>(access, $"""
        select client_id, kind, min(day) as first, max(day) as last, sum(events)::bigint as events from platform.log_counts
        group by client_id, kind order by sum(events) desc, client_id, kind
        """, ct);
}
