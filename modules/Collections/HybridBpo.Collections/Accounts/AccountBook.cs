using HybridBpo.Collections.Protection;

namespace HybridBpo.Collections.Accounts;

/// <summary>Reads accounts with what belongs to them.</summary>
internal sealed class AccountBook(Database database, Suppression suppression)
{
    public Task<AccountRow?> FindAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<AccountRow>(
            access, $"select {Sql.Raw(AccountRow.Columns)} from collections.accounts where client_id = {client} and id = {id}", ct);

    public Task<AccountRow?> ByReferenceAsync(Access access, string client, string reference, CancellationToken ct) =>
        database.SingleOrDefaultAsync<AccountRow>(access, $"""
            select {Sql.Raw(AccountRow.Columns)} from collections.accounts
            where client_id = {client} and reference = {reference} and undone_at is null
            """, ct);

    public async Task<ToldAtPlacement> ToldAsync(Access access, string client, Guid id, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<ToldAtPlacement>(access, $"""
            select {Sql.Raw(ToldAtPlacement.Columns)} from collections.accounts where client_id = {client} and id = {id}
            """, ct) ?? new ToldAtPlacement(null, null, null, null);

    public Task<IReadOnlyList<AccountRow>> OfPersonAsync(Access access, string client, Guid person, CancellationToken ct) =>
        database.QueryAsync<AccountRow>(access, $"""
            select {Sql.Raw(AccountRow.Columns)} from collections.accounts where client_id = {client} and person_id = {person} order by reference
            """, ct);

    public Task<PersonRow?> PersonAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<PersonRow>(
            access, $"select {Sql.Raw(PersonRow.Columns)} from collections.persons where client_id = {client} and id = {id}", ct);

    /// <summary>Every place that a file told of this person.</summary>
    public Task<IReadOnlyList<Place>> PlacesAsync(Access access, string client, Guid person, CancellationToken ct) =>
        database.QueryAsync<Place>(access, $"""
            select {Sql.Raw(Place.Columns)} from collections.person_places where client_id = {client} and person_id = {person}
            order by country, state, zip, city
            """, ct);

    public Task<IReadOnlyList<AddressRow>> AddressesAsync(Access access, string client, Guid person, CancellationToken ct) =>
        database.QueryAsync<AddressRow>(access, $"""
            select {Sql.Raw(AddressRow.Columns)} from collections.addresses where client_id = {client} and person_id = {person} order by kind, place,
              value
            """, ct);

    public Task<AddressRow?> AddressAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<AddressRow>(
            access, $"select {Sql.Raw(AddressRow.Columns)} from collections.addresses where client_id = {client} and id = {id}", ct);

    public async Task<IReadOnlyList<TransactionEntry>> TransactionsAsync(
        Access access, string client, IReadOnlyCollection<Guid> accounts, CancellationToken ct) =>
        accounts.Count == 0 ? [] : await database.QueryAsync<TransactionEntry>(access, $"""
            select {Sql.Raw(TransactionEntry.Columns)} from collections.transactions
            where client_id = {client} and account_id = any ({accounts.ToArray()}) order by account_id, on_day, reference
            """, ct);

    /// <summary>Names of the files from which transactions came, by import.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> FileNamesAsync(
        Access access, string client, IEnumerable<TransactionEntry> transactions, CancellationToken ct)
    {
        Guid[] imports = [.. transactions.Select(t => t.ImportId).OfType<Guid>().Distinct()];
        return imports.Length == 0 ? new Dictionary<Guid, string>() : (await database.QueryAsync<NamedFile>(
            access, $"select id, file_name from collections.imports where client_id = {client} and id = any ({imports})", ct))
            .ToDictionary(f => f.Id, f => f.FileName);
    }

    /// <summary>Names of files that did not load and are told of on a page.</summary>
    public Task<IReadOnlyList<RefusedFile>> RefusedFilesAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<RefusedFile>(access, $"""
            select id, name, coalesce(words, '') as words from collections.folder_files where client_id = {client} and refused_at is not null
            """, ct);

    /// <summary>Invoices of ageing lists that are not placed with us.</summary>
    public Task<IReadOnlyList<string>> UnknownInvoicesAsync(Access access, string client, CancellationToken ct) => database.QueryAsync<string>(
        access, $"select distinct reference from collections.ageing_findings where client_id = {client} and kind = 'unknown'", ct);

    /// <summary>Rows of other files that tell of a booking of this account too, by the file and row that booked it.</summary>
    public async Task<ILookup<(Guid, int), string>> AlsoToldAsync(Access access, string client, Guid account, CancellationToken ct) =>
        (await database.QueryAsync<AlsoTold>(access, $"""
            select t.by_import, t.by_number, i.file_name, i.kind, t.number
            from collections.told_twice t join collections.imports i on i.client_id = t.client_id and i.id = t.import_id
            where t.client_id = {client} and t.account_id = {account} and t.state = 'same' order by i.uploaded_at, t.number
            """, ct)).ToLookup(t => (t.ByImport, t.ByNumber), t => Import.Twice.TwiceWords.Row(t.FileName, t.Kind, t.Number));

    public async Task<Ledger> LedgerAsync(Access access, string client, Guid account, CancellationToken ct) =>
        Ledger.Of(await TransactionsAsync(access, client, [account], ct));

    /// <summary>Is this address on the firm-wide list? Where it was said is not told.</summary>
    public async Task<DateTimeOffset?> SuppressedSinceAsync(Access access, string kind, string value, CancellationToken ct) =>
        (await database.QueryAsync<DateTimeOffset>(
            access, $"""
            select since from collections.suppressions where kind = {kind} and value_sha256 = any ({(await suppression.KeyAsync(ct)).Forms(value)})
            order by since
            """, ct)) is [var since, ..] ? since : null;

    internal sealed record RefusedFile(Guid Id, string Name, string Words);

    private sealed record AlsoTold(Guid ByImport, int ByNumber, string FileName, string Kind, int Number);

    private sealed record NamedFile(Guid Id, string FileName);
}
