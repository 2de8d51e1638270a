using HybridBpo.Collections.Accounts;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using Npgsql;

namespace HybridBpo.Collections.Import.Ageing;

/// <summary>
/// Holds an ageing list against our books at the day of which it tells. A list moves no balance, whatever it says: what disagrees becomes a report,
/// and one case for the file.
/// </summary>
internal sealed class CompareAgeing(EventStore store, Database database, Clients clients, AccountBook book)
{
    private const int Portion = 500;

    /// <summary>Writes what disagrees of these rows; the same rows again write the same.</summary>
    public async Task<Loaded> RowsAsync(Access access, ImportRow import, IReadOnlyList<AgeingRow> rows, CancellationToken ct)
    {
        var (client, asOf, basis) = (import.ClientId, import.MappingOf!.AsOf!.Value, import.MappingOf!.Basis!);
        var accounts = (await database.QueryAsync<Placed>(access, $"""
            select id, reference, placed_on from collections.accounts
            where client_id = {client} and reference = any ({rows.Select(r => r.AccountRef).ToArray()}) and undone_at is null
            """, ct)).ToDictionary(a => a.Reference);
        var entries = (await book.TransactionsAsync(access, client, [.. accounts.Values.Select(a => a.Id)], ct)).ToLookup(t => t.AccountId);
        return await database.InTransactionAsync(access, async (connection, _) =>
        {
            await PeopleLock.ShareAsync(connection, client, ct);
            var erased = await ErasedRows.OfAccountsAsync(connection, client, [.. accounts.Values.Select(a => a.Id)], ct);
            var (found, bad) = (new List<AgeingFinding>(), new List<BadRow>());
            foreach (var row in rows)
                if (!accounts.TryGetValue(row.AccountRef, out var account)) found.Add(AgeingFinding.Unknown(row));
                else if (erased.TryGetValue(account.Id, out var at)) bad.Add(BadRow.OfErased(row.Line, row.AccountRef, at));
                else if (AgeingFinding.Of(row, account.Id, account.PlacedOn, Ledger.Of(entries[account.Id]), asOf, basis) is { } one) found.Add(one);
            await WriteAsync(connection, import, [.. rows.Select(r => r.AccountRef)], found, ct);
            return new Loaded(found.Count, rows.Count - found.Count - bad.Count, bad);
        }, ct);
    }

    /// <summary>Accounts of ours that owed something on that day and that the list leaves out; then the one case, where anything disagrees.</summary>
    public async Task EndAsync(Access access, ImportRow import, IReadOnlyCollection<string> named, CancellationToken ct)
    {
        var (client, asOf) = (import.ClientId, import.MappingOf!.AsOf!.Value);
        var told = named.ToHashSet(StringComparer.Ordinal);
        for (var after = Guid.Empty; ;)
        {
            var portion = await database.QueryAsync<Placed>(access, $"""
                select a.id, a.reference, a.placed_on from collections.accounts a
                  join collections.persons p on p.client_id = a.client_id and p.id = a.person_id and p.erased_at is null
                where a.client_id = {client} and a.id > {after} and a.placed_on <= {asOf} and a.undone_at is null and a.state <> 'recalled'
                order by a.id limit {Portion}
                """, ct);
            if (portion.Count == 0) break;
            after = portion[^1].Id;
            var left = portion.Where(a => !told.Contains(a.Reference)).ToList();
            var entries = (await book.TransactionsAsync(access, client, [.. left.Select(a => a.Id)], ct)).ToLookup(t => t.AccountId);
            var found = left.Select(a => AgeingFinding.Missing(a.Id, a.Reference, Ledger.Of(entries[a.Id]), asOf)).OfType<AgeingFinding>().ToList();
            if (found.Count > 0) await database.InTransactionAsync(access, async (connection, _) =>
            {
                await PeopleLock.ShareAsync(connection, client, ct);
                var erased = await ErasedRows.OfAccountsAsync(connection, client, [.. found.Select(f => f.AccountId!.Value)], ct);
                var still = found.Where(f => !erased.ContainsKey(f.AccountId!.Value)).ToList();
                await WriteAsync(connection, import, [.. still.Select(f => f.Reference)], still, ct);
            }, ct);
        }

        await AskAsync(access, import, ct);
    }

    /// <summary>Says what the comparison came to, once for each outcome, and opens the case when it is the first that disagrees.</summary>
    public async Task AskAsync(Access access, ImportRow import, CancellationToken ct)
    {
        var (client, mapping) = (import.ClientId, import.MappingOf!);
        var sums = await AgeingReport.SumsAsync(database, access, client, import.Id, ct);
        int N(string kind) => sums.FirstOrDefault(s => s.Kind == kind)?.Count ?? 0;
        var caseId = Ids.For(client, "ageing-case", import.Id.ToString("N"));
        var compared = new AgeingCompared(
            mapping.AsOf!.Value, mapping.Basis!, import.RowCount, N(AgeingFinding.Amount), N(AgeingFinding.Bucket), N(AgeingFinding.NotOurs),
            N(AgeingFinding.PlacedLater), N(AgeingFinding.LeftOut), sums.Count > 0 ? caseId : null);
        var currency = (await clients.GetAsync(access, client, ct))!.Currency;
        var evidence = new AgeingEvidence(
            import.FileName, import.Id, mapping.AsOf.Value, mapping.Basis!, currency, import.RowCount,
            [.. sums.Select(s => new AgeingSum(s.Kind, s.Count, s.OursMinor, s.TheirsMinor))]);
        await store.DecideAsync<AgeingList, Done>(
            access, client, import.Id, Ids.For(client, "ageing-compared", $"{import.Id:N}|{string.Join('|', sums)}"),
            list => list?.Last == compared ? new Decision<Done>(Done.Yes) : new Decision<Done>(Done.Yes, compared),
            (session, _) =>
            {
                if (sums.Count == 0) return;
                session.Queue($"""
                    insert into collections.ageing_cases (client_id, import_id, case_id) values ({client}, {import.Id}, {caseId})
                    on conflict do nothing
                    """);
                session.Send(CaseMessages.Open, AgeingCase.Of(caseId, client, import, evidence));
            }, ct);
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, ImportRow import, string[] references, IReadOnlyList<AgeingFinding> found, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind($"""
            delete from collections.ageing_findings
            where client_id = {import.ClientId} and import_id = {import.Id} and reference = any ({references})
            """));
        batch.BatchCommands.Add(SqlText.Bind($"""
            insert into collections.ageing_findings (client_id, import_id, reference, line, kind, account_id, ours_minor, theirs_minor, ours_aged,
              theirs_aged)
            select {import.ClientId}, {import.Id}, f.*
            from unnest({found.Select(f => f.Reference).ToArray()}, {found.Select(f => f.Line).ToArray()}, {found.Select(f => f.Kind).ToArray()},
              {found.Select(f => f.AccountId).ToArray()}, {found.Select(f => f.OursMinor).ToArray()}, {found.Select(f => f.TheirsMinor).ToArray()},
              {found.Select(f => f.OursAged).ToArray()}, {found.Select(f => f.TheirsAged).ToArray()})
              as f (reference, line, kind, account, ours, theirs, ours_aged, theirs_aged)
            """));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private sealed record Placed(Guid Id, string Reference, DateOnly PlacedOn);
}
