using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Disputes;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Protection;

/// <summary>Records what a person told us, so that the rules obey at once; takes it away again for a reason.</summary>
internal sealed class Protections(
    EventStore store, AccountBook book, NudgeBook nudges, Clients clients, HardshipCases hardship, Suppression suppression,
    TimeProvider time)
{
    /// <param name="also">What else goes into the transaction.</param>
    public async Task<Result<Done>> NoteAsync(
        Access access, AccountRow account, NoteProtection note, Guid command, CancellationToken ct, Action<EventSession>? also = null)
    {
        var now = time.GetUtcNow();
        if (!access.May(Act.RecordContact)) return new Forbidden("Only whoever works accounts records what people tell us.");
        if (account.IsErased) return new PersonErased();
        if (note.Problem(now) is { } problem) return problem;
        var open = await nudges.OpenAsync(access, account.ClientId, account.PersonId, ct);
        if (note.What == Told.Dispute) return await DisputeAsync(access, account, note, command, open, now, also, ct);
        if (note.What == Told.Hardship) return await HardshipAsync(access, account, note, command, open, now, also, ct);
        var addresses = await book.AddressesAsync(access, account.ClientId, account.PersonId, ct);
        var list = await suppression.KeyAsync(ct);
        return await store.DecideAboutAsync<Person, Done>(
            access, account.ClientId, account.PersonId, command, _ => NoteProtection.Decide(note, account, open),
            (session, _) =>
            {
                foreach (var address in addresses)
                    if (note.FirmWide(address.Kind) is { } reason) list.QueueSuppress(session, address, reason, now);
                session.QueueCancel(open, NoteProtection.Reason(note), now);
                also?.Invoke(session);
            }, ct);
    }

    public async Task<Result<Done>> LiftAsync(Access access, AccountRow account, string kind, string why, Guid command, CancellationToken ct)
    {
        if (!access.May(Act.RecordContact))
            return new Forbidden("Only whoever works accounts takes a protection away.");
        if (account.IsErased) return new PersonErased();
        var list = await suppression.KeyAsync(ct);
        var lift = new LiftProtection(kind, access.Actor.Id, time.GetUtcNow(), why);
        return await store.DecideAboutAsync<Person, Done>(
            access, account.ClientId, account.PersonId, command, person => LiftProtection.Decide(lift, person),
            (session, _) => list.QueueUnsuppress(session, account.ClientId, account.PersonId, kind), ct);
    }

    private async Task<Result<Done>> DisputeAsync(
        Access access, AccountRow account, NoteProtection note, Guid command, IReadOnlyList<NudgeRow> open, DateTimeOffset now,
        Action<EventSession>? also, CancellationToken ct)
    {
        var id = Ids.For(account.ClientId, "dispute", command.ToString("N"));
        var about = open.Where(n => n.Accounts.Contains(account.Id)).ToList();
        var zone = (await clients.GetAsync(access, account.ClientId, ct))?.TimeZone ?? "UTC";
        return await store.DecideAboutAsync<Account, Done>(
            access, account.ClientId, account.Id, command,
            state => OpenDispute.Decide(new OpenDispute(id, "dispute", access.Actor.Id, note.Way, note.Words), state),
            (session, _) =>
            {
                session.QueueDisputeCase(account, id, note.Words, zone, now);
                session.QueueCancel(about, NoteProtection.Reason(note), now);
                Tell(session, account, note, about);
                also?.Invoke(session);
            }, ct);
    }

    // The pause protects and may be automatic; what helps in the long run is for a person to decide.
    private async Task<Result<Done>> HardshipAsync(
        Access access, AccountRow account, NoteProtection note, Guid command, IReadOnlyList<NudgeRow> open, DateTimeOffset now,
        Action<EventSession>? also, CancellationToken ct)
    {
        if (await clients.GetAsync(access, account.ClientId, ct) is not { } client) return new NotFound("There is no such client.");
        var about = open.Where(n => n.Accounts.Contains(account.Id)).ToList();
        var disclose = new DiscloseHardship(
            Ids.For(account.ClientId, "hardship", command.ToString("N")), client.Today(note.At), note.Words, access.Actor.Id);
        if (await hardship.OfAsync(client, account, disclose, now, ct) is not { } asked) return new NotFound("There is no such account.");
        var done = await store.DecideAboutAsync<Account, bool>(
            access, account.ClientId, account.Id, command, state => DiscloseHardship.Decide(disclose, state, asked, client.Today(now), now),
            (session, opens) =>
            {
                if (opens)
                {
                    session.Send(CaseMessages.Open, asked);
                    StaleCases.WithdrawIfMoved(session, account, asked.CaseId);
                }

                session.QueueCancel(about, NoteProtection.Reason(note), now);
                Tell(session, account, note, about);
                also?.Invoke(session);
            }, ct);
        return done.Refusal is { } refusal ? refusal : Done.Yes;
    }

    // What the person's stream keeps of a word about one account.
    private static void Tell(EventSession session, AccountRow account, NoteProtection note, IReadOnlyList<NudgeRow> about)
    {
        object[] events = [.. NoteProtection.Talked(note, account),
            .. about.Select(n => new NudgeCancelled(n.Id, NoteProtection.Reason(note), n.Accounts))];
        if (events.Length > 0) session.Append(account.PersonId, events);
    }
}
