using Dapper;
using Npgsql;

namespace HybridBpo.Platform.Scanning;

/// <summary>
/// Tables in the database of which the product's role cannot read all, as somebody else made them: an administrator, another product. What may be
/// there of anybody is not known, so nothing is proven until they can be read.
/// </summary>
internal static class ClosedTables
{
    /// <summary>The role lacks the right to read it.</summary>
    public const string Right = "right";

    /// <summary>Row-level security that is not the product's own may hide rows.</summary>
    public const string Rows = "rows";

    /// <summary>What it shows lies elsewhere.</summary>
    public const string Foreign = "foreign";

    private const int MostNamed = 20;
    private static readonly Access All = Access.System("erasure-proof") with { AtDesk = true };

    /// <summary>What would be missing from a proof, and what lets it be read; nothing is read for it but the catalogue.</summary>
    public static Task<IReadOnlyList<string>> ForeseeAsync(Database database, CancellationToken ct) =>
        database.InTransactionAsync<IReadOnlyList<string>>(All, async (connection, _) =>
        {
            return Missed(await Catalog.ReadAsync(connection, new Dictionary<string, string>(), ct), await RoleAsync(connection));
        }, ct);

    /// <summary>The role that asks.</summary>
    public static async Task<string> RoleAsync(NpgsqlConnection connection) =>
        (await connection.ExecuteScalarAsync<string>("select current_user::text"))!;

    /// <summary>What keeps a proof from being whole, by name.</summary>
    /// <param name="tables">All tables.</param>
    /// <param name="role">The product's role.</param>
    public static IReadOnlyList<string> Missed(IReadOnlyList<ScannedTable> tables, string role) =>
    [
        .. Of(tables, Right, named => $"the product's role {role} may not read {named}. An administrator of the database lets it, with grant usage "
            + $"on the schema and grant select on the table to {role}"),
        .. Of(tables, Rows, named => $"row-level security of somebody else may hide rows of {named} from the product's role {role}. An administrator "
            + $"of the database takes it off for the time of the proof (alter table … disable row level security)"),
    ];

    /// <summary>What is outside what can be read, by name.</summary>
    /// <param name="tables">All tables.</param>
    public static IEnumerable<string> Outside(IReadOnlyList<ScannedTable> tables) =>
        Of(tables, Foreign, named => $"{named}, foreign: what stands there lies on another server or in a file, and is to be looked for there");

    /// <summary>Such as "2 tables (secret.notes, secret.people)".</summary>
    public static string Named(IReadOnlyCollection<ScannedTable> tables) =>
        $"{CountText.Of(tables.Count, "table")} ({string.Join(", ", tables.Take(MostNamed).Select(table => table.Name))}"
        + (tables.Count > MostNamed ? $" and {tables.Count - MostNamed} more)" : ")");

    private static IEnumerable<string> Of(IReadOnlyList<ScannedTable> tables, string why, Func<string, string> words) =>
        tables.Where(table => table.Closed == why).ToList() is { Count: > 0 } closed ? [words(Named(closed))] : [];
}
