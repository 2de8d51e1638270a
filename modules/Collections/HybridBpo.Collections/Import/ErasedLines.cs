using HybridBpo.Collections.Erasing;

namespace HybridBpo.Collections.Import;

/// <summary>A file that names somebody who was erased, anew or still: it keeps the lines of the others.</summary>
internal sealed class ErasedLines(Database database, ClientFiles files, HeldInFiles held)
{
    private const int Portion = 500;

    /// <param name="access">Who asks.</param>
    /// <param name="import">The import, with its mapping.</param>
    /// <param name="known">Lines that are known to be about somebody who was erased; others that are go as well.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task TakeOutAsync(Access access, ImportRow import, IReadOnlySet<int> known, CancellationToken ct)
    {
        var (outcome, kept) = await files.TakeOutAsync(access, import, table => OfAsync(access, import, table, known, ct), null, ct);
        if (outcome != TakenOut.Impossible) return;
        if (await held.MattersAsync(access, import, kept!.Table, Guid.Empty, ct) is [_, ..] matters)
            await database.ExecuteAsync(access, $"""
                update collections.imports set problem = {$"The file names somebody who was erased. It cannot be kept without them, and must be "
                    + $"kept: somebody else in it is under a legal hold ({string.Join("; ", matters)})."}
                where client_id = {import.ClientId} and id = {import.Id}
                """, ct);
        else await files.DestroyAsync(access, import, null, ct);
    }

    private async Task<IReadOnlySet<int>> OfAsync(
        Access access, ImportRow import, CsvTable table, IReadOnlySet<int> known, CancellationToken ct)
    {
        // A row that repeats another one was neither loaded nor refused.
        var all = new HashSet<int>(known);
        await database.InTransactionAsync(access, async (connection, _) =>
        {
            foreach (var rows in RowNames.Of(import, table).Chunk(Portion))
                all.UnionWith((await ErasedRows.FindAsync(connection, import.ClientId, rows, ct)).Keys);
        }, ct);
        all.IntersectWith(table.Rows.Select(r => r.Line).Concat(table.Broken.Select(b => b.Line)));
        return all;
    }
}
