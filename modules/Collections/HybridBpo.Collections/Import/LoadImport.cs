using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Undoing;
using Npgsql;

namespace HybridBpo.Collections.Import;

internal sealed record LoadOrder(string Client, Guid Import);

/// <summary>
/// Loads a file in the background: good rows go in, bad rows stand in quarantine. Each portion is whole or not at all, and what is there already is
/// not written again, so a host that dies in between only makes another one go on.
/// </summary>
internal sealed class LoadImport(
    Database database, Clients clients, ImportDesk desk, RowLoader loader, TransactionLoader transactionLoader, CallLoader callLoader,
    QuarantineWriter quarantine,
    ErasedLines erasedLines, StatementDesk statements, StatementLoader statementLoader, RelayOptions relay, TimeProvider time) : IMessageHandler
{
    public const string MessageKind = "collections.load-import";

    private const int Portion = 500, FirstMeasure = 2000;

    public string Kind => MessageKind;

    /// <summary>One at a time: the command line and a running host may both be at it, and only one of them must count what was added.</summary>
    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var order = message.Read<LoadOrder>();
        try
        {
            await using var turn = await ImportTurn.TakeAsync(database, order.Client, order.Import, ct);
            await LoadAsync(Access.System("import", order.Client), order, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException && (message.Attempt >= relay.Tries || IsOfTheData(error)))
        {
            var sql = (error as PostgresException)?.SqlState;
            await FailAsync(
                Access.System("import", order.Client), order.Client, order.Import,
                $"The load stopped at an error of ours ({(sql is null ? error.GetType().Name : $"PostgreSQL {sql}")}). What was loaded "
                    + "before it stays. Load it again to go on, or give it up.", CancellationToken.None);
        }
    }

    // What a cell holds will not be another thing at the next try.
    private static bool IsOfTheData(Exception error) => error is PostgresException { SqlState: ['2', '2', ..] };

    private Task FailAsync(Access access, string client, Guid id, string problem, CancellationToken ct) => database.ExecuteAsync(access, $"""
        update collections.imports set state = 'failed', problem = {problem} where client_id = {client} and id = {id} and state = 'loading'
        """, ct);

    private async Task LoadAsync(Access access, LoadOrder order, CancellationToken ct)
    {
        if (await desk.FindAsync(access, order.Client, order.Import, ct) is not { State: "loading" } import
            || await clients.GetAsync(access, order.Client, ct) is not { } client) return;
        if (import.Kind == ImportKinds.Statement)
        {
            if ((await statements.ReadAsync(access, import, ct)).Is(out var file, out var why))
                await statementLoader.LoadAsync(access, client, import, file, ct);
            else await FailAsync(access, import.ClientId, import.Id, why.Message, ct);
            return;
        }

        if (!(await desk.ReadAsync(access, import, ct)).Is(out var table, out var refusal))
        {
            await FailAsync(access, import.ClientId, import.Id, refusal.Message, ct);
            return;
        }

        var (bad, repeated, erased) = await RowsAsync(access, client, import, table, ct);
        foreach (var rows in bad.Chunk(Portion))
            erased.UnionWith(await quarantine.AddAsync(access, import, rows, ct));
        // The file tells anew of somebody who was erased: its rows are loaded, and it keeps those of the others.
        if (erased.Count > 0) await erasedLines.TakeOutAsync(access, import, erased, ct);
        // Counted from what stands there: two hosts that load the same file at once share the work, and the first one that ends says so.
        await database.ExecuteAsync(access, $"""
            with there as (
              select (select count(*) from collections.accounts a where a.client_id = {import.ClientId} and a.import_id = {import.Id})
                     + (select count(*) from collections.transactions t
                        where t.client_id = {import.ClientId} and t.import_id = {import.Id} and t.type <> 'opening')
                     + (select count(*) from collections.call_rows c
                        where c.client_id = {import.ClientId} and c.import_id = {import.Id} and not c.told_before) as added,
                     (select max(c.at) from collections.call_rows c
                      where c.client_id = {import.ClientId} and c.import_id = {import.Id}) as newest,
                     (select count(*) from collections.quarantine q where q.client_id = {import.ClientId} and q.import_id = {import.Id}) as bad,
                     (select count(*) from collections.quarantine q
                      where q.client_id = {import.ClientId} and q.import_id = {import.Id} and q.state = 'open') as open)
            update collections.imports i set state = 'loaded', added = there.added,
              unchanged = greatest(0, row_count - there.added - there.bad - {repeated}),
              quarantined = there.open, repeated = {repeated}, done = row_count, loaded_at = {time.GetUtcNow()}, newest_at = there.newest
            from there where i.client_id = {import.ClientId} and i.id = {import.Id} and i.state = 'loading'
            """, ct);
    }

    // The database measures its tables once a minute at best. Until then it takes one that has grown by a file for a small one, and reads all of it
    // for every portion. One that the server measures or cleans itself at this moment is left to it: its lock is not waited for.
    private async Task MeasureAsync(CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(
            "analyze (skip_locked) collections.persons, collections.addresses, collections.person_places, collections.accounts, "
            + "collections.transactions");
        await command.ExecuteNonQueryAsync(ct);
    }

    // What is wrong with rows: seen when reading them, or when what they say meets what is there.
    private async Task<(List<BadRow> Bad, int Repeated, HashSet<int> Erased)> RowsAsync(
        Access access, Client client, ImportRow import, CsvTable table, CancellationToken ct)
    {
        var (mapping, now, done) = (import.MappingOf!, time.GetUtcNow(), 0);
        var (named, lines) = (ReadFile.Namer(table.Header), new Dictionary<int, IReadOnlyList<string>>(table.Rows.Count));
        foreach (var row in table.Rows) lines.TryAdd(row.Line, row.Cells);
        if (import.Kind == ImportKinds.Placement)
        {
            var placements = ReadFile.Placements(table, mapping, client.Currency, client.Today(now));
            return await AllAsync(placements, rows => loader.PlacementsAsync(access, client, import, rows, Cells, ct));
        }

        if (import.Kind == ImportKinds.Calls)
            return await AllAsync(
                ReadFile.Calls(table, mapping, now).Sorted(r => r.AccountRefs[0]),
                rows => callLoader.CallsAsync(access, client, import, rows, Cells, ct));

        var transactions = ReadFile.Transactions(table, mapping, client.Currency, now);
        return await AllAsync(transactions, rows => transactionLoader.TransactionsAsync(access, client, import, rows, Cells, ct));

        IReadOnlyDictionary<string, string> Cells(int line) => named(lines[line]);

        async Task<(List<BadRow>, int, HashSet<int>)> AllAsync<T>(ReadRows<T> read, Func<T[], Task<Loaded>> load)
        {
            var (bad, measure, erased) = (read.Bad.ToList(), FirstMeasure, new HashSet<int>());
            foreach (var rows in read.Good.Chunk(Portion))
            {
                if (done >= measure)
                {
                    await MeasureAsync(ct);
                    measure *= 4;
                }

                var loaded = await load(rows);
                bad.AddRange(loaded.Bad);
                erased.UnionWith(loaded.Erased);
                done += rows.Length;
                await database.ExecuteAsync(
                    access, $"update collections.imports set done = {done} where client_id = {import.ClientId} and id = {import.Id}", ct);
            }

            return (bad, read.Repeated, erased);
        }
    }
}
