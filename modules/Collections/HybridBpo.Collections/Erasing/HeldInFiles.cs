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
    /// <param name="table">The file, where it is kept and can be read.</param>
    /// <param name="except">Whose holds do not count.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<string>> MattersAsync(Access access, ImportRow import, CsvTable? table, Guid except, CancellationToken ct)
    {
        var standing = (await holds.AtAsync(access, import.ClientId, ct)).Where(h => h.Subject != except).ToList();
        if (standing.Count == 0) return [];
        // Whom a file names a second time was placed by another one.
        var named = table is not null ? RowNames.Of(import, table).SelectMany(r => r.References.Concat(r.Broken.All)).Distinct().ToArray() : [];
        var people = (await database.QueryAsync<Guid>(access, $"""
            select distinct a.person_id from collections.accounts a
            where a.client_id = {import.ClientId} and a.person_id = any ({standing.Select(h => h.Subject).ToArray()})
              and (a.import_id = {import.Id} or a.reference = any ({named}) or exists (
                select from collections.transactions t
                where t.client_id = a.client_id and t.account_id = a.id and t.import_id = {import.Id}))
            """, ct)).ToHashSet();
        return [.. standing.Where(h => people.Contains(h.Subject)).Select(h => h.Matter).Distinct()];
    }
}
