namespace HybridBpo.Collections.Import.Payments;

/// <summary>An entry and what becomes of it.</summary>
internal sealed record Matched(BankEntry Entry, Match Match);

/// <summary>Matches some entries of a file against what stands in the books and what earlier files told. Writes nothing.</summary>
internal sealed class EntryMatcher(Database database, PaymentBooks reader)
{
    /// <param name="access">Who asks.</param>
    /// <param name="client">The client.</param>
    /// <param name="import">The import, whose own entries of before are not in question.</param>
    /// <param name="entries">The portion.</param>
    /// <param name="keys">Of the whole file: what both files have is the same, what the earlier one has alone may be the same.</param>
    /// <param name="today">At the client.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<Matched>> MatchAsync(
        Access access, string client, Guid import, IReadOnlyList<BankEntry> entries, IReadOnlySet<Guid> keys, DateOnly today, CancellationToken ct)
    {
        var earlier = (await database.QueryAsync<Earlier>(access, $"""
            select distinct key, slot, has_reference from collections.statement_entries
            where client_id = {client} and import_id <> {import} and state not in ('repeated', 'undone')
              and slot = any ({entries.Select(e => e.Slot).ToArray()})
            """, ct)).ToList();
        var (seen, slots) = (earlier.Select(e => e.Key).ToHashSet(), earlier.Where(e => !keys.Contains(e.Key)).ToLookup(e => e.Slot));
        var books = await reader.ReadAsync(access, client, entries, ct);
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
            all.Add(new Matched(entry, match));
            if (match.State == Match.Booked) books.Book(match, match.Returns is null ? Paid(client, import, entry, match.Account!) : null,
                -entry.Said.SignedMinor);
        }

        return all;
    }

    private static PaidBefore Paid(string client, Guid import, BankEntry entry, Payable account) => new(
        account.Id, account.Reference, entry.Said.AmountMinor, entry.Said.Currency, entry.Day!.Value,
        [.. entry.Traces.Select(t => Matching.TraceOf(client, t))], import, entry.Number);

    private sealed record Earlier(Guid Key, Guid Slot, bool HasReference);
}
