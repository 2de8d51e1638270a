using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Payments;

namespace HybridBpo.Collections.Erasing;

/// <summary>
/// Files that clients sent, and rows of them that never loaded. A file that holds the person is rewritten without their lines, so that it stays for
/// everybody else. Where that cannot be done it goes as a whole, unless somebody else in it is under a legal hold.
/// </summary>
internal sealed class DebtorFiles(
    Database database, AccountBook book, ClientFiles files, HeldInFiles held, DebtorQuarantine quarantine, DebtorEntries entries,
    StatementDesk statements)
{
    public const string UnderHold = "held-in-file";

    public async Task EraseAsync(
        Access access, string client, Guid subject, IReadOnlyList<AccountRow> accounts, SubjectTraces traces, CancellationToken ct)
    {
        var search = Search(subject, accounts, traces);
        var sources = await SourcesAsync(access, client, subject, ct);
        foreach (var import in await ImportsAsync(access, client, ct))
        {
            if (await files.TakeOutAsync(access, import, Theirs(access, import, search, ct), subject, ct) is (TakenOut.Impossible, { } kept)
                && (sources.Contains(import.Id) || await HasTheirLineAsync(access, import, kept, search, ct))
                && (await held.MattersAsync(access, import, kept, subject, ct)).Count == 0)
                await files.DestroyAsync(access, import, subject, ct);
            if (search.Known.IsIn(import.FileName)) await files.RenameAsync(access, import, "renamed.csv", ct);
        }

        await quarantine.EraseAsync(access, client, search, ct);
        await entries.EraseAsync(access, client, accounts, search, ct);
    }

    /// <summary>
    /// Files that would go as a whole, with somebody in them who is under a legal hold. One from which the person was loaded does not give way; one
    /// that only mentions them stays as it is, and whoever decides is told. Reads each file of the client once, where anybody is held.
    /// </summary>
    public async Task<IReadOnlyList<Obstacle>> ObstaclesAsync(string client, Guid subject, SubjectTraces traces, CancellationToken ct)
    {
        var (access, against) = (Access.System("erasure", client), new List<Obstacle>());
        if (!await held.AnyAsync(access, client, subject, ct)) return against;
        var (sources, search) = (
            await SourcesAsync(access, client, subject, ct), Search(subject, await book.OfPersonAsync(access, client, subject, ct), traces));
        foreach (var import in await ImportsAsync(access, client, ct))
        {
            if (await files.ForeseeAsync(access, import, Theirs(access, import, search, ct), ct) is not (TakenOut.Impossible, { } kept)
                || !(sources.Contains(import.Id) || await HasTheirLineAsync(access, import, kept, search, ct))
                || await held.MattersAsync(access, import, kept, subject, ct) is not [_, ..] matters) continue;
            var isSource = sources.Contains(import.Id);
            against.Add(new Obstacle(
                UnderHold, $"the file of {import.UploadedAt:d MMM yyyy} ({import.Id}) {(isSource ? "" : "names them, ")}cannot be kept without their "
                    + $"lines, and somebody else in it is under a legal hold ({string.Join("; ", matters)}){(isSource ? "" : ": it stays as it is")}",
                Stands: isSource));
        }

        return against;
    }

    /// <summary>How many files were rewritten without the person, and how many went as a whole.</summary>
    public async Task<SharedFiles> CountAsync(string client, Guid subject, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<SharedFiles>(Access.System("erasure", client), $"""
            select count(*) filter (where not whole) as rewritten, count(*) filter (where whole) as whole
            from collections.erased_in_files where client_id = {client} and person_id = {subject}
            """, ct) ?? SharedFiles.None;

    /// <summary>Whose lines are, by their text: of those that surely name one person who is not erased.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> LineOwnersAsync(
        string client, Guid file, IReadOnlyList<string> lines, CancellationToken ct)
    {
        var access = Access.System("erasure", client);
        if (await database.SingleOrDefaultAsync<ImportRow>(access, $"""
            select {Sql.Raw(ImportRow.Columns)} from collections.imports where client_id = {client} and coalesce(file_id, id) = {file}
            """, ct) is not { } import || await files.FindAsync(access, import, ct) is not { } kept) return new Dictionary<string, Guid>();
        return await kept.ReadAsync(records => OwnersAsync(access, import, records, lines.ToHashSet(), ct), ct) ?? [];
    }

    // What a bank writes in one entry stands in several lines, and between marks.
    private async Task<bool> HasTheirLineAsync(Access access, ImportRow import, KeptFile kept, DebtorSearch search, CancellationToken ct) =>
        import.Kind != ImportKinds.Statement ? await kept.HasTheirLineAsync(search.Known, ct)
        : (await statements.ReadAsync(access, import, ct)).Is(out var file, out _)
            && file.Statements.SelectMany(s => s.Entries).Any(e => search.Known.IsTheirs(BankEntry.Words(e)));

    private async Task<Dictionary<string, Guid>> OwnersAsync(
        Access access, ImportRow import, CsvRecords records, HashSet<string> lines, CancellationToken ct)
    {
        var (of, owners, doubtful) = (RowNames.Of(import, records.Header), new Dictionary<string, Guid>(), new HashSet<string>());
        var sought = records.RowsAsync(ct).Where(row => Of(row).Any()).Select(row => (row, of(row)));
        await RowPeople.LookAsync(database, access, import.ClientId, sought, (row, names, people) =>
        {
            if (people.OnlyLiving(names) is not { } owner) doubtful.UnionWith(Of(row));
            else foreach (var text in Of(row)) owners[text] = owner;
        }, ct);
        foreach (var text in doubtful) owners.Remove(text);
        return owners;

        IEnumerable<string> Of(CsvRecord row) => row.Raw.Split(['\r', '\n']).Where(lines.Contains);
    }

    private Func<CsvRecords, Task<IReadOnlyList<CsvRecord>>> Theirs(Access access, ImportRow import, DebtorSearch search, CancellationToken ct) =>
        async records =>
        {
            var (of, theirs) = (RowNames.Of(import, records.Header), new List<CsvRecord>());
            if (search.Known.IsTheirs(string.Join(records.Delimiter, records.Header))) theirs.Add(new CsvRecord(1, [], null, ""));
            var maybe = records.RowsAsync(ct).Select(row => (Row: row, Names: of(row))).Where(r => search.MayBeTheirs(r.Names, r.Row.Raw));
            await RowPeople.LookAsync(database, access, import.ClientId, maybe, (row, names, people) =>
            {
                if (search.IsTheirs(names, people, row.Raw)) theirs.Add(row with { Cells = [], Raw = "" });
            }, ct);
            return theirs;
        };

    private Task<IReadOnlyList<ImportRow>> ImportsAsync(Access access, string client, CancellationToken ct) => database.QueryAsync<ImportRow>(
        access, $"select {Sql.Raw(ImportRow.Columns)} from collections.imports where client_id = {client} order by uploaded_at, id", ct);

    // References that differ by case alone are two accounts.
    private static DebtorSearch Search(Guid subject, IReadOnlyList<AccountRow> accounts, SubjectTraces traces) =>
        new(subject, accounts.Select(a => a.Reference).ToHashSet(StringComparer.Ordinal), traces);

    // Files from which rows about the person were loaded.
    private async Task<IReadOnlySet<Guid>> SourcesAsync(Access access, string client, Guid subject, CancellationToken ct) =>
        (await database.QueryAsync<Guid>(access, $"""
            select import_id from collections.accounts where client_id = {client} and person_id = {subject} and import_id is not null
            union select t.import_id from collections.transactions t
              join collections.accounts a on a.client_id = t.client_id and a.id = t.account_id
              where a.client_id = {client} and a.person_id = {subject} and t.import_id is not null
            """, ct)).ToHashSet();
}
