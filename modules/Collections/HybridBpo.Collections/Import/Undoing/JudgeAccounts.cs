using HybridBpo.Collections.Accounts;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Undoing;

/// <summary>An account that a file placed, and why it has to stay.</summary>
/// <param name="Version">Of its stream, as it was read.</param>
/// <param name="Openings">What the file placed.</param>
/// <param name="Why">Codes; none when it can be recalled.</param>
internal sealed record JudgedAccount(
    Guid Id, Guid PersonId, string Reference, long Version, IReadOnlyList<TransactionEntry> Openings, IReadOnlyList<Guid> Cases,
    IReadOnlyList<string> Why);

/// <summary>Says of accounts that a file placed whether anything happened on them since. Writes nothing.</summary>
internal sealed class JudgeAccounts(EventStore store, Database database, AccountBook book, ICaseIndex cases)
{
    private static readonly string[] Decided = ["waiting-second", "decided", "delivered"];

    /// <summary>Accounts that the file placed and that were not judged for good, in the order of their ids.</summary>
    public Task<IReadOnlyList<PlacedByFile>> ListAsync(Access access, ImportRow import, int most, CancellationToken ct) =>
        database.QueryAsync<PlacedByFile>(access, $"""
            select id, person_id, reference, state from collections.accounts a
            where client_id = {import.ClientId} and import_id = {import.Id} and undone_at is null and not exists (
              select from collections.not_undone n where n.client_id = a.client_id and n.import_id = a.import_id and n.account_id = a.id)
            order by id limit {most}
            """, ct);

    public async Task<IReadOnlyList<JudgedAccount>> JudgeAsync(
        Access access, ImportRow import, IReadOnlyList<PlacedByFile> accounts, CancellationToken ct)
    {
        var (client, ids) = (import.ClientId, accounts.Select(a => a.Id).ToArray());
        var transactions = (await book.TransactionsAsync(access, client, ids, ct)).ToLookup(t => t.AccountId);
        var left = (await database.QueryAsync<Guid>(access, $"""
            select distinct a.id from collections.accounts a join collections.nudges n
              on n.client_id = a.client_id and n.person_id = a.person_id and a.id = any (n.accounts) and n.state in ('sent', 'unknown')
            where a.client_id = {client} and a.id = any ({ids})
            """, ct)).ToHashSet();
        var flagged = (await Undone.CasesAsync(database, access, client, ids, ct)).ToLookup(c => c.AccountId, c => c.CaseId);
        var decided = flagged.Count == 0 ? [] : (await cases.AboutAsync(access, client, [.. accounts.Select(a => a.PersonId).Distinct()], ct))
            .Where(c => Decided.Contains(c.State)).Select(c => c.CaseId).ToHashSet();
        var (people, judged) = (new Dictionary<Guid, IReadOnlyList<StoredEvent>>(), new List<JudgedAccount>());
        foreach (var account in accounts)
        {
            if (account.State == Account.Erased)
            {
                judged.Add(Of(account, 0, [UndoWords.Kept.Erased]));
                continue;
            }

            if (!people.TryGetValue(account.PersonId, out var person))
                people[account.PersonId] = person = await store.FetchStreamAsync(client, account.PersonId, ct: ct);
            var events = await store.FetchStreamAsync(client, account.Id, ct: ct);
            var why = Obstacles.Of(import.Id, events.Select(e => e.Data), person.Select(e => e.Data), account.Id, transactions[account.Id]);
            if (left.Contains(account.Id)) why = why.Append(UndoWords.Kept.Nudge);
            if (flagged[account.Id].Any(decided.Contains)) why = why.Append(UndoWords.Kept.Decision);
            judged.Add(Of(account, events.Count == 0 ? 0 : events[^1].Version, [.. why.Distinct()]));
        }

        return judged;

        JudgedAccount Of(PlacedByFile account, long version, IReadOnlyList<string> why) => new(
            account.Id, account.PersonId, account.Reference, version,
            [.. transactions[account.Id].Where(t => t.Type == TransactionTypes.Opening && t.ImportId == import.Id && t.UndoneAt is null)],
            [.. flagged[account.Id]], why);
    }
}

internal sealed record PlacedByFile(Guid Id, Guid PersonId, string Reference, string State);
