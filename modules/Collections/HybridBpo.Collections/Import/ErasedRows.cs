using Npgsql;

namespace HybridBpo.Collections.Import;

/// <summary>Which rows of a file are about somebody who was erased, and since when.</summary>
internal static class ErasedRows
{
    /// <summary>By line; not those that name somebody else as well who is not erased.</summary>
    public static async Task<IReadOnlyDictionary<int, DateTimeOffset>> FindAsync(
        NpgsqlConnection connection, string client, IReadOnlyList<RowNames> rows, CancellationToken ct)
    {
        var people = await RowPeople.ReadAsync(connection, client, rows, ct);
        return rows.Select(r => (r.Line, At: people.ErasedAt(r))).Where(r => r.At is not null).GroupBy(r => r.Line)
            .ToDictionary(g => g.Key, g => g.Min(r => r.At!.Value));
    }

    /// <summary>By account.</summary>
    public static async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> OfAccountsAsync(
        NpgsqlConnection connection, string client, IReadOnlyCollection<Guid> accounts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select a.id, p.erased_at from collections.accounts a
            join collections.persons p on p.client_id = a.client_id and p.id = a.person_id and p.erased_at is not null
            where a.client_id = $1 and a.id = any ($2)
            """, connection)
        {
            Parameters = { new() { Value = client }, new() { Value = accounts.ToArray() } },
        };
        var found = new Dictionary<Guid, DateTimeOffset>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found[reader.GetGuid(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        return found;
    }
}
