using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Events;

namespace HybridBpo.Collections.OwnPage;

/// <summary>
/// A fresh link to the address that the old one went to, because whoever has it asked: it says nothing of a debt. Not to an address that is on the
/// firm-wide list, nor to one that mail came back from; at most one a day.
/// </summary>
internal sealed class SendPageLink(AccountBook book, PageLinks pages, PublicLinks links, Letterhead letterhead, EventStore store, TimeProvider time)
    : IDeliverySource
{
    public const string Source = "collections.own-page";

    public string Name => Source;

    /// <summary>Plans it; false when it would not be sent.</summary>
    public async Task<bool> PlanAsync(AddressRow address, string lang, CancellationToken ct)
    {
        var access = OwnPageReads.Reader(address.ClientId);
        if (await IsClosedAsync(access, address, ct)) return false;
        var now = time.GetUtcNow();
        var session = store.OpenSession(address.ClientId, access);
        session.PlanDelivery(new PlannedDelivery(
            Ids.For(address.ClientId, "own-page-link", $"{address.Id:N}|{now:yyyyMMdd}"), address.ClientId, Source, "email", address.PersonId, now,
            JsonSerializer.Serialize(new Order(address.Id, lang)), "own-page"));
        return await session.SaveChangesAsync(ct) is SaveOutcome.Saved;
    }

    public async Task<DeliveryVerdict> PrepareAsync(Delivery delivery, EventSession session, CancellationToken ct)
    {
        var order = JsonSerializer.Deserialize<Order>(delivery.Json)!;
        var access = OwnPageReads.Reader(delivery.ClientId);
        if (await book.AddressAsync(access, delivery.ClientId, order.Address, ct) is not { } address || await IsClosedAsync(access, address, ct))
            return new DeliveryVerdict.Cancelled("opted-out");
        var words = PageWords.Of(order.Lang);
        var stop = links.Address("/o/", await links.MakeAsync(NudgeMaker.OptOutPurpose, address.ClientId, address.Id, null, ct));
        var text = words.Say("fresh-mail", await pages.AddressAsync(address, ct), letterhead.Firm, stop) + "\n";
        var html = $"<!doctype html><html lang=\"{words.Lang}\"><body>{NudgeText.Paragraphs(text)}</body></html>";
        return new DeliveryVerdict.SendMail(new OutgoingMail(address.Value, words["fresh-subject"], text, html, stop, letterhead.ReplyTo));
    }

    public Task ConfirmAsync(Delivery delivery, DeliveryReceipt receipt, EventSession session, CancellationToken ct) => Task.CompletedTask;

    private async Task<bool> IsClosedAsync(Access access, AddressRow address, CancellationToken ct) =>
        address.Bounced || address.Kind != "email" || await book.SuppressedSinceAsync(access, address.Kind, address.Value, ct) is not null;

    private sealed record Order(Guid Address, string Lang);
}
