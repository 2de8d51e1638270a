namespace HybridBpo.Inbox.Queue;

/// A case whose row looks otherwise; * for any.
internal sealed record CaseChange(string Client, string Kind, string CaseId)
{
    public const string Any = "*";

    public static CaseChange? Read(string line) => line.Split(' ') is [var client, var kind, var caseId] ? new(client, kind, caseId) : null;
}

/// What <see cref="CaseNews"/> tells, for the open pages of this host.
internal sealed class CaseFeed : INotified
{
    private readonly Lock guard = new();
    private readonly HashSet<Ear> ears = [];

    public string Channel => CaseNews.Channel;

    public void Hear(string payload)
    {
        var changes = payload.Split('\n').Select(CaseChange.Read).OfType<CaseChange>().ToList();
        lock (guard)
        {
            foreach (var ear in ears)
            {
                ear.Gather(changes);
            }
        }
    }

    public Ear Listen()
    {
        var ear = new Ear(this);
        lock (guard)
        {
            ears.Add(ear);
        }

        return ear;
    }

    /// What one page has not been told yet. Past some hundreds it no longer names cases.
    internal sealed class Ear(CaseFeed feed) : IDisposable
    {
        private const int Most = 300;
        private HashSet<CaseChange> pending = [];
        private TaskCompletionSource told = New();

        /// Completes once there is something to take.
        public Task Told => Volatile.Read(ref told).Task;

        /// One more, for this page alone.
        public void Add(CaseChange change)
        {
            lock (feed.guard)
            {
                Gather([change]);
            }
        }

        internal void Gather(IReadOnlyList<CaseChange> changes)
        {
            pending.UnionWith(changes);
            if (pending.Count > Most)
            {
                pending = [.. pending.Select(change => change with { CaseId = CaseChange.Any })];
            }

            told.TrySetResult();
        }

        public IReadOnlyCollection<CaseChange> Take()
        {
            lock (feed.guard)
            {
                var taken = pending;
                (pending, told) = ([], New());
                return taken;
            }
        }

        public void Dispose()
        {
            lock (feed.guard)
            {
                feed.ears.Remove(this);
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
