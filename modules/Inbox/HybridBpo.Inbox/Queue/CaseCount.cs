namespace HybridBpo.Inbox.Queue;

/// The number beside "Inbox": what the person holds or could take.
internal sealed class CaseCount(CaseRows rows) : INavCount
{
    public string Href => Paths.Inbox;

    public int Most => CaseRows.MostMine;

    public async Task<int> CountAsync(Access access, CancellationToken ct) => (int)await rows.CountAsync(access, new QueueFilter(CaseRows.Mine), ct);
}
