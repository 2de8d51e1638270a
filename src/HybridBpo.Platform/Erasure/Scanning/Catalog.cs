using Npgsql;

namespace HybridBpo.Platform.Scanning;

/// <summary>A table as it is read for the proof. Names are quoted.</summary>
/// <param name="Id">Of the table itself: it stays when the table is renamed.</param>
/// <param name="Name">With its schema.</param>
/// <param name="From">The same as SQL names it.</param>
/// <param name="Owner">Expression for the id of the person whose record a row is.</param>
/// <param name="Client">Expression for the client's code.</param>
/// <param name="RowId">Expression for the row's id.</param>
/// <param name="Texts">Columns that are read as text.</param>
/// <param name="Binaries">Columns that are read as bytes.</param>
/// <param name="Bytes">About how large it is, with what is stored apart.</param>
/// <param name="IsGuarded">Does row-level security bind its owner too?</param>
/// <param name="Closed">Why not all of it can be read, one of <see cref="ClosedTables"/>; null when it can.</param>
internal sealed record ScannedTable(
    uint Id, string Name, string From, string Owner, string Client, string RowId, IReadOnlyList<string> Texts, IReadOnlyList<string> Binaries,
    long Bytes, bool IsGuarded, string? Closed);

/// <summary>Every table of the database, from its own catalogue: one that is new is never forgotten.</summary>
internal static class Catalog
{
    // Nobody's name or address fits into these. Everything else is read as text, whatever it is.
    private static readonly HashSet<string> NoText =
    [
        "bool", "int2", "int4", "int8", "float4", "float8", "numeric", "money", "uuid", "date", "time", "timetz", "timestamp", "timestamptz",
        "interval", "oid", "xid", "xid8", "tid", "_uuid", "_int2", "_int4", "_int8", "_float8", "_bool", "_date", "_timestamptz", "pg_lsn",
    ];

    private sealed record Column(uint Id, string Table, string From, string Name, string Type, long Bytes, bool IsGuarded, string? Closed);

    public static async Task<IReadOnlyList<ScannedTable>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<string, string> owners, CancellationToken ct)
    {
        var columns = new List<Column>();
        // Nothing here waits for a lock, as asking for a table's size would; what goes away meanwhile has no rights any more. Of row-level security
        // only our own is known to show all: policies on our own tables that ask which clients may be seen. A domain is what it stands for.
        await using var command = new NpgsqlCommand($"""
            with recursive stands (type, base) as (
              select oid, oid from pg_type where typtype <> 'd'
              union all select d.oid, stands.base from pg_type d join stands on d.typbasetype = stands.type where d.typtype = 'd')
            select c.oid, n.nspname || '.' || c.relname, format('%I.%I', n.nspname, c.relname), a.attname,
              case when t.typnamespace = 'pg_catalog'::regnamespace then t.typname else '' end,
              (c.relpages::bigint + coalesce(apart.relpages, 0)) * 8192, c.relforcerowsecurity,
              case when c.relkind = 'f' then '{ClosedTables.Foreign}'
                when not coalesce(has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'), true) then '{ClosedTables.Right}'
                when coalesce(row_security_active(c.oid), false) and (c.relowner <> own.relowner or exists (select from pg_policy p
                  where p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) !~ '(app[.](clients|desk)|[a-z]+[.]sees[(])'))
                  then '{ClosedTables.Rows}' end
            from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_class apart on apart.oid = c.reltoastrelid
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              join stands on stands.type = a.atttypid join pg_type t on t.oid = stands.base
              cross join (select relowner from pg_class where oid = 'platform.clients'::regclass) own
            where c.relkind in ('r', 'm', 'f') and c.relispopulated and n.nspname not in ('pg_catalog', 'information_schema')
              and n.nspname !~ '^pg_(toast|temp)'
            order by 2, c.oid, a.attnum
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            columns.Add(new Column(
                reader.GetFieldValue<uint>(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetInt64(5), reader.GetBoolean(6), reader.IsDBNull(7) ? null : reader.GetString(7)));
        return [.. columns.GroupBy(c => c.Id).Select(table => Make([.. table], owners)).Where(t => t.Texts.Count + t.Binaries.Count > 0)];
    }

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static ScannedTable Make(IReadOnlyList<Column> columns, IReadOnlyDictionary<string, string> owners)
    {
        string? Named(params string[] names) =>
            names.FirstOrDefault(name => columns.Any(c => c.Name == name)) is { } name ? $"t.{Quoted(name)}::text" : null;
        var table = columns[0].Table;
        // Staff are people of their own.
        var staff = table.StartsWith("identity.", StringComparison.Ordinal) ? Named("user_id", "id") : null;
        var owner = owners.GetValueOrDefault(table) ?? Named("subject_id", "person_id", "application_id") ?? staff ?? "null::text";
        var id = columns.FirstOrDefault(c => c.Type == "uuid") is { } uuid ? $"t.{Quoted(uuid.Name)}::text" : "t.ctid::text";
        return new ScannedTable(
            columns[0].Id, table, columns[0].From, owner, Named("client_id", "tenant_id") ?? "null::text", id,
            [.. columns.Where(c => c.Type != "bytea" && !NoText.Contains(c.Type)).Select(c => c.Name)],
            [.. columns.Where(c => c.Type == "bytea").Select(c => c.Name)], columns[0].Bytes, columns[0].IsGuarded, columns[0].Closed);
    }
}
