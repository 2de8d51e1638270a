using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Twice;
using Npgsql;

namespace HybridBpo.Collections.Import;

/// <summary>
/// Writes transactions that were read well, each once. Those of somebody who was erased are booked as well, so that the balance adds up with the
/// client's books: amount and day, and nothing that the client wrote.
/// </summary>
internal sealed class TransactionLoader(Database database, SilentReferences references, TwinBooks twinBooks)
{
    private const int Tries = 4;

    /// <summary>Transactions of known accounts; then every touched account's standing, and cases that they made stale.</summary>
    public async Task<Loaded> TransactionsAsync(
        Access access, Client client, ImportRow import, IReadOnlyList<TransactionRow> rows, Func<int, IReadOnlyDictionary<string, string>> cells,
        CancellationToken ct)
    {
        var silent = await references.FormAsync(client.ClientId, ct);
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var known = await KnownAsync(access, client.ClientId, rows, silent, ct);
            var (fresh, unchanged, bad, renamed) = (new List<TransactionEntry>(), 0, new List<BadRow>(), new List<Renamed>());
            foreach (var row in rows)
                if (!known.Accounts.TryGetValue(row.AccountRef, out var account)) bad.Add(
                    Wrong(row, "account_ref", import, cells(row.Line), row.AccountRef, "no account with this reference is placed with us"));
                else if (known.There(account, row, silent) is not { } old)
                {
                    if (known.TakeNameless(account, row) is { } nameless)
                        renamed.Add(new Renamed(account, nameless.Reference, silent(account, row.TransactionRef)));
                    else fresh.Add(Entry(
                        account, row, import, known.ErasedAt.ContainsKey(account) ? silent(account, row.TransactionRef) : row.TransactionRef));
                }
                else if (old.EffectMinor == row.EffectMinor && old.Type == row.Type) unchanged++;
                else bad.Add(Differs(row, old, import, client, cells(row.Line), known.ErasedAt.TryGetValue(account, out var at) ? at : null));
            var told = 0;
            if (fresh.Count + renamed.Count == 0
                || await WriteAsync(access, client.ClientId, fresh, renamed, known, silent, n => told = n, ct)) return new Loaded(
                fresh.Count - told, unchanged + renamed.Count + told, bad)
                {
                    Silent = [.. rows.Where(r => known.Accounts.TryGetValue(r.AccountRef, out var a) && known.ErasedAt.ContainsKey(a))
                    .Select(r => r.Line)],
                };
        }

