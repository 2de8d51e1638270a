using HybridBpo.Testing;

namespace HybridBpo.Events.Tests;

/// <summary>A kind of which a person has thousands of events in a month is taken away without holding them all.</summary>
public sealed class ManyUnderOneKeyTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private const int Notes = 6_000;
    private readonly string _tenant = $"client-{Guid.NewGuid():N}"[..20];
    private readonly FakeClock _clock = new(new DateTimeOffset(2024, 1, 15, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_event_is_redacted_once_and_only_some_are_in_memory_at_a_time()
    {
        var (store, one, other) = (database.Store(time: _clock), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Append(store, one, Notes);
        await Append(store, other, 10);
        // Something of the other one cannot be read: nothing of theirs is touched.
        await database.Execute($"""
            update events.mt_events set data = jsonb_set(data, array['Channel'], '5')
            where tenant_id = {_tenant} and stream_id = {other} and version = 3
            """);
        var copies = new Watching();
        var retention = new KeyRetention(store, new KeyedCopies(store, [copies]));
        var old = new OldFields(_tenant, "person_contacted", new DateOnly(2024, 2, 1), []);
        var keys = await retention.FindAsync(old, Guid.Empty, 100, Ct);

        await using var connection = await store.Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        var gone = await retention.DestroyAsync(connection, old, keys, despite: false, Ct);
        await transaction.CommitAsync(Ct);

        Assert.Equal((1, 1), (gone.Keys, gone.Left));
        Assert.Equal(one, Assert.Single(gone.Subjects));
        Assert.Equal(other, Assert.Single(gone.Unreadable).Stream);
        Assert.Equal(Enumerable.Range(1, Notes).Select(version => (one, (long)version)), copies.Seen.Order());
        Assert.InRange(copies.MostAlive, 1, 1_000);
    }

    private async Task Append(EventStore store, Guid stream, int notes)
    {
        var session = store.OpenSession(_tenant, new EventMetadata("test", "test"));
        session.Append(stream, [.. Enumerable.Range(0, notes).Select(n => (object)new PersonContacted(stream, $"note {n}", "phone"))]);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    private sealed class Watching : ICopyRedactor
    {
        private readonly List<WeakReference> _events = [];

        public List<(Guid Stream, long Version)> Seen { get; } = [];

        public int MostAlive { get; private set; }

        public IReadOnlyCollection<Type> Events => [typeof(PersonContacted)];

        public void Redact(StoredEvent e, EventSession session)
        {
            Seen.Add((e.StreamId, e.Version));
            _events.Add(new WeakReference(e.Data));
            if (Seen.Count % 1_000 != 0)
                return;
            GC.Collect();
            MostAlive = Math.Max(MostAlive, _events.Count(seen => seen.IsAlive));
        }
    }
}
