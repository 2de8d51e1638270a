using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;

namespace HybridBpo.Collections.Nudges;

/// <summary>Takes an opt-out: at once, for every client, once and for all. Saying it again changes nothing.</summary>
internal sealed class OptOuts(EventStore store, AccountBook book, NudgeBook nudges, PublicLinks links, Suppression suppression, TimeProvider time)
{
    /// <summary>The address that a token names; null when the token is not one of ours.</summary>
    public async Task<AddressRow?> FindAsync(string token, CancellationToken ct) =>
        await links.ReadAsync(NudgeMaker.OptOutPurpose, token, ct) is { } link
            ? await book.AddressAsync(Access.System("opt-out", link.Client), link.Client, link.Id, ct) : null;

    public async Task<bool> IsOutAsync(AddressRow address, CancellationToken ct) =>
        await book.SuppressedSinceAsync(Access.System("opt-out", address.ClientId), address.Kind, address.Value, ct) is not null;

    /// <param name="source"><c>link</c> or <c>one-click</c>.</param>
    public async Task<Result<Done>> TakeAsync(AddressRow address, string source, CancellationToken ct)
    {
        var access = Access.System("opt-out", address.ClientId);
        var open = await nudges.OpenAsync(access, address.ClientId, address.PersonId, ct);
        var (now, list) = (time.GetUtcNow(), await suppression.KeyAsync(ct));
        // An opt-out that a person took back by mistake or by consent can be said again.
        var lifts = (await store.AggregateStreamAsync<Person>(address.ClientId, address.PersonId, ct: ct))?.Lifts ?? 0;
        return await store.DecideAsync<Person, Done>(
            access, address.ClientId, address.PersonId, Ids.For(address.ClientId, "opt-out", $"{address.Id:N}|{lifts}"),
            person => new Decision<Done>(Done.Yes, Decide(person, address, source, open, now)),
            (session, _) =>
            {
                list.QueueSuppress(session, address, Kinds.OptedOut, now);
                session.QueueCancel(open, Kinds.OptedOut, now);
            }, ct);
    }

    internal static IReadOnlyList<object> Decide(
        Person? person, AddressRow address, string source, IReadOnlyList<NudgeRow> open, DateTimeOffset now) =>
        person?.OptedOutAddresses.Contains(address.Id) == true
            ? []
            : [new OptedOut("address", address.Id, source, now), .. open.Select(n => new NudgeCancelled(n.Id, Kinds.OptedOut, n.Accounts))];
}
