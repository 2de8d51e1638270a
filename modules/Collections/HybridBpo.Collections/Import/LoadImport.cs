using Npgsql;

namespace HybridBpo.Collections.Import;

internal sealed record LoadOrder(string Client, Guid Import);

/// <summary>
/// Loads a file in the background: good rows go in, bad rows stand in quarantine. Each portion is whole or not at all, and what is there already is
/// not
/// written again, so a host that dies in between only makes another one go on.
/// </summary>
internal sealed class LoadImport(Database database, Clients clients, ImportDesk desk, RowLoader loader, TimeProvider time) : IMessageHandler
{
    public const string MessageKind = "collections.load-import";

    private const int Portion = 500;

    public string Kind => MessageKind;

    /// <summary>One at a time: the command line and a running host may both be at it, and only one of them must count what was added.</summary>
    public Task HandleAsync(Message message, CancellationToken ct)
    {
        var order = message.Read<LoadOrder>();
        var access = Access.System("import", order.Client);
        return database.InTransactionAsync(access, async (connection, transaction) =>
        {
            await using var alone = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", connection, transaction)
            {
                Parameters = { new() { Value = $"{MessageKind} {order.Client} {order.Import:N}" } },
            };
            await alone.ExecuteNonQueryAsync(ct);
            await LoadAsync(access, order, ct);
        }, ct);
    }

    private async Task LoadAsync(Access access, LoadOrder order, CancellationToken ct)
    {
        if (await desk.FindAsync(access, order.Client, order.Import, ct) is not { State: "loading" } import
            || await clients.GetAsync(access, order.Client, ct) is not { } client) return;
        if (!(await desk.ReadAsync(access, import, ct)).Is(out var table, out var refusal))
        {
            await database.ExecuteAsync(access,
                $"""
                update collections.imports set state = 'failed', problem = {refusal.Message}
                where client_id = {import.ClientId} and id = {import.Id}
                """, ct);
            return;
        }

        var (added, unchanged, bad) = await RowsAsync(access, client, import, table, ct);
        foreach (var row in bad) await loader.QuarantineAsync(access, import, row, ct);
        await database.ExecuteAsync(access, $"""
            update collections.imports i set state = 'loaded', added = {added}, unchanged = {unchanged}, done = row_count,
              loaded_at = {time.GetUtcNow()},
              quarantined = (select count(*) from collections.quarantine q where q.client_id = i.client_id and q.import_id = i.id
                and q.state = 'open')
            where client_id = {import.ClientId} and id = {import.Id}
            """, ct);
    }

    private async Task<(int Added, int Unchanged, List<BadRow> Bad)> RowsAsync(
        Access access, Client client, ImportRow import, CsvTable table, CancellationToken ct)
    {
        var (mapping, now) = (import.MappingOf!, time.GetUtcNow());
        var (added, unchanged, done, bad) = (0, 0, 0, new List<BadRow>());
        if (import.Kind == ImportKinds.Placement)
        {
            var read = ReadFile.Placements(table, mapping, client.Currency, client.Today(now));
            bad.AddRange(read.Bad);
            foreach (var rows in read.Good.Chunk(Portion)) Count(
                await loader.PlacementsAsync(access, client, import, rows, Cells, ct), await DoneAsync(rows.Length));
        }
        else
        {
            var read = ReadFile.Transactions(table, mapping, client.Currency, now);
            bad.AddRange(read.Bad);
            foreach (var rows in read.Good.Chunk(Portion)) Count(
                await loader.TransactionsAsync(access, client, import, rows, Cells, ct), await DoneAsync(rows.Length));
        }

        return (added, unchanged, bad);

        IReadOnlyDictionary<string, string> Cells(int line) => ReadFile.Named(table, table.Rows.First(r => r.Line == line).Cells);

        void Count(Loaded loaded, int _)
        {
            added += loaded.Added;
            unchanged += loaded.Unchanged;
            bad.AddRange(loaded.Bad);
        }

        async Task<int> DoneAsync(int rows) => await database.ExecuteAsync(
            access, $"update collections.imports set done = {done += rows} where client_id = {import.ClientId} and id = {import.Id}", ct);
    }
}
