using Npgsql;

namespace HybridBpo.Events;

/// <summary>One numbered SQL script.</summary>
/// <param name="Name">Its file name, such as <c>001_marten_tables.sql</c>.</param>
/// <param name="Sql">Its text.</param>
public sealed record SchemaScript(string Name, string Sql);

/// <summary>The tables of the store, as scripts that each run once, in order.</summary>
public static class EventStoreSchema
{
    private const string Folder = "HybridBpo.EventStore.Sql.";

    /// <summary>All scripts in the order in which they run.</summary>
    public static IReadOnlyList<SchemaScript> Scripts { get; } =
    [
        .. typeof(EventStoreSchema).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => new SchemaScript(n[Folder.Length..], Read(n))),
    ];

    /// <summary>
    /// Makes the tables in an empty database, in one transaction. A product that records its scripts runs <see cref="Scripts"/> itself.
    /// </summary>
    /// <param name="dataSource">The database; its role must be allowed to create schemas.</param>
    /// <param name="ct">Ends the wait; nothing is made then.</param>
    public static async Task ApplyAsync(NpgsqlDataSource dataSource, CancellationToken ct = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var script in Scripts)
        {
            await using var command = new NpgsqlCommand(script.Sql, connection, transaction);
            await command.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static string Read(string resource)
    {
        using var stream = typeof(EventStoreSchema).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
