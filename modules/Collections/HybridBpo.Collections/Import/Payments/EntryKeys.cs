using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>
/// What makes an entry the same in two files: bank account, day of booking, amount with its sign, currency, and the bank's own reference; where there
/// is none, the words. It is what the bank booked in one that counts, so that a batch is the same with and without its parts. Entries of one
/// statement that are alike in all of it are as many movements: the second of them is the same as the second of another file.
/// </summary>
internal static class EntryKeys
{
    public static IReadOnlyList<BankEntry> Of(string client, StatementFile file)
    {
        var (all, inFile) = (new List<BankEntry>(), new HashSet<Guid>());
        foreach (var (statement, at) in file.Statements.Select((s, i) => (s, i)))
        {
            var (account, times, inStatement) = (Plain(statement.Account), new Dictionary<string, int>(), new List<Guid>());
            BankBooking? before = null;
            var (key, part, slot, isAgain, maybe) = (Guid.Empty, 0, Guid.Empty, false, false);
            foreach (var entry in statement.Entries)
            {
                if (before is null || !ReferenceEquals(entry.Bank, before))
                {
                    var place = $"{account}|{entry.BookingDate ?? entry.ValueDate:yyyyMMdd}|{entry.Bank?.SignedMinor ?? entry.SignedMinor}|"
                        + $"{entry.Currency}|{entry.Booked}";
                    var name = $"{place}|{(entry.Bank?.Reference is { } r ? "ref:" + r : "words:" + Words(entry))}";
                    var nth = times[name] = times.GetValueOrDefault(name) + 1;
                    (key, part, slot) = (Ids.For(client, "bank-entry", $"{name}|{nth}"), 0, Ids.For(client, "bank-slot", place));
                    var isThere = inFile.Contains(key);
                    (isAgain, maybe) = (isThere && entry.Bank?.Reference is not null, isThere && entry.Bank?.Reference is null);
                    if (maybe) key = Ids.For(client, "bank-entry", $"{name}|{nth}|statement {at}");
                    inStatement.Add(key);
                }
                else part++;

                before = entry.Bank;
                all.Add(new BankEntry(all.Count + 1, statement.Account, entry, key, part, slot, entry.Bank?.Reference is not null, isAgain, maybe));
            }

            inFile.UnionWith(inStatement);
        }

        return all;
    }

    // Some banks put the currency behind the account.
    private static string Plain(string? account)
    {
        var compact = Tokens.Compact(account ?? "");
        return compact.Length > 5 && char.IsAsciiDigit(compact[^4]) && compact[^3..].All(char.IsAsciiLetter) ? compact[..^3] : compact;
    }

    private static string Words(StatementEntry e) => string.Join(
        '|', new[] { e.EndToEndId, e.Structured, e.Counterparty, e.Remittance }.Select(w => Tokens.Compact(w ?? "")));
}
