using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import.Reconciling;
using HybridBpo.Collections.Import.Undoing;

namespace HybridBpo.Collections.Import;

/// <param name="Bad">Rows that did not load.</param>
internal sealed record Loaded(int Added, int Unchanged, IReadOnlyList<BadRow> Bad)
{
    /// <summary>Lines that loaded, without what they say in words: their person was erased.</summary>
    public IReadOnlyList<int> Silent { get; init; } = [];

    /// <summary>Lines of which the file keeps nothing.</summary>
    public IEnumerable<int> Erased => Silent.Concat(Bad.Where(b => b.Erased).Select(b => b.Line));
}

/// <summary>Writes placements that were read well. What they say about what is there already is checked here.</summary>
internal sealed class RowLoader(Database database, PlacementWriter writer, PlaceAgain again, Reconciliations questions)
{
    /// <summary>New accounts with their opening transaction. A later file never moves a balance: a row that disagrees goes before people.</summary>
    public async Task<Loaded> PlacementsAsync(
        Access access, Client client, ImportRow import, IReadOnlyList<PlacementRow> all, Func<int, IReadOnlyDictionary<string, string>> cells,
            CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            // Looked at anew each time: when the writer finds somebody erased since, it writes nothing.
            var kept = await OfErasedAsync(access, import, all, cells, ct);
            var rows = kept.Count == 0 ? all : [.. all.Where(r => kept.All(e => e.Line != r.Line))];
            var refs = rows.Select(r => r.AccountRef).ToArray();
            var known = (await database.QueryAsync<Known>(access, $"""
                select a.reference, a.person_id, a.import_id, coalesce(t.effect_minor, 0) as opening, t.due_on, a.undone_at is not null as gone
                from collections.accounts a left join collections.transactions t on t.client_id = a.client_id and t.account_id = a.id
                  and t.type = 'opening' and t.undone_at is null
                where a.client_id = {client.ClientId} and a.reference = any ({refs})
                """, ct)).ToDictionary(k => k.Reference);
            var fresh = rows.Where(r => !known.ContainsKey(r.AccountRef)).ToList();
            var gone = rows.Where(r => known.TryGetValue(r.AccountRef, out var k) && k.Gone == true).ToList();
            if ((fresh.Count == 0 || await writer.WriteAsync(access, client.ClientId, People(client, fresh), Accounts(client, import, fresh), ct))
                && await again.WriteAsync(access, client.ClientId, People(client, gone), Accounts(client, import, gone), ct))
            {
                var there = rows.Where(r => known.TryGetValue(r.AccountRef, out var k) && k.Gone != true).ToList();
                var disagree = there.Where(r => !known[r.AccountRef].Agrees(r)).ToList();
                var asked = await questions.AskAsync(access, import, disagree, ct);
                var bad = disagree.Select(r => Disagrees(r, known[r.AccountRef], import, client, cells(r.Line), asked[r.Line])).ToList();
                var told = there.Select(r => (Person: known[r.AccountRef].PersonId, Row: r)).ToList();
                await writer.AddWhereaboutsAsync(access, client.ClientId, [.. told.Select(a => (a.Person, PlaceOf(client, a.Row)))],
                    [.. told.SelectMany(a => a.Row.Phones.Select(p => (a.Person, p)))], ct);
                return new Loaded(fresh.Count + gone.Count, there.Count - bad.Count, [.. bad, .. kept]);
            }

            if (attempt == 3) throw new InvalidOperationException("Others place the same accounts at this moment; tried again later.");
        }
    }

    // Rows about somebody who was erased, and those that name one and somebody else.
    private async Task<List<BadRow>> OfErasedAsync(
        Access access, ImportRow import, IReadOnlyList<PlacementRow> rows, Func<int, IReadOnlyDictionary<string, string>> cells, CancellationToken ct)
    {
        var kept = new List<BadRow>();
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            var names = rows.Select(r => (Row: r, Names: RowNames.Of(import.ClientId, r))).ToList();
            var people = await RowPeople.ReadAsync(connection, import.ClientId, [.. names.Select(n => n.Names)], ct);
            foreach (var (row, of) in names)
                if (people.ErasedAt(of) is { } at) kept.Add(BadRow.OfErased(row.Line, row.AccountRef, at));
                else if (people.IsDoubtful(of)) kept.Add(new BadRow(row.Line, row.AccountRef, cells(row.Line), [new RowError(
                    import.MappingOf!.Columns.First(c => c.Value == "account_ref").Key, row.AccountRef,
                    "it names somebody who was erased and somebody who was not, by account, number or address: whose is it?")]));
        }, ct);
        return kept;
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

    private sealed record Known(string Reference, Guid PersonId, Guid? ImportId, long Opening, DateOnly? DueOn, bool? Gone)
    {
        public bool Agrees(PlacementRow row) => Opening == row.BalanceMinor && DueOn == row.DueDate;
    }
}
