using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import.Twice;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using Npgsql;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>Writes what became of entries, with their bookings and cases, in the transaction of the caller.</summary>
internal static class EntryWriter
{
    /// <summary>How bookings are called in the books of accounts, and their opposites.</summary>
    public const string Prefix = "bank-", UndoPrefix = "undo-";

    public static async Task WriteAsync(
        NpgsqlConnection connection, string client, ImportRow import, MatchedPortion portion, CancellationToken ct)
    {
        var rows = portion.All.Select(m => (m.Entry, m.Match, Booked: m.Match.State == Match.Booked, Told: m.Match.Why == Match.InFile)).ToList();
        await RunAsync(connection, $"""
            insert into collections.statement_entries (client_id, import_id, number, key, part, slot, has_reference, on_day, signed_minor, currency,
              state, why, account_id, transaction_ref, traces, words)
            select {client}, {import.Id}, e.number, e.key, e.part, e.slot, e.has_reference, e.on_day, e.signed_minor, e.currency, e.state, e.why,
              e.account_id, nullif(e.reference, ''), string_to_array(e.traces, ',')::uuid[], nullif(e.words, '')::jsonb
            from unnest({rows.Select(r => r.Entry.Number).ToArray()}, {rows.Select(r => r.Entry.Key).ToArray()},
              {rows.Select(r => r.Entry.Part).ToArray()}, {rows.Select(r => r.Entry.Slot).ToArray()},
              {rows.Select(r => r.Entry.HasReference).ToArray()}, {rows.Select(r => r.Entry.Day).ToArray()},
              {rows.Select(r => r.Entry.Said.SignedMinor).ToArray()}, {rows.Select(r => r.Entry.Said.Currency).ToArray()},
              {rows.Select(r => r.Match.State).ToArray()}, {rows.Select(r => r.Match.Why).ToArray()},
              {rows.Select(r => r.Booked || r.Told ? r.Match.Account!.Id : (Guid?)null).ToArray()},
              {rows.Select(r => r.Booked ? ReferenceOf(client, import.Id, r.Entry.Number) : "").ToArray()},
              {rows.Select(r => r.Booked || r.Told || r.Match.State == Match.Open ? Traces(client, r.Entry) : "").ToArray()},
              {rows.Select(r => r.Match.State == Match.Open ? Words(import, r.Entry, r.Match) : "").ToArray()})
              as e (number, key, part, slot, has_reference, on_day, signed_minor, currency, state, why, account_id, reference, traces, words)
            """, ct);
        var fresh = rows.Where(r => r.Booked)
            .Select(r => Booking(client, r.Match.Account!.Id, r.Entry.Said.SignedMinor, r.Entry.Day!.Value, import.Id, r.Entry.Number))
            .ToList();
        if (fresh.Count > 0) await Bookings.WriteAsync(connection, client, fresh, ct);
        var returned = rows.Select(r => r.Match.Returns).OfType<PaidBefore>().ToList();
        if (returned.Count > 0) await RunAsync(connection, $"""
            update collections.statement_entries e set returned_by = {import.Id}
            from unnest({returned.Select(r => r.ImportId).ToArray()}, {returned.Select(r => r.Number).ToArray()}) as r (import, number)
            where e.client_id = {client} and e.import_id = r.import and e.number = r.number
            """, ct);
        await ToldTwice.WriteAsync(connection, client, portion.Claims, ct);
        await OpenCasesAsync(connection, client, ct);
    }

    /// <summary>Money that came in lowers what is owed; money that was taken back raises it again.</summary>
    public static TransactionEntry Booking(string client, Guid account, long signedMinor, DateOnly day, Guid import, int number) => new(
        account, ReferenceOf(client, import, number), signedMinor > 0 ? TransactionTypes.Payment : TransactionTypes.Returned, -signedMinor,
        new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero), day, null, import, number);

    public static string ReferenceOf(string client, Guid import, int number) =>
        $"{Prefix}{Ids.For(client, "bank-booking", $"{import:N}|{number}"):N}";

    public static bool IsOfBank(string reference) =>
        reference.StartsWith(Prefix, StringComparison.Ordinal) || reference.StartsWith(UndoPrefix + Prefix, StringComparison.Ordinal);

    /// <summary>Opens cases for entries that wait, the oldest first, as long as there is room.</summary>
    public static async Task OpenCasesAsync(NpgsqlConnection connection, string client, CancellationToken ct)
    {
        var waiting = new List<(Guid Import, int Number, UnmatchedEvidence Facts)>();
        await using (var read = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                SqlText.Bind($"""
                    select import_id, number, words::text from collections.statement_entries
                    where client_id = {client} and state = 'open' and case_id is null and words is not null order by on_day, import_id, number
                    limit greatest(0, {UnmatchedPayment.MostOpen} - (select count(*) from collections.statement_entries o
                      where o.client_id = {client} and o.state = 'open' and o.case_id is not null))
                    """),
            },
        })
        await using (var reader = await read.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct))
                waiting.Add((reader.GetGuid(0), reader.GetInt32(1), UnmatchedEvidence.Read(reader.GetString(2))));
        if (waiting.Count == 0) return;
        var cases = waiting.Select(w => UnmatchedPayment.IdOf(client, w.Import, w.Number)).ToArray();
        await RunAsync(connection, $"""
            update collections.statement_entries e set case_id = c.id
            from unnest({waiting.Select(w => w.Import).ToArray()}, {waiting.Select(w => w.Number).ToArray()}, {cases}) as c (import, number, id)
            where e.client_id = {client} and e.import_id = c.import and e.number = c.number
            """, ct);
        await Outbox.SendAsync(
            connection, client, CaseMessages.Open, waiting.Zip(cases, (w, id) => UnmatchedPayment.Of(id, client, w.Facts)).ToList(), ct);
    }

    public static async Task<int> RunAsync(NpgsqlConnection connection, FormattableString sql, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SqlText.Bind(sql) } };
        return await batch.ExecuteNonQueryAsync(ct);
    }

    private static string Traces(string client, BankEntry entry) =>
        string.Join(',', entry.Traces.Select(t => Matching.TraceOf(client, t).ToString()).Distinct());

    private static string Words(ImportRow import, BankEntry entry, Match match) =>
        JsonSerializer.Serialize(UnmatchedEvidence.Of(import, entry, match), JsonSerializerOptions.Web);
}
