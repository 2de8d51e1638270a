using HybridBpo.Inbox.Seeding;

namespace HybridBpo.Inbox.Tests.House;

/// Chance, played: falls only where a test says so.
internal sealed class DemoLot : SeedLot
{
    public bool Always { get; set; }

    public override bool Falls(double share) => Always && share > 0;
}
