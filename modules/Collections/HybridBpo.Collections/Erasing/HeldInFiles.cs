using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Erasing;

/// <summary>Legal holds on people of a file: as long as one stands, the file is not thrown away as a whole.</summary>
internal sealed class HeldInFiles(Database database, LegalHolds holds)
{
    /// <summary>Is anybody else of the client held?</summary>
    public async Task<bool> AnyAsync(Access access, string client, Guid except, CancellationToken ct) =>
        (await holds.AtAsync(access, client, ct)).Any(h => h.Subject != except);

    /// <summary>What the holds are for; none when nobody else of the file is held.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="import">The import of the file.</param>
    /// <param name="kept">The file, where it is kept.</param>
    /// <param name="except">Whose holds do not count.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<string>> MattersAsync(Access access, ImportRow import, KeptFile? kept, Guid except, CancellationToken ct)
    {
        var standing = (await holds.AtAsync(access, import.ClientId, ct)).Where(h => h.Subject != except).ToList();
        if (standing.Count == 0) return [];
        var accounts = await database.QueryAsync<HeldAccount>(access, $"""
            select a.reference, a.person_id, a.import_id = {import.Id} or exists (
              select from collections.transactions t
              where t.client_id = a.client_id and t.account_id = a.id and t.import_id = {import.Id}) as loaded
            from collections.accounts a
            where a.client_id = {import.ClientId} and a.person_id = any ({standing.Select(h => h.Subject).ToArray()})
            """, ct);
        var people = accounts.Where(a => a.Loaded == true).Select(a => a.PersonId).ToHashSet();
        // Whom a file names a second time was placed by another one.
        if (kept is not null)
            people.UnionWith(await kept.ReadAsync(records => NamedAsync(import, records, accounts, ct), ct) ?? []);
        return [.. standing.Where(h => people.Contains(h.Subject)).Select(h => h.Matter).Distinct()];
    }

    private static async Task<HashSet<Guid>> NamedAsync(
        ImportRow import, CsvRecords records, IReadOnlyList<HeldAccount> accounts, CancellationToken ct)
    {
        var (of, named) = (RowNames.Of(import, records.Header), new HashSet<Guid>());
        var people = accounts.ToLookup(a => a.Reference, a => a.PersonId);
        await foreach (var row in records.RowsAsync(ct))
            foreach (var reference in of(row) is var names ? names.References.Concat(names.Broken.All) : [])
                named.UnionWith(people[reference]);
        return named;
    }

    private sealed record HeldAccount(string Reference, Guid PersonId, bool? Loaded);
}
