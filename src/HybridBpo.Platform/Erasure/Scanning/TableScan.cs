using HybridBpo.Platform.Tracing;
using Npgsql;

namespace HybridBpo.Platform.Scanning;

/// <summary>
/// Reads every row of a table, one at a time, every column of it that may hold text. Whose a row is, which may take a look at other tables, is asked
/// afterwards and of those only in which somebody was found.
/// </summary>
internal sealed class TableScan(TraceReader reader, ScanLedger ledger)
{
    private const int Fixed = 3, MostHeld = 10_000, Large = 1 << 24;
    private readonly Finding found = new();
    private readonly List<Hit> hits = [];
    private byte[] row = new byte[1 << 16];

    private sealed record Hit(string At, string? Client, string Id, IReadOnlyList<(string Place, IReadOnlyList<string> Kinds)> Places);

    public async Task ReadAsync(NpgsqlConnection connection, ScannedTable table, CancellationToken ct)
    {
        hits.Clear();
        await ReadRowsAsync(connection, table, ct);
        var owners = await OwnersAsync(connection, table, ct);
        foreach (var hit in hits)
            foreach (var (place, kinds) in hit.Places) ledger.Found(place, hit.Client, owners.GetValueOrDefault(hit.At), hit.Id, kinds);
    }

    private async Task ReadRowsAsync(NpgsqlConnection connection, ScannedTable table, CancellationToken ct)
    {
        var columns = table.Texts.Select(c => $"convert_to(t.{Catalog.Quoted(c)}::text, 'UTF8')")
            .Concat(table.Binaries.Select(c => $"t.{Catalog.Quoted(c)}"));
        await using var command = new NpgsqlCommand(
            $"select t.ctid::text, {table.Client}, {table.RowId}, {string.Join(", ", columns)} from only {table.From} t", connection)
        { CommandTimeout = 0 };
        await using var rows = await command.ExecuteReaderAsync(ct);
        ledger.Table(table.Texts.Count + table.Binaries.Count);
        while (await rows.ReadAsync(ct)) Read(rows, table);
    }

    private async Task<Dictionary<string, string>> OwnersAsync(NpgsqlConnection connection, ScannedTable table, CancellationToken ct)
    {
        var owners = new Dictionary<string, string>();
        if (hits.Count == 0) return owners;
        await using var command = new NpgsqlCommand(
            $"select t.ctid::text, {table.Owner} from only {table.From} t where t.ctid = any ($1::tid[])", connection)
        { CommandTimeout = 0, Parameters = { new NpgsqlParameter { Value = hits.Select(h => h.At).ToArray() } } };
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            if (!rows.IsDBNull(1)) owners[rows.GetString(0)] = rows.GetString(1);
        return owners;
    }

    private void Read(NpgsqlDataReader rows, ScannedTable table)
    {
        var (length, alone) = (0, 0L);
        found.Clear();
        for (var i = 0; i < table.Texts.Count + table.Binaries.Count; i++)
        {
            if (rows.IsDBNull(Fixed + i)) continue;
            var bytes = rows.GetFieldValue<byte[]>(Fixed + i);
            if (i < table.Texts.Count && bytes.Length < Large - length)
            {
                length = Append(bytes, length);
                continue;
            }

            alone += bytes.Length;
            reader.Read(bytes, found);
        }

        reader.Read(row.AsSpan(0, length), found);
        ledger.Row(length + alone, table.Name);
        if (found.IsHit(oneRow: true)) Place(rows, table);
    }

    private int Append(byte[] column, int length)
    {
        if (length + column.Length + 1 > row.Length) Array.Resize(ref row, Math.Max(row.Length * 2, length + column.Length + 1));
        column.CopyTo(row, length);
        row[length + column.Length] = (byte)'\n';
        return length + column.Length + 1;
    }

    // Which column it is: the name may stand in one and the reference in another.
    private void Place(NpgsqlDataReader rows, ScannedTable table)
    {
        string? Text(int at) => rows.IsDBNull(at) ? null : rows.GetString(at);
        var (whole, places) = (found.Kinds(oneRow: true).ToList(), new List<(string, IReadOnlyList<string>)>());
        foreach (var (column, at) in table.Texts.Concat(table.Binaries).Select((c, i) => (c, Fixed + i)))
        {
            if (rows.IsDBNull(at)) continue;
            var part = new Finding();
            reader.Read(rows.GetFieldValue<byte[]>(at), part);
            if (part.Name) part.Reference = true;
            var kinds = part.Kinds(oneRow: true).Where(whole.Contains).ToList();
            if (kinds.Count > 0) places.Add(($"{table.Name}.{column}", kinds));
        }

        var hit = new Hit(rows.GetString(0), Text(1), Text(2) ?? "", places.Count > 0 ? places : [(table.Name, whole)]);
        if (hits.Count < MostHeld) hits.Add(hit);
        // So many that whose they are is not asked any more: they count as the person's.
        else foreach (var (place, kinds) in hit.Places) ledger.Found(place, hit.Client, null, hit.Id, kinds);
    }
}
