using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Inbox.Contracts;
using Npgsql;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>What taking a statement back would do.</summary>
/// <param name="Accounts">Whose balances move.</param>
/// <param name="Messages">Messages that were sent to people of these accounts since.</param>
/// <param name="Cases">Cases that end undecided.</param>
/// <param name="ToldLater">Entries that a later file told too and that were taken for known: they are not booked by it either.</param>
/// <param name="Returned">Payments that a later file took back: it has to be undone first.</param>
internal sealed record UndoPreview(int Bookings, int Accounts, int Messages, int Cases, int ToldLater, int Returned);

internal sealed record UndoneElsewhereFirst(int Count) : Conflict(
    $"{CountText.Of(Count, "payment")} of this file came back by a later statement. Undo that one first.");

/// <summary>Takes back all that a statement booked, in one transaction: nothing is deleted, each booking gets its opposite.</summary>
internal sealed class UndoStatement(Database database, Clients clients, TimeProvider time)
{
    public const string Reason = StaleCases.ImportUndone;

    public async Task<UndoPreview> PreviewAsync(Access access, string client, Guid import, CancellationToken ct) =>
        (await database.SingleOrDefaultAsync<UndoPreview>(access, $"""
            with mine as (select * from collections.statement_entries where client_id = {client} and import_id = {import}),
              touched as (select distinct account_id from mine where state = 'booked')
            select (select count(*)::int from mine where state = 'booked') as bookings, (select count(*)::int from touched) as accounts,
              (select count(*)::int from collections.nudges n where n.client_id = {client} and n.state = 'sent'
                 and n.changed_at > (select loaded_at from collections.imports i where i.client_id = {client} and i.id = {import})
                 and n.person_id in (select a.person_id from collections.accounts a join touched t on t.account_id = a.id
                                     where a.client_id = {client})) as messages,
              (select count(*)::int from mine where state = 'open' and case_id is not null) as cases,
              (select count(*)::int from collections.statement_entries o where o.client_id = {client} and o.import_id <> {import}
                 and o.state = 'repeated' and o.slot in (select slot from mine)
                 and exists (select from mine m where m.key = o.key and m.part = o.part and m.state not in ('repeated', 'undone')))
                + (select count(*)::int from collections.told_twice b where b.client_id = {client} and b.by_import = {import} and b.state = 'same')
                as told_later,
              (select count(*)::int from mine where state = 'booked' and returned_by <> {import}) as returned
            """, ct))!;

    public async Task<Result<Done>> RunAsync(Access access, string client, Guid import, CancellationToken ct)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor undoes an import.");
        if (await clients.GetAsync(access, client, ct) is not { } of) return new ImportNotThere("There is no such import.");
        return await database.InTransactionAsync<Result<Done>>(access, async (connection, _) =>
        {
            await StatementTurn.TakeAsync(connection, client, ct);
            await PeopleLock.ShareAsync(connection, client, ct);
            var state = await StateAsync(connection, client, import, ct);
            if (state is null) return new ImportNotThere("There is no such import.");
            if (state is { Undone: true }) return Done.Yes;
            if (state is not { State: "loaded" }) return new ImportBusy("Only a statement that is loaded can be undone.");
            if ((await PreviewAsync(access, client, import, ct)).Returned is > 0 and var returned) return new UndoneElsewhereFirst(returned);
            var today = of.Today(time.GetUtcNow());
            var (opposites, cases) = await EntriesAsync(connection, client, import, today, time.GetUtcNow(), ct);
            await EntryWriter.RunAsync(connection, $"""
                update collections.transactions t set undone_at = {time.GetUtcNow()}
                from unnest({opposites.Select(o => o.AccountId).ToArray()},
                  {opposites.Select(o => o.Reference[EntryWriter.UndoPrefix.Length..]).ToArray()}) as u (account, reference)
                where t.client_id = {client} and t.account_id = u.account and t.reference = u.reference
                """, ct);
            if (opposites.Count > 0) await Bookings.WriteAsync(connection, client, opposites, ct);
            await EntryWriter.RunAsync(connection, $"""
                update collections.statement_entries set returned_by = null where client_id = {client} and returned_by = {import}
                """, ct);
            await EntryWriter.RunAsync(connection, $"""
                update collections.statement_entries set state = 'undone', words = null, traces = array[]::uuid[]
                where client_id = {client} and import_id = {import} and (state <> 'repeated' or why = 'in-file')
                """, ct);
            await EntryWriter.RunAsync(connection, Twice.ToldTwice.ReleaseSql(client, import), ct);
            await EntryWriter.RunAsync(connection, $"""
                update collections.imports set state = 'dropped', quarantined = 0, undone_at = {time.GetUtcNow()}, undone_by = {access.Actor.Id}
                where client_id = {client} and id = {import}
                """, ct);
            await Outbox.SendAsync(
                connection, client, CaseMessages.Withdraw, cases.ConvertAll(id => new WithdrawCase(id, client, Reason)), ct);
            await EntryWriter.OpenCasesAsync(connection, client, ct);
            return Done.Yes;
        }, ct);
    }

    private static async Task<Found?> StateAsync(NpgsqlConnection connection, string client, Guid import, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select state, undone_at is not null from collections.imports where client_id = $1 and id = $2 and kind = 'statement' for update
            """, connection)
        {
            Parameters = { new() { Value = client }, new() { Value = import } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new Found(reader.GetString(0), reader.GetBoolean(1)) : null;
    }

    private static async Task<(List<TransactionEntry> Opposites, List<Guid> Cases)> EntriesAsync(
        NpgsqlConnection connection, string client, Guid import, DateOnly today, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select number, state, signed_minor, account_id, transaction_ref, case_id from collections.statement_entries
            where client_id = $1 and import_id = $2 and state in ('booked', 'open') order by number
            """, connection)
        {
            Parameters = { new() { Value = client }, new() { Value = import } },
        };
        var (opposites, cases) = (new List<TransactionEntry>(), new List<Guid>());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            if (reader.GetString(1) == Match.Booked)
                opposites.Add(new TransactionEntry(
                    reader.GetGuid(3), EntryWriter.UndoPrefix + reader.GetString(4), TransactionTypes.Adjustment, reader.GetInt64(2),
                    new DateTimeOffset(today, new TimeOnly(12, 0), TimeSpan.Zero), today, null, import, reader.GetInt32(0), now));
            else if (!reader.IsDBNull(5)) cases.Add(reader.GetGuid(5));
        return (opposites, cases);
    }

    private sealed record Found(string State, bool Undone);
}
