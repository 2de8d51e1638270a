using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Reach;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Accounts;

/// <summary>Everything about one account, for its page and for a case about it.</summary>
internal sealed record DeskFile(
    ContactFile File, AccountRow Account, IReadOnlyList<TransactionEntry> Transactions, IReadOnlyList<EvidenceEvent> Timeline,
        IReadOnlyList<NudgeRow> Nudges, Account State,
    string? ImportName);

internal sealed class AccountDesk(
    EventStore store, Database database, AccountBook book, ContactFiles files, NudgeBook nudges, Deliveries deliveries, ICaseIndex cases,
    IVerdictGate gate, IPeople people, TimeProvider time)
{
    public async Task<DeskFile?> LoadAsync(Access access, string client, Guid id, CancellationToken ct)
    {
        if (await book.FindAsync(access, client, id, ct) is not { } account || await files.LoadAsync(access, client, account.PersonId, ct) is not
            { } file) return null;
        var transactions = await book.TransactionsAsync(access, client, [id], ct);
        var planned = await nudges.OfPersonAsync(access, client, account.PersonId, ct);
        var onAccount = await store.FetchStreamAsync(client, id, ct: ct);
        var onPerson = await store.FetchStreamAsync(client, account.PersonId, ct: ct);
        var state = await store.AggregateStreamAsync<Account>(client, id, ct: ct) ?? new Account();
        var name = account.ImportId is { } import ? await database.SingleOrDefaultAsync<string>(
            access, $"select file_name from collections.imports where client_id = {client} and id = {import}", ct) : null;
        var waits = (await deliveries.AboutAsync(access, client, account.PersonId, ct)).Where(d => d.WaitsFor is not null)
            .ToDictionary(d => d.Id, d => DeliveryStates.WordsFor(d.WaitsFor!));
        // A case shows the client's clock, an account's page the person's.
        var zone = access.IsSystem ? file.Client.TimeZone : file.ZoneOf(account);
        var names = await people.NamesAsync(onPerson.Concat(onAccount).Select(e => e.Data switch
        {
            ConversationHeld talk => talk.HeldBy,
            ContactAttempted call => call.MadeBy,
            CallToldAgain again => again.MadeBy,
            PlanAccepted yes => yes.RecordedBy,
            PlanRefused no => no.RecordedBy,
            _ => null,
        }).OfType<string>().Distinct(), ct);
        var calls = await CallSources.LoadAsync(database, access, client, onPerson, ct);
        var timeline = new Timeline(account, planned, waits, zone, names, calls, await TellsWhyAsync(access, account, ct))
            .Of(onAccount, onPerson, transactions, file.Client.Today(time.GetUtcNow()));
        return new DeskFile(file, account, transactions, timeline, planned, state, name);
    }

    // Who decided knew the machine's answer, so why they did it is told to those alone who may know it of every case about the person; never to the
    // product, which puts the timeline before whoever judges next.
    private async Task<bool> TellsWhyAsync(Access access, AccountRow account, CancellationToken ct)
    {
        if (access.IsSystem) return false;
        // Of one that was withdrawn nothing was carried out, so nothing of it stands in the timeline.
        var known = await cases.AboutAsync(access, account.ClientId, [account.PersonId], ct);
        var about = known.Where(c => c.State != "withdrawn").Select(c => c.CaseId).ToList();
        List<Guid> all = account.CaseId is { } flagged && known.All(c => c.CaseId != flagged) ? [.. about, flagged] : about;
        var open = await gate.MaySeeAsync(access, account.ClientId, all, ct);
        return all.TrueForAll(open.Contains);
    }
}
