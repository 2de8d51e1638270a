using HybridBpo.Testing;

namespace HybridBpo.Inbox.Tests.House;

/// One database and one host for all tests of a class; every test opens cases under references of its own.
public class HouseFixture : IAsyncLifetime
{
    private TestDatabase database = null!;

    internal InboxHouse House { get; private set; } = null!;

    internal TestDatabase Database => database;

    protected virtual bool Relay => false;

    protected virtual int UndoSeconds => 20;

    public virtual async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        House = await InboxHouse.StartAsync(database, Relay, UndoSeconds);
    }

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// With the relay running and decisions that leave after a second.
public sealed class RelayFixture : HouseFixture
{
    protected override bool Relay => true;

    protected override int UndoSeconds => 1;
}
