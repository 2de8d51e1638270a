namespace HybridBpo.Events.Tests;

public sealed class OurStoreComplies(EventDatabase database) : EventStoreCompliance(database), IClassFixture<EventDatabase>
{
    protected override EventStore Open(Action<EventStoreOptions>? configure = null) => Db.Store(configure);
}