        throw new InvalidOperationException("People of this file are being erased at this moment; tried again later.");
    }

    private async Task<Known> KnownAsync(
        Access access, string client, IReadOnlyList<TransactionRow> rows, Func<Guid, string, string> silent, CancellationToken ct)
    {
        var refs = rows.Select(r => r.AccountRef).Distinct().ToArray();
        var accounts = (await database.QueryAsync<Named>(access, $"""
            select id, reference from collections.accounts where client_id = {client} and reference = any ({refs}) and undone_at is null
            """, ct)).ToDictionary(a => a.Reference, a => a.Id);
        var erased = await database.InTransactionAsync(
            access, (connection, _) => ErasedRows.OfAccountsAsync(connection, client, accounts.Values, ct), ct);
        // Pairs, not all of one list with all of the other: those would be a quarter of a million for a portion of 500.
        var pairs = rows.Where(r => accounts.ContainsKey(r.AccountRef)).Select(r => (Account: accounts[r.AccountRef], Reference: r.TransactionRef))
            .ToList();
        pairs.AddRange(pairs.Where(p => erased.ContainsKey(p.Account)).Select(p => (p.Account, silent(p.Account, p.Reference))).ToList());
        var there = await database.QueryAsync<TransactionEntry>(access, $"""
            select t.account_id, t.reference, t.type, t.effect_minor, t.processed_at, t.on_day, t.due_on, t.import_id, t.import_line, t.undone_at
            from unnest({pairs.Select(p => p.Account).ToArray()}, {pairs.Select(p => p.Reference).ToArray()}) as k (account, ref)
            join collections.transactions t on t.client_id = {client} and t.account_id = k.account and t.reference = k.ref
            """, ct);
        var nameless = await database.QueryAsync<TransactionEntry>(access, $"""
            select {Sql.Raw(TransactionEntry.Columns)} from collections.transactions
            where client_id = {client} and account_id = any ({erased.Keys.ToArray()}) and reference ~ {SilentReferences.Nameless} order by reference
            """, ct);
        return new Known(
            accounts, erased, there.DistinctBy(t => (t.AccountId, t.Reference)).ToDictionary(t => (t.AccountId, t.Reference)), [.. nameless]);
    }

    // False, and nothing is written, when somebody of them was erased since.
    private async Task<bool> WriteAsync(
        Access access, string client, List<TransactionEntry> fresh, List<Renamed> renamed, Known known, Func<Guid, string, string> silent,
        Action<int> told, CancellationToken ct)
    {
        var touched = fresh.Select(t => t.AccountId).ToHashSet();
        return await database.InTransactionAsync(access, async (connection, _) =>
        {
            // What one file books, the next one has to see.
            await StatementTurn.TakeAsync(connection, client, ct);
            await PeopleLock.ShareAsync(connection, client, ct);
            if ((await ErasedRows.OfAccountsAsync(connection, client, touched, ct)).Keys.Any(a => !known.ErasedAt.ContainsKey(a))) return false;
            await RenameAsync(connection, client, renamed, ct);
            var (left, claims) = await TwiceAsync(connection, access, client, fresh, silent, ct);
            await Bookings.WriteAsync(connection, client, left, ct);
            await ToldTwice.WriteAsync(connection, client, claims, ct);
            told(fresh.Count - left.Count);
            return true;
        }, ct);
    }

    // What a bank statement booked is not booked again, nor what an earlier list told of it. Read beside the transaction, which holds the turn.
    private async Task<(IReadOnlyList<TransactionEntry> Left, IReadOnlyList<Claim> Claims)> TwiceAsync(
        NpgsqlConnection connection, Access access, string client, List<TransactionEntry> fresh, Func<Guid, string, string> silent,
        CancellationToken ct)
    {
        var may = fresh.Where(t => Movement.IsTold(t.Type)).ToDictionary(t => t, t => new Movement(
            t.ImportId!.Value, t.ImportLine!.Value, KeyOf(t), t.AccountId, t.Type, t.EffectMinor, t.OnDay,
            [.. TwinBooks.TracesOf(client, t.Reference)]));
        if (may.Count == 0) return (fresh, []);
        var known = await twinBooks.KnownAsync(access, client, [.. may.Values.Select(m => m.Key)], ct);
        var twins = await twinBooks.OfBanksAsync(access, client, [.. may.Values.Select(m => m.Account).Distinct()], ct);
        var told = may.Where(m => known.Contains(m.Value.Key) || twins.Take(m.Value)).Select(m => m.Key).ToHashSet();
        List<Movement> booked = [.. may.Where(m => !told.Contains(m.Key)).Select(m => m.Value)];
        await EntryWriter.RunAsync(connection, ToldTwice.CloseSql(client, [.. may.Values.Select(m => m.Key)], fresh[0].ImportId!.Value), ct);
        return ([.. fresh.Where(t => !told.Contains(t))],
            [.. twins.Changes, .. await twinBooks.AdoptAsync(access, client, booked, ImportKinds.Statement, ct)]);

        Guid KeyOf(TransactionEntry t) => Ids.For(
            client, "file-payment", t.Reference.StartsWith("erased-", StringComparison.Ordinal) ? t.Reference : silent(t.AccountId, t.Reference));
    }

    // Their next file recognises them by what they are called now.
    private static async Task RenameAsync(NpgsqlConnection connection, string client, List<Renamed> renamed, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            update collections.transactions t set reference = r.reference
            from unnest($2::uuid[], $3::text[], $4::text[]) as r (account, old, reference)
            where t.client_id = $1 and t.account_id = r.account and t.reference = r.old
            """, connection)
        {
            Parameters =
            {
                new() { Value = client }, new() { Value = renamed.Select(r => r.Account).ToArray() },
                new() { Value = renamed.Select(r => r.Old).ToArray() }, new() { Value = renamed.Select(r => r.Reference).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static TransactionEntry Entry(Guid account, TransactionRow row, ImportRow import, string reference)
    {
        var day = DateOnly.FromDateTime(row.ProcessedAt.UtcDateTime);
        DateOnly? due = TransactionTypes.Sign(row.Type) > 0 && row.Type is TransactionTypes.Charge or TransactionTypes.Fee
            ? day.AddDays(Ledger.UsualTerms) : null;
        return new TransactionEntry(account, reference, row.Type, row.EffectMinor, row.ProcessedAt, day, due, import.Id, row.Line);
    }

    private static BadRow Differs(
        TransactionRow row, TransactionEntry old, ImportRow import, Client client, IReadOnlyDictionary<string, string> cells,
        DateTimeOffset? erasedAt)
    {
        var before = $"loaded before with {MoneyText.Format(TransactionTypes.Sign(old.Type) * old.EffectMinor, client.Currency)} as {old.Type}";
        return erasedAt is { } at ? BadRow.OfErased(row.Line, row.AccountRef, at, before)
            : Wrong(row, "transaction_ref", import, cells, row.TransactionRef, before);
    }

    private static BadRow Wrong(
        TransactionRow row, string field, ImportRow import, IReadOnlyDictionary<string, string> cells, string value, string reason) =>
        new(row.Line, row.AccountRef, cells, [new RowError(import.MappingOf!.Columns.First(c => c.Value == field).Key, value, reason)]);

    private sealed record Named(Guid Id, string Reference);

    private sealed record Renamed(Guid Account, string Old, string Reference);

    private sealed record Known(
        IReadOnlyDictionary<string, Guid> Accounts, IReadOnlyDictionary<Guid, DateTimeOffset> ErasedAt,
        IReadOnlyDictionary<(Guid, string), TransactionEntry> Stored, List<TransactionEntry> Nameless)
    {
        /// <summary>One that lost its reference for good and says the same; each is taken once.</summary>
        public TransactionEntry? TakeNameless(Guid account, TransactionRow row)
        {
            var at = Nameless.FindIndex(t => t.AccountId == account && t.Type == row.Type && t.EffectMinor == row.EffectMinor
                && t.ProcessedAt == row.ProcessedAt);
            if (at < 0) return null;
            var taken = Nameless[at];
            Nameless.RemoveAt(at);
            return taken;
        }

        // What told nothing of its person kept its reference.
        public TransactionEntry? There(Guid account, TransactionRow row, Func<Guid, string, string> silent) =>
            Stored.GetValueOrDefault((account, row.TransactionRef))
            ?? (ErasedAt.ContainsKey(account) ? Stored.GetValueOrDefault((account, silent(account, row.TransactionRef))) : null);
    }
}
