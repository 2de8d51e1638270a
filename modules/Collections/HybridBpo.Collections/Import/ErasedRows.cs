using Npgsql;

namespace HybridBpo.Collections.Import;

/// <summary>Which rows of a file are about somebody who was erased, and since when.</summary>
internal static class ErasedRows
{
    /// <summary>By line. A reference that no account has is known from rows that were emptied.</summary>
    public static async Task<IReadOnlyDictionary<int, DateTimeOffset>> FindAsync(
        NpgsqlConnection connection, string client, IReadOnlyList<RowNames> rows, CancellationToken ct)
    {
        var references = rows.SelectMany(r => r.References.Select(reference => (r.Line, Reference: reference))).ToList();
        var people = rows.SelectMany(r => r.People.Select(person => (r.Line, Person: person))).ToList();
        await using var command = new NpgsqlCommand("""
            with named as (select * from unnest($2::int[], $3::text[]) as n (line, reference)),
              meant as (select * from unnest($4::int[], $5::uuid[]) as m (line, person))
            select found.line, min(found.at) from (
              select n.line, p.erased_at as at from named n
                join collections.accounts a on a.client_id = $1 and a.reference = n.reference
                join collections.persons p on p.client_id = $1 and p.id = a.person_id
              union all select m.line, p.erased_at from meant m join collections.persons p on p.client_id = $1 and p.id = m.person
              union all select n.line, q.erased_at from named n
                join collections.quarantine q on q.client_id = $1 and q.account_ref = n.reference and q.erased_at is not null) found
            where found.at is not null group by found.line
            """, connection)
        {
            Parameters =
            {
                new() { Value = client },
                new() { Value = references.Select(r => r.Line).ToArray() },
                new() { Value = references.Select(r => r.Reference).ToArray() },
                new() { Value = people.Select(p => p.Line).ToArray() },
                new() { Value = people.Select(p => p.Person).ToArray() },
            },
        };
        return await ReadAsync<int>(command, ct);
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
        return await ReadAsync<Guid>(command, ct);
    }

    private static async Task<IReadOnlyDictionary<T, DateTimeOffset>> ReadAsync<T>(NpgsqlCommand command, CancellationToken ct)
        where T : notnull
    {
        var found = new Dictionary<T, DateTimeOffset>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) found[reader.GetFieldValue<T>(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        return found;
    }
}
