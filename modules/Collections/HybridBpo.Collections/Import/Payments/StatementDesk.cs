using HybridBpo.Collections.Import.Statements;
using HybridBpo.Events;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>What a page or the command line shows before anything of a statement is booked.</summary>
/// <param name="Looked">How many entries were matched: of a very large file the first ones.</param>
internal sealed record StatementPreview(StatementFile File, int Entries, int Looked, IReadOnlyList<EntrySum> Sums, IReadOnlyList<Matched> Open);

/// <summary>Entries of one fate.</summary>
internal sealed record EntrySum(string State, string Why, string Currency, int Count, decimal InMinor, decimal OutMinor);

/// <summary>Checks a bank statement, orders its load and tells what became of it.</summary>
internal sealed class StatementDesk(
    EventStore store, Database database, Clients clients, FileStore files, EntryMatcher matcher, ImportDesk desk, TimeProvider time)
{
    private const int MostMatched = 20_000, Portion = 500, MostShown = 20;

    /// <summary>The file as it was sent; a refusal when it is kept no more.</summary>
    public async Task<Result<StatementFile>> ReadAsync(Access access, ImportRow import, CancellationToken ct)
    {
        if (!(await files.OpenAsync(access, import.ClientId, import.FileId ?? import.Id, ct)).Is(out var content, out var refusal)) return refusal;
        await using var stream = content;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, ct);
        return StatementReader.Read(import.FileName, bytes.ToArray());
    }

    public async Task<Result<StatementPreview>> PreviewAsync(Access access, string client, Guid id, CancellationToken ct)
    {
        if (await desk.FindAsync(access, client, id, ct) is not { Kind: ImportKinds.Statement } import
            || await clients.GetAsync(access, client, ct) is not { } of) return new ImportNotThere("There is no such import.");
        if (!(await ReadAsync(access, import, ct)).Is(out var file, out var refusal)) return refusal;
        var entries = EntryKeys.Of(client, file);
        var (keys, all) = (entries.Select(e => e.Key).ToHashSet(), new List<Matched>());
        foreach (var portion in entries.Take(MostMatched).Chunk(Portion))
            all.AddRange((await matcher.MatchAsync(access, client, id, portion, keys, of.Today(time.GetUtcNow()), ct)).All);
        return new StatementPreview(
            file, entries.Count, all.Count,
            [.. all.GroupBy(m => (m.Match.State, m.Match.Why, m.Entry.Said.Currency)).Select(g => new EntrySum(
                g.Key.State, g.Key.Why, g.Key.Currency, g.Count(),
                g.Where(m => m.Entry.Said.Credit).Sum(m => (decimal)m.Entry.Said.AmountMinor),
                g.Where(m => !m.Entry.Said.Credit).Sum(m => (decimal)m.Entry.Said.AmountMinor)))],
            [.. all.Where(m => m.Match.State == Match.Open).Take(MostShown)]);
    }

    /// <summary>What became of the entries of a file that is loaded.</summary>
    public Task<IReadOnlyList<EntrySum>> SumsAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.QueryAsync<EntrySum>(access, $"""
            select state, why, currency, count(*)::int as count, coalesce(sum(signed_minor) filter (where signed_minor > 0), 0) as in_minor,
              coalesce(-sum(signed_minor) filter (where signed_minor < 0), 0) as out_minor
            from collections.statement_entries where client_id = {client} and import_id = {id} group by state, why, currency order by 1, 2, 3
            """, ct);

    public async Task<Result<Done>> LoadAsync(Access access, string client, Guid id, CancellationToken ct)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor imports files.");
        if (await desk.FindAsync(access, client, id, ct) is not { Kind: ImportKinds.Statement } import)
            return new ImportNotThere("There is no such import.");
        if (import.State == "loaded") return Done.Yes;
        var session = store.OpenSession(client, access);
        session.Queue($"""
            update collections.imports set state = 'loading', problem = null
            where client_id = {client} and id = {id} and state in ('staged', 'failed')
            """);
        session.Send(LoadImport.MessageKind, new LoadOrder(client, id));
        await session.SaveChangesAsync(ct);
        return Done.Yes;
    }
}
