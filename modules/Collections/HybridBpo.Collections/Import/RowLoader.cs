using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import.Reconciling;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import;

internal sealed record Loaded(int Added, int Unchanged, IReadOnlyList<BadRow> Bad);

/// <summary>Writes rows that were read well. What they say about what is there already is checked here.</summary>
internal sealed class RowLoader(EventStore store, Database database, PlacementWriter writer, Reconciliations questions)
{
    /// <summary>New accounts with their opening transaction. A later file never moves a balance: a row that disagrees goes before people.</summary>
    public async Task<Loaded> PlacementsAsync(
        Access access, Client client, ImportRow import, IReadOnlyList<PlacementRow> all, Func<int, IReadOnlyDictionary<string, string>> cells,
            CancellationToken ct)
    {
        var erased = await ErasedAsync(access, client.ClientId, all, ct);
        var rows = erased.Count == 0 ? all : [.. all.Where(r => erased.All(e => e.Line != r.Line))];
        for (var attempt = 0; ; attempt++)
        {
            var refs = rows.Select(r => r.AccountRef).ToArray();
            var known = (await database.QueryAsync<Known>(access, $"""
                select a.reference, a.person_id, a.import_id, coalesce(t.effect_minor, 0) as opening, t.due_on
                from collections.accounts a left join collections.transactions t on t.client_id = a.client_id and t.account_id = a.id
                  and t.type = 'opening'
                where a.client_id = {client.ClientId} and a.reference = any ({refs})
                """, ct)).ToDictionary(k => k.Reference);
            var fresh = rows.Where(r => !known.ContainsKey(r.AccountRef)).ToList();
            if (fresh.Count == 0 || await writer.WriteAsync(access, client.ClientId, People(client, fresh), Accounts(client, import, fresh), ct))
            {
                var disagree = rows.Where(r => known.TryGetValue(r.AccountRef, out var k) && !k.Agrees(r)).ToList();
                var asked = await questions.AskAsync(access, import, disagree, ct);
                var bad = disagree.Select(r => Disagrees(r, known[r.AccountRef], import, client, cells(r.Line), asked[r.Line])).ToList();
                var again = rows.Where(r => known.ContainsKey(r.AccountRef)).Select(r => (Person: known[r.AccountRef].PersonId, Row: r)).ToList();
                await writer.AddWhereaboutsAsync(access, client.ClientId, [.. again.Select(a => (a.Person, PlaceOf(client, a.Row)))],
                    [.. again.SelectMany(a => a.Row.Phones.Select(p => (a.Person, p)))], ct);
                return new Loaded(fresh.Count, rows.Count - fresh.Count - bad.Count, [.. bad, .. erased]);
            }

            if (attempt == 3) throw new InvalidOperationException("Others place the same accounts at this moment; tried again later.");
        }
    }

    private async Task<List<BadRow>> ErasedAsync(Access access, string client, IReadOnlyList<PlacementRow> rows, CancellationToken ct)
    {
        var people = rows.Select(r => Person.IdOf(client, r.PersonKey)).ToArray();
        var found = await database.QueryAsync<ErasedRow>(access, $"""
            select r.line, min(p.erased_at) as at
            from unnest({rows.Select(r => r.Line).ToArray()}, {rows.Select(r => r.AccountRef).ToArray()}, {people}) as r (line, reference, person)
            left join collections.accounts a on a.client_id = {client} and a.reference = r.reference
            join collections.persons p on p.client_id = {client} and p.id in (r.person, a.person_id) and p.erased_at is not null
            group by r.line
            """, ct);
        var at = found.ToDictionary(f => f.Line, f => f.At);
        return [.. rows.Where(r => at.ContainsKey(r.Line)).Select(r => BadRow.OfErased(r.Line, r.AccountRef, at[r.Line]))];
    }

