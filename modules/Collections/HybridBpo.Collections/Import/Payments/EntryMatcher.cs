using HybridBpo.Collections.Import.Twice;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>An entry and what becomes of it.</summary>
internal sealed record Matched(BankEntry Entry, Match Match);

/// <param name="Claims">Which of them, and of those of before, tell of what a transactions file booked.</param>
internal sealed record MatchedPortion(IReadOnlyList<Matched> All, IReadOnlyList<Claim> Claims);

/// <summary>Matches some entries of a file against what stands in the books and what earlier files told. Writes nothing.</summary>
internal sealed class EntryMatcher(Database database, PaymentBooks reader, TwinBooks twinBooks)
{
    /// <param name="access">Who asks.</param>
    /// <param name="client">The client.</param>
    /// <param name="import">The import, whose own entries of before are not in question.</param>
    /// <param name="entries">The portion.</param>
    /// <param name="keys">Of the whole file: what both files have is the same, what the earlier one has alone may be the same.</param>
    /// <param name="today">At the client.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<MatchedPortion> MatchAsync(
        Access access, string client, Guid import, IReadOnlyList<BankEntry> entries, IReadOnlySet<Guid> keys, DateOnly today, CancellationToken ct)
    {
        var earlier = (await database.QueryAsync<Earlier>(access, $"""
            select distinct key, slot, has_reference from collections.statement_entries
            where client_id = {client} and import_id <> {import} and (state not in ('repeated', 'undone') or state = 'repeated' and why = 'in-file')
              and slot = any ({entries.Select(e => e.Slot).ToArray()})
            """, ct)).ToList();
        var (seen, slots) = (earlier.Select(e => e.Key).ToHashSet(), earlier.Where(e => !keys.Contains(e.Key)).ToLookup(e => e.Slot));
        var books = await reader.ReadAsync(access, client, entries, ct);
        // Returns go to accounts that their payment names, which nobody has to spell.
        var twins = await twinBooks.OfFilesAsync(access, client, [.. books.Accounts.Union(books.PaidAccounts)], ct);
        var all = new List<Matched>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.IsAgain || seen.Contains(entry.Key))
            {
                all.Add(new Matched(entry, new Match(Match.Repeated, "seen", null, null, [])));
                continue;
            }

            // Two references of the bank that differ are two movements.
            var match = Matching.Of(entry, books, today, slots[entry.Slot].Any(e => !(e.HasReference && entry.HasReference)));
            if (Told(client, import, entry, match, books, twins) is { } known) match = known;
            all.Add(new Matched(entry, match));
            if (match.State == Match.Booked || match.Why == Match.InFile) books.Book(
                match, match.Returns is null ? Paid(client, import, entry, match.Account!) : null,
                match.State == Match.Booked ? -entry.Said.SignedMinor : 0);
        }

        var booked = all.Where(m => m.Match.State == Match.Booked).Select(m => MovementOf(client, import, m.Entry, m.Match.Account!.Id)).ToList();
        return new MatchedPortion(all, [.. twins.Changes, .. await twinBooks.AdoptAsync(access, client, booked, ImportKinds.Transactions, ct)]);
    }

    // What a transactions file booked may have paid all, so that by name and amount nothing, or another account of the same person, would fit; and
    // where it booked it, the day of the placement is no question any more.
    private static Match? Told(string client, Guid import, BankEntry entry, Match match, Books books, Twins twins)
    {
        IReadOnlyList<Payable> may = match switch
        {
            { State: Match.Open, Why: "amount-differs" or "several" or "before-placement" } =>
                [.. match.Candidates.Where(a => a.Currency == entry.Said.Currency)],
            { State: Match.Booked, Why: "amount-and-name" } =>
                [.. books.Named(Tokens.Name(entry.Said.Counterparty ?? "")).Where(a => a.IsOpen && a.Currency == entry.Said.Currency)],
            { State: Match.Booked, Account: { } account } => [account],
            _ => [],
        };
        var on = may.OrderBy(a => a.Reference, StringComparer.Ordinal).FirstOrDefault(a => twins.Has(MovementOf(client, import, entry, a.Id)));
        return on is not null && twins.Take(MovementOf(client, import, entry, on.Id))
            ? new Match(Match.Repeated, Match.InFile, on, match.Returns, []) : null;
    }

    private static Movement MovementOf(string client, Guid import, BankEntry entry, Guid account) => new(
        import, entry.Number, KeyOf(client, entry), account,
        entry.Said.SignedMinor > 0 ? TransactionTypes.Payment : TransactionTypes.Returned, -entry.Said.SignedMinor, entry.Day!.Value,
        [.. entry.Traces.Select(t => Matching.TraceOf(client, t))]);

    private static Guid KeyOf(string client, BankEntry entry) => Ids.For(client, "bank-payment", $"{entry.Key:N}|{entry.Part}");

    private static PaidBefore Paid(string client, Guid import, BankEntry entry, Payable account) => new(
        account.Id, account.Reference, entry.Said.AmountMinor, entry.Said.Currency, entry.Day!.Value,
        [.. entry.Traces.Select(t => Matching.TraceOf(client, t))], import, entry.Number);

    private sealed record Earlier(Guid Key, Guid Slot, bool HasReference);
}
