using HybridBpo.Events;
using HybridBpo.Platform;

namespace HybridBpo.Inbox.Tests.House;

/// Deliveries of a module, played: what came of them is recorded by nobody.
internal sealed class DemoLetters : IDeliverySource
{
    public string Name => "test";

    public Task<DeliveryVerdict> PrepareAsync(Delivery delivery, EventSession session, CancellationToken ct) =>
        Task.FromResult<DeliveryVerdict>(new DeliveryVerdict.Cancelled("played"));

    public Task ConfirmAsync(Delivery delivery, DeliveryReceipt receipt, EventSession session, CancellationToken ct) => Task.CompletedTask;
}
