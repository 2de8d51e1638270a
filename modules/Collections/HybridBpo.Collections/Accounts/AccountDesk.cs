using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Events;

namespace HybridBpo.Collections.Accounts;

/// <summary>Everything about one account, for its page and for a case about it.</summary>
internal sealed record DeskFile(
    ContactFile File, AccountRow Account, IReadOnlyList<TransactionEntry> Transactions, IReadOnlyList<EvidenceEvent> Timeline,
        IReadOnlyList<NudgeRow> Nudges, Account State,
    string? ImportName);

internal sealed class AccountDesk(
    EventStore store, Database database, AccountBook book, ContactFiles files, NudgeBook nudges, Deliveries deliveries)
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
        var timeline = new Timeline(account, planned, waits, file.ZoneOf(account)).Of(onAccount, onPerson, transactions);
        return new DeskFile(file, account, transactions, timeline, planned, state, name);
    }
}
