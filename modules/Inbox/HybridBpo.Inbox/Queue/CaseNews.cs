using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Inbox.Queue;

/// Tells every host which cases look otherwise in a queue: by NOTIFY, in the transaction of whichever host follows the log. It reads no event's
/// content. Judgements, reveals and notes are not told: nobody else's queue shows them.
internal sealed class CaseNews(EventStore store, TimeProvider time) : IAsyncProjection
{
    public const string Channel = "inbox_cases";

    /// A notification holds less than 8,000 bytes; a line of it is shorter than 150.
    private const int MostNamed = 50, MostBytes = 7_900;

    /// What happened longer ago is no news: a projection that starts anew reads the whole log.
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> shown = [.. store.Kinds
        .IntersectBy(
            new CaseProjection().Events.Except([typeof(JudgementRecorded), typeof(RecommendationRevealed), typeof(ModeDrawn)]), kind => kind.Type)
        .Select(kind => kind.Alias)];

    public string Name => "inbox_news";

    public int Version => 1;

    public IReadOnlyCollection<Type> Reads => [];

    public async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        var since = time.GetUtcNow() - Stale;
        var changed = events.Where(e => shown.Contains(e.Type) && e.Timestamp > since).Select(e => (e.Tenant, e.StreamId)).Distinct().ToList();
        if (changed.Count == 0)
        {
            return;
        }

        // Many at once name no case, only the queues.
        var named = changed.Count <= MostNamed;
        await using var batch = new NpgsqlBatch(connection, tx);
        batch.BatchCommands.Add(SqlText.Bind($"""
            with told as (
              select string_agg(distinct c.client_id || ' ' || c.kind || ' ' || case when {named} then c.case_id::text else '*' end, E'\n') as lines
              from inbox.cases c
              join unnest({changed.Select(c => c.Tenant).ToArray()}, {changed.Select(c => c.StreamId).ToArray()}) as e (client_id, case_id)
                on c.client_id = e.client_id and c.case_id = e.case_id)
            select pg_notify({Channel}, case when octet_length(lines) > {MostBytes} then '* * *' else lines end) from told where lines is not null
            """));
        await batch.ExecuteNonQueryAsync(ct);
    }

    public Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct) => Task.CompletedTask;
}
