using HybridBpo.Collections.Reach;
using HybridBpo.Events;

namespace HybridBpo.Collections.Import.CallFiles;

/// <summary>
/// Writes calls that were read well on the streams of those who were called, so that the contact budget moves at once. A portion is whole or not at
/// all, and a row that is there is not written again.
/// </summary>
internal sealed class CallLoader(EventStore store, Database database)
{
    private const int Tries = 8;

    public async Task<Loaded> CallsAsync(
        Access access, Client client, ImportRow import, IReadOnlyList<CallRow> all, Func<int, IReadOnlyDictionary<string, string>> cells,
        CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var there = (await database.QueryAsync<int>(access, $"""
                select line from collections.call_rows
                where client_id = {client.ClientId} and import_id = {import.Id} and line = any ({all.Select(r => r.Line).ToArray()})
                """, ct)).ToHashSet();
            var rows = all.Where(r => !there.Contains(r.Line)).ToList();
            var (told, bad) = await FindAsync(access, client, import, rows, cells, ct);
            var session = store.OpenSession(client.ClientId, access);
            var (taken, erasing) = (new List<TakenRow>(), false);
            foreach (var calls in told.GroupBy(t => t.Debts[0].PersonId).OrderBy(g => g.Key))
                erasing |= !await TellAsync(session, client, calls.Key, [.. calls], taken, ct);
            if (erasing) continue;
            session.Queue($"""
                insert into collections.call_rows (client_id, import_id, line, person_id, call_id, at, told_before)
                select {client.ClientId}, {import.Id}, t.line, t.person, t.call, t.at, t.before
                from unnest({taken.Select(t => t.Line).ToArray()}, {taken.Select(t => t.Person).ToArray()}, {taken.Select(t => t.Call).ToArray()},
                            {taken.Select(t => t.At).ToArray()}, {taken.Select(t => t.ToldBefore).ToArray()})
                  as t (line, person, call, at, before)
                """);
            if (await session.SaveChangesAsync(ct) is not SaveOutcome.Saved) continue;
            var added = taken.Count(t => !t.ToldBefore);
            return new Loaded(added, all.Count - added - bad.Count, bad);
        }

        throw new InvalidOperationException("People of this file are called, written to or erased at this moment; tried again later.");
    }

    // Every call of one person, in the order in which they took place, so that what the file tells does not depend on the order of its rows.
    private static async Task<bool> TellAsync(
        EventSession session, Client client, Guid personId, IReadOnlyList<TellCall> calls, List<TakenRow> taken, CancellationToken ct)
    {
        var stream = await session.FetchForWriting<Person>(personId, ct);
        // Erased since they were looked for: they are looked for again.
        if (stream.Aggregate is not { IsErased: false } person) return false;
        var (all, wrong) = (new List<object>(), new HashSet<Guid>());
        foreach (var call in calls.OrderBy(c => c.Row.At).ThenBy(c => c.Row.Line))
        {
            var (id, before, happened) = TellCall.Decide(call, client.ClientId, person);
            if (happened is not null)
            {
                all.Add(happened);
                Apply(person, happened);
            }

            if (call.Row.Outcome == CallOutcomes.WrongNumber) wrong.Add(call.Number);
            taken.Add(new TakenRow(call.Row.Line, personId, id, call.Row.At.UtcDateTime, before));
        }

        if (all.Count > 0) stream.AppendMany(all);

        // Not offered again; that the number works after all is for somebody at the desk to say.
        if (wrong.Count > 0) session.Queue($"""
            update collections.addresses set bounced = true where client_id = {client.ClientId} and id = any ({wrong.ToArray()})
            """);
        return true;
    }

    private static void Apply(Person person, object happened)
    {
        switch (happened)
        {
            case ContactAttempted e: person.Apply(e); break;
            case ConversationHeld e: person.Apply(e); break;
            case CallToldAgain e: person.Apply(e); break;
        }
    }

    private async Task<(List<TellCall> Told, List<BadRow> Bad)> FindAsync(
        Access access, Client client, ImportRow import, IReadOnlyList<CallRow> rows, Func<int, IReadOnlyDictionary<string, string>> cells,
        CancellationToken ct)
    {
        var (told, bad) = (new List<TellCall>(), new List<BadRow>());
        var references = rows.SelectMany(r => r.AccountRefs).Distinct().ToArray();
        var accounts = (await database.QueryAsync<NamedAccount>(access, $"""
            select id, person_id, reference from collections.accounts
            where client_id = {client.ClientId} and reference = any ({references}) and undone_at is null
            """, ct)).ToDictionary(a => a.Reference);
        var erased = await database.InTransactionAsync(
            access, (connection, _) => ErasedRows.OfAccountsAsync(connection, client.ClientId, [.. accounts.Values.Select(a => a.Id)], ct), ct);
        var people = accounts.Values.Select(a => a.PersonId).Distinct().ToArray();
        var numbers = (await database.QueryAsync<KnownNumber>(access, $"""
            select id, person_id, value from collections.addresses
            where client_id = {client.ClientId} and kind = 'phone' and person_id = any ({people})
            """, ct)).ToDictionary(n => (n.PersonId, n.Value), n => n.Id);
        foreach (var row in rows)
        {
            var debts = row.AccountRefs.Where(accounts.ContainsKey).Select(r => accounts[r]).ToList();
            if (debts.Count == row.AccountRefs.Count && debts.TrueForAll(d => erased.ContainsKey(d.Id)))
                bad.Add(BadRow.OfErased(row.Line, row.AccountRefs[0], erased[debts[0].Id]));
            else if (row.AccountRefs.FirstOrDefault(r => !accounts.ContainsKey(r)) is { } unknown)
                bad.Add(Wrong(row, "account_ref", unknown, $"no account with the reference {unknown} is placed with us"));
            else if (debts.Find(d => d.PersonId != debts[0].PersonId) is { } other)
                bad.Add(Wrong(row, "account_ref", string.Join("; ", row.AccountRefs),
                    $"{debts[0].Reference} and {other.Reference} are owed by different people: one call is with one of them"));
            else if (!numbers.TryGetValue((debts[0].PersonId, row.Number), out var number))
                bad.Add(Wrong(row, "number", row.Number, "this number is not known of the person who owes it: whom was the call with?"));
            else told.Add(new TellCall(import.Id, row, number, debts));
        }

        return (told, bad);

        BadRow Wrong(CallRow row, string field, string value, string reason) => new(
            row.Line, row.AccountRefs[0], cells(row.Line),
            [new RowError(import.MappingOf!.Columns.First(c => c.Value == field).Key, value, reason)]);
    }

    private sealed record TakenRow(int Line, Guid Person, Guid Call, DateTime At, bool ToldBefore);

    private sealed record KnownNumber(Guid Id, Guid PersonId, string Value);
}
