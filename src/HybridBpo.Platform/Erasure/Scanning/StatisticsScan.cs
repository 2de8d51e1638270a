using HybridBpo.Platform.Tracing;
using Npgsql;

namespace HybridBpo.Platform.Scanning;

/// <summary>The database keeps samples of columns for its planner: values of rows, also of such that are gone since.</summary>
internal static class StatisticsScan
{
    public static async Task ReadAsync(NpgsqlConnection connection, TraceReader reader, ScanLedger ledger, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select schemaname || '.' || tablename || '.' || attname,
              convert_to(concat_ws(' | ', most_common_vals::text, histogram_bounds::text, most_common_elems::text), 'UTF8')
            from pg_stats where schemaname not in ('pg_catalog', 'information_schema')
            """, connection) { CommandTimeout = 0 };
        await using var rows = await command.ExecuteReaderAsync(ct);
        ledger.Table(3);
        while (await rows.ReadAsync(ct))
        {
            var (place, bytes, found) = (rows.GetString(0), rows.GetFieldValue<byte[]>(1), new Finding());
            reader.Read(bytes, found);
            ledger.Row(bytes.Length, "pg_stats");
            // A value that stands in somebody else's row stands in the sample of that column with right.
            var kinds = found.Kinds(oneRow: false).Where(kind => !ledger.IsKnownOfOthers(place, kind)).ToList();
            if (kinds.Count > 0) ledger.Found($"pg_stats of {place}", null, null, "", kinds);
        }
    }
}
