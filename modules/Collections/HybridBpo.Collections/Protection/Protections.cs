using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Disputes;
using HybridBpo.Collections.Nudges;
using HybridBpo.Events;

namespace HybridBpo.Collections.Protection;

/// <summary>Records what a person told us, so that the rules obey at once; takes it away again for a reason.</summary>
internal sealed class Protections(EventStore store, AccountBook book, NudgeBook nudges, Clients clients, TimeProvider time)
{
    public async Task<Result<Done>> NoteAsync(Access access, AccountRow account, NoteProtection note, Guid command, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (!access.May(Act.RecordContact)) return new Forbidden("Only whoever works accounts records what people tell us.");
        if (note.Problem(now) is { } problem) return problem;
        var open = await nudges.OpenAsync(access, account.ClientId, account.PersonId, ct);
        if (note.What == Told.Dispute) return await DisputeAsync(access, account, note, command, open, now, ct);
        var addresses = await book.AddressesAsync(access, account.ClientId, account.PersonId, ct);
        return await store.DecideAsync<Person, Done>(
            access, account.ClientId, account.PersonId, command, _ => NoteProtection.Decide(note, account, open),
            (session, _) =>
            {
                foreach (var address in addresses)
                    if (note.FirmWide(address.Kind) is { } reason) session.QueueSuppress(address, reason, now);
                session.QueueCancel(open, NoteProtection.Reason(note), now);
            }, ct);
    }

    public Task<Result<Done>> LiftAsync(Access access, AccountRow account, string kind, string why, Guid command, CancellationToken ct)
    {
        if (!access.May(Act.RecordContact))
            return Task.FromResult<Result<Done>>(new Forbidden("Only whoever works accounts takes a protection away."));
        var lift = new LiftProtection(kind, access.Actor.Id, time.GetUtcNow(), why);
        return store.DecideAsync<Person, Done>(
            access, account.ClientId, account.PersonId, command, person => LiftProtection.Decide(lift, person),
            (session, _) => session.QueueUnsuppress(account.ClientId, account.PersonId, kind), ct);
    }

    private async Task<Result<Done>> DisputeAsync(
        Access access, AccountRow account, NoteProtection note, Guid command, IReadOnlyList<NudgeRow> open, DateTimeOffset now, CancellationToken ct)
    {
        var id = Ids.For(account.ClientId, "dispute", command.ToString("N"));
        var about = open.Where(n => n.Accounts.Contains(account.Id)).ToList();
        var zone = (await clients.GetAsync(access, account.ClientId, ct))?.TimeZone ?? "UTC";
        return await store.DecideAsync<Account, Done>(
            access, account.ClientId, account.Id, command,
            state => OpenDispute.Decide(new OpenDispute(id, "dispute", access.Actor.Id, note.Way, note.Words), state),
            (session, _) =>
            {
                session.QueueDisputeCase(account, id, note.Words, zone, now);
                session.QueueCancel(about, NoteProtection.Reason(note), now);
                object[] events = [.. NoteProtection.Talked(note, account),
                    .. about.Select(n => new NudgeCancelled(n.Id, NoteProtection.Reason(note), n.Accounts))];
                if (events.Length > 0) session.Append(account.PersonId, events);
            }, ct);
    }
}