    /// <summary>Transactions of known accounts; then every touched account's standing, and cases that a full payment made pointless.</summary>
    public async Task<Loaded> TransactionsAsync(
        Access access, Client client, ImportRow import, IReadOnlyList<TransactionRow> rows, Func<int, IReadOnlyDictionary<string, string>> cells,
            CancellationToken ct)
    {
        var refs = rows.Select(r => r.AccountRef).Distinct().ToArray();
        var accounts = (await database.QueryAsync<AccountRow>(access, $"""
            select {Sql.Raw(AccountRow.Columns)} from collections.accounts where client_id = {client.ClientId} and reference = any ({refs})
            """, ct)).ToDictionary(a => a.Reference);
        // Pairs, not all of one list with all of the other: those would be a quarter of a million for a portion of 500.
        var known = rows.Where(r => accounts.ContainsKey(r.AccountRef)).ToList();
        var there = (await database.QueryAsync<TransactionEntry>(access, $"""
            select t.account_id, t.reference, t.type, t.effect_minor, t.processed_at, t.on_day, t.due_on, t.import_id, t.import_line
            from unnest({known.Select(r => accounts[r.AccountRef].Id).ToArray()}, {known.Select(r => r.TransactionRef).ToArray()}) as k (account, ref)
            join collections.transactions t on t.client_id = {client.ClientId} and t.account_id = k.account and t.reference = k.ref
            """, ct)).ToDictionary(t => (t.AccountId, t.Reference));
        var (fresh, unchanged, bad) = (new List<TransactionEntry>(), 0, new List<BadRow>());
        foreach (var row in rows)
            if (!accounts.TryGetValue(row.AccountRef, out var account)) bad.Add(
                Wrong(row, "account_ref", import, cells(row.Line), row.AccountRef, "no account with this reference is placed with us"));
            else if (!there.TryGetValue((account.Id, row.TransactionRef), out var old)) fresh.Add(Entry(account.Id, row, import));
            else if (old.EffectMinor == row.EffectMinor && old.Type == row.Type) unchanged++;
            else bad.Add(Wrong(row, "transaction_ref", import, cells(row.Line), row.TransactionRef,
                $"loaded before with {MoneyText.Format(TransactionTypes.Sign(old.Type) * old.EffectMinor, client.Currency)} as {old.Type}"));
        if (fresh.Count > 0) await WriteAsync(access, client.ClientId, fresh, ct);
        return new Loaded(fresh.Count, unchanged, bad);
    }

    public Task<int> QuarantineAsync(Access access, ImportRow import, IReadOnlyList<BadRow> rows, CancellationToken ct) =>
        database.ExecuteAsync(access, $"""
            insert into collections.quarantine (client_id, import_id, line, account_ref, state, case_id, cells, errors)
            select {import.ClientId}, {import.Id}, q.line, q.account, q.state, nullif(q.case_id, {Guid.Empty}), q.cells::jsonb, q.errors::jsonb
            from unnest({rows.Select(r => r.Line).ToArray()}, {rows.Select(r => r.AccountRef).ToArray()}, {rows.Select(r => r.State).ToArray()},
                        {rows.Select(r => r.Question?.CaseId ?? Guid.Empty).ToArray()}, {rows.Select(r => Json(r.Cells)).ToArray()},
                        {rows.Select(r => Json(r.Errors)).ToArray()}) as q (line, account, state, case_id, cells, errors)
            on conflict (client_id, import_id, line) do nothing
            """, ct);

