using HybridBpo.Collections.Erasing;

namespace HybridBpo.Collections.Import;

/// <summary>A file that names somebody who was erased, anew or still: it keeps the lines of the others.</summary>
internal sealed class ErasedLines(Database database, ClientFiles files, HeldInFiles held)
{
    /// <param name="access">Who asks.</param>
    /// <param name="import">The import, with its mapping.</param>
    /// <param name="known">Lines that are known to be about somebody who was erased; others that are go as well.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task TakeOutAsync(Access access, ImportRow import, IReadOnlySet<int> known, CancellationToken ct)
    {
        var (outcome, kept) = await files.TakeOutAsync(access, import, records => OfAsync(access, import, records, known, ct), null, ct);
        if (outcome != TakenOut.Impossible) return;
        if (await held.MattersAsync(access, import, kept, Guid.Empty, ct) is [_, ..] matters)
            await database.ExecuteAsync(access, $"""
                update collections.imports set problem = {$"The file names somebody who was erased. It cannot be kept without them, and must be "
                    + $"kept: somebody else in it is under a legal hold ({string.Join("; ", matters)})."}
                where client_id = {import.ClientId} and id = {import.Id}
                """, ct);
        else await files.DestroyAsync(access, import, null, ct);
    }

    // A row that repeats another one was neither loaded nor refused.
    private async Task<IReadOnlyList<CsvRecord>> OfAsync(
        Access access, ImportRow import, CsvRecords records, IReadOnlySet<int> known, CancellationToken ct)
    {
        var (of, all) = (RowNames.Of(import, records.Header), new List<CsvRecord>());
        await RowPeople.LookAsync(
            database, access, import.ClientId, records.RowsAsync(ct).Select(row => (row, of(row))), (row, names, people) =>
            {
                if (known.Contains(row.Line) || people.ErasedAt(names) is not null) all.Add(row with { Cells = [], Raw = "" });
            }, ct);
        return all;
    }
}
