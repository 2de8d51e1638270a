using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>
/// Books what a statement tells. Each portion is whole or not at all, and what is written is not looked at again: a host that dies in between only
/// makes another one go on.
/// </summary>
internal sealed class StatementLoader(Database database, EntryMatcher matcher, FileStore files, TimeProvider time)
{
    private const int Portion = 500, FirstMeasure = 2000;

    public async Task LoadAsync(Access access, Client client, ImportRow import, StatementFile file, CancellationToken ct)
    {
        var entries = EntryKeys.Of(client.ClientId, file);
        var keys = entries.Select(e => e.Key).ToHashSet();
        var (done, measure) = (0, FirstMeasure);
        foreach (var portion in entries.Chunk(Portion))
        {
            await WriteAsync(access, client, import, portion, keys, ct);
            if ((done += portion.Length) < measure) continue;
            await MeasureAsync(ct);
            measure *= 4;
        }

        await database.ExecuteAsync(access, $"""
            with there as (
              select count(*) filter (where state = 'booked') as booked, count(*) filter (where state = 'repeated') as repeated,
                count(*) filter (where state = 'open') as open
              from collections.statement_entries where client_id = {import.ClientId} and import_id = {import.Id})
            update collections.imports i set state = 'loaded', added = there.booked, unchanged = there.repeated, quarantined = there.open,
              done = row_count, loaded_at = {time.GetUtcNow()}
            from there where i.client_id = {import.ClientId} and i.id = {import.Id} and i.state = 'loading'
            """, ct);
        // It names many people in no lines of their own. What has to be read by somebody stands in the entries; its hash stays.
        await files.DestroyContentAsync(access, import.ClientId, import.FileId ?? import.Id, ct);
    }

    // The database takes tables that have grown by a file for small ones until it measures them itself.
    private async Task MeasureAsync(CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand("analyze (skip_locked) collections.statement_entries, collections.transactions");
        await command.ExecuteNonQueryAsync(ct);
    }

    private Task WriteAsync(
        Access access, Client client, ImportRow import, IReadOnlyList<BankEntry> portion, HashSet<Guid> keys, CancellationToken ct) =>
        database.InTransactionAsync(access, async (connection, _) =>
        {
            await StatementTurn.TakeAsync(connection, client.ClientId, ct);
            await PeopleLock.ShareAsync(connection, client.ClientId, ct);
            // Read beside this transaction, which holds the turn and has written nothing yet.
            var there = (await database.QueryAsync<int>(access, $"""
                select number from collections.statement_entries where client_id = {import.ClientId} and import_id = {import.Id}
                  and number between {portion[0].Number} and {portion[^1].Number}
                """, ct)).ToHashSet();
            var left = portion.Where(e => !there.Contains(e.Number)).ToList();
            if (left.Count == 0) return;
            var matched = await matcher.MatchAsync(access, client.ClientId, import.Id, left, keys, client.Today(time.GetUtcNow()), ct);
            await EntryWriter.WriteAsync(connection, client.ClientId, import, matched, ct);
            await EntryWriter.RunAsync(connection, $"""
                update collections.imports set done = {portion[^1].Number} where client_id = {import.ClientId} and id = {import.Id}
                """, ct);
        }, ct);
}