    private async Task WriteAsync(Access access, string client, List<TransactionEntry> fresh, CancellationToken ct)
    {
        var touched = fresh.Select(t => t.AccountId).ToHashSet();
        var paid = new List<Guid>();
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            await PlacementWriter.TransactionsAsync(connection, client, fresh, ct);
            await using var read = new Npgsql.NpgsqlCommand(
                "select account_id, type, effect_minor, on_day, due_on from collections.transactions where client_id = $1 and account_id = any ($2)",
                    connection)
            {
                Parameters = { new() { Value = client }, new() { Value = touched.ToArray() } },
            };
            var entries = new List<(Guid Account, LedgerEntry Entry)>();
            await using (var reader = await read.ExecuteReaderAsync(ct))
                while (await reader.ReadAsync(ct))
                    entries.Add((reader.GetGuid(0), new LedgerEntry(
                        reader.GetFieldValue<DateOnly>(3), reader.GetString(1), reader.GetInt64(2), reader.IsDBNull(4) ? null
                            : reader.GetFieldValue<DateOnly>(4))));
            var standings = entries.GroupBy(e => e.Account).Select(g => Standing.Of(g.Key, g.Select(e => e.Entry))).ToList();
            await Standing.WriteAsync(connection, client, standings, ct);
            paid.AddRange(standings.Where(s => s.BalanceMinor <= 0).Select(s => s.Account));
        }, ct);
        if (paid.Count == 0) return;
        var stale = await database.QueryAsync<Guid>(access, $"""
            select case_id from collections.flagged_cases where client_id = {client} and account_id = any ({paid.ToArray()}) order by case_id
            """, ct);
        if (stale.Count == 0) return;
        var session = store.OpenSession(client, access);
        foreach (var about in stale) session.Send(CaseMessages.Withdraw, new WithdrawCase(about, client, "paid-in-full"));
        await session.SaveChangesAsync(ct);
    }

    private static List<NewPerson> People(Client client, IEnumerable<PlacementRow> rows) =>
    [
        .. rows.GroupBy(r => r.PersonKey).Select(g =>
        {
            var first = g.First();
            return new NewPerson(
                Person.IdOf(client.ClientId, g.Key), g.Key, first.Name, first.Street, [.. g.Select(r => PlaceOf(client, r)).Distinct()],
                [.. g.SelectMany(r => r.Emails).Distinct()], [.. g.SelectMany(r => r.Phones).Distinct()]);
        }),
    ];

    // A file of one country leaves its name out; a row without any address says nothing of where the person is.
    private static Place PlaceOf(Client client, PlacementRow row) => new(
        row.City, row.State, row.Zip,
        row.Country.Length > 0 || row.City.Length + row.State.Length + row.Zip.Length == 0 ? row.Country : client.Country);

    private static List<NewAccount> Accounts(Client client, ImportRow import, IEnumerable<PlacementRow> rows)
    {
        var placed = client.Today(import.UploadedAt);
        return [.. rows.Select(r =>
        {
            var (id, person) = (Account.IdOf(client.ClientId, r.AccountRef), Person.IdOf(client.ClientId, r.PersonKey));
            // What is owed since its due day is billed on that day; nothing is known of the time before.
            var on = r.DueDate < placed ? r.DueDate : placed;
            var opening = new TransactionEntry(id, "opening", TransactionTypes.Opening, r.BalanceMinor, new DateTimeOffset(
                on, new TimeOnly(12, 0), TimeSpan.Zero), on, r.DueDate, import.Id, r.Line);
            return new NewAccount(
                id, r.AccountRef, person, r.Sow, r.Product.Replace('_', ' '), r.Creditor, client.Currency, placed, import.UploadedAt, import.Id,
                r.Line,
                [opening],
                [new AccountPlaced(person, r.AccountRef, r.Sow, r.Product, r.Creditor, client.Currency, r.BalanceMinor, r.DueDate, placed, import.Id,
                    r.Line, r.ChargeOffDate, r.LastPaymentDate, r.OutOfStatuteDate, r.DelinquencyDate)])
            {
                Told = new ToldAtPlacement(r.ChargeOffDate, r.LastPaymentDate, r.OutOfStatuteDate, r.DelinquencyDate),
            };
        })];
    }

    private static TransactionEntry Entry(Guid account, TransactionRow row, ImportRow import)
    {
        var day = DateOnly.FromDateTime(row.ProcessedAt.UtcDateTime);
        DateOnly? due = TransactionTypes.Sign(row.Type) > 0 && row.Type is TransactionTypes.Charge or TransactionTypes.Fee
            ? day.AddDays(Ledger.UsualTerms) : null;
        return new TransactionEntry(account, row.TransactionRef, row.Type, row.EffectMinor, row.ProcessedAt, day, due, import.Id, row.Line);
    }

    private static BadRow Disagrees(
        PlacementRow row, Known known, ImportRow import, Client client, IReadOnlyDictionary<string, string> cells, Question? question)
    {
        var column = import.MappingOf!.Columns.First(c => c.Value == (known.Opening != row.BalanceMinor ? "balance" : "due_date")).Key;
        return new BadRow(row.Line, row.AccountRef, cells, [new RowError(
            column, cells.GetValueOrDefault(column, ""),
            $"placed before with {MoneyText.Format(known.Opening, client.Currency)} due {known.DueOn:yyyy-MM-dd}: "
                + (question switch
                {
                    { Decided: true } => "people decided about this before",
                    not null => "a later file moves no balance; a case asks people which is right",
                    null => "a later file moves no balance. The day has its cases already: leave the row out, or send it again tomorrow",
                }))], question);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private static BadRow Wrong(TransactionRow row, string field, ImportRow import, IReadOnlyDictionary<string, string> cells, string value,
        string reason) =>
        new(row.Line, row.AccountRef, cells, [new RowError(import.MappingOf!.Columns.First(c => c.Value == field).Key, value, reason)]);

    private sealed record ErasedRow(int Line, DateTimeOffset At);

    private sealed record Known(string Reference, Guid PersonId, Guid? ImportId, long Opening, DateOnly? DueOn)
    {
        public bool Agrees(PlacementRow row) => Opening == row.BalanceMinor && DueOn == row.DueDate;
    }
}
