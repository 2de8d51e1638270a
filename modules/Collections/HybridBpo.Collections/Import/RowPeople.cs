using Npgsql;

namespace HybridBpo.Collections.Import;

/// <summary>Whose rows are: known of the accounts and people that they name.</summary>
internal sealed class RowPeople
{
    private readonly Dictionary<string, Guid> accounts = [];

    private readonly Dictionary<Guid, DateTimeOffset?> people = [];

    private readonly Dictionary<string, DateTimeOffset> emptied = [];

    private const int Portion = 500;

    private RowPeople()
    {
    }

    /// <summary>Looks each row at together with whom is known of it, in portions; while rows are read no transaction waits.</summary>
    /// <param name="database">Where they are known.</param>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="rows">The rows, read as they are needed, each with that by which it names its person.</param>
    /// <param name="each">Looks at a row.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task LookAsync<T>(
        Database database, Access access, string client, IAsyncEnumerable<(T Row, RowNames Names)> rows, Action<T, RowNames, RowPeople> each,
        CancellationToken ct)
    {
        await foreach (var portion in rows.Chunk(Portion).WithCancellation(ct))
        {
            RowPeople? people = null;
            await database.InTransactionAsync(access, async (connection, _) =>
                people = await ReadAsync(connection, client, [.. portion.Select(r => r.Names)], ct), ct);
            foreach (var (row, names) in portion) each(row, names, people!);
        }
    }

    public static async Task<RowPeople> ReadAsync(NpgsqlConnection connection, string client, IReadOnlyList<RowNames> rows, CancellationToken ct)
    {
        var known = new RowPeople();
        if (rows.Count == 0) return known;
        await using var command = new NpgsqlCommand("""
            select a.reference, p.id, p.erased_at from collections.accounts a
              join collections.persons p on p.client_id = a.client_id and p.id = a.person_id
              where a.client_id = $1 and a.reference = any ($2)
            union all select null, p.id, p.erased_at from collections.persons p where p.client_id = $1 and p.id = any ($3)
            union all select q.account_ref, null, min(q.erased_at) from collections.quarantine q
              where q.client_id = $1 and q.account_ref = any ($2) and q.erased_at is not null group by q.account_ref
            """, connection)
        {
            Parameters =
            {
                new() { Value = client },
                new() { Value = rows.SelectMany(r => r.References).Distinct().ToArray() },
                new() { Value = rows.SelectMany(r => r.People).Distinct().ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (reference, at) = (reader.IsDBNull(0) ? null : reader.GetString(0), reader.IsDBNull(2)
                ? (DateTimeOffset?)null : reader.GetFieldValue<DateTimeOffset>(2));
            if (reader.IsDBNull(1)) known.emptied[reference!] = at!.Value;
            else
            {
                if (reference is not null) known.accounts[reference] = reader.GetGuid(1);
                known.people[reader.GetGuid(1)] = at;
            }
        }

        return known;
    }

    /// <summary>Since when everybody whose row it may be is erased; null when somebody is not, or nobody is known.</summary>
    public DateTimeOffset? ErasedAt(RowNames row)
    {
        var whose = Of(row);
        if (whose.Count > 0) return whose.Any(p => people[p] is null) ? null : whose.Min(p => people[p]);
        // A reference that no account has is known from rows that were emptied. Whoever took the account over brings a number of their own.
        var from = row.BringsNumber ? [] : row.Accounts.Where(r => !accounts.ContainsKey(r) && emptied.ContainsKey(r)).ToList();
        return from.Count == 0 ? null : from.Min(r => emptied[r]);
    }

    /// <summary>It names somebody who was erased, and somebody who was not: a person says whose it is.</summary>
    public bool IsDoubtful(RowNames row) => Of(row) is var whose && whose.Any(p => people[p] is null) && whose.Any(p => people[p] is not null);

    /// <summary>Does it surely name this person?</summary>
    public bool Names(RowNames row, Guid person) => Of(row).Contains(person);

    /// <summary>Does it name somebody who was not erased?</summary>
    public bool NamesOthers(RowNames row, Guid than) => Of(row).Any(p => p != than && people[p] is null);

    /// <summary>The one whom it names, who is not erased; null when there is none, or somebody else as well.</summary>
    public Guid? OnlyLiving(RowNames row) => Of(row) is { Count: 1 } one && people[one.First()] is null ? one.First() : null;

    /// <summary>Is it an account of somebody else?</summary>
    public bool IsOfOthers(string reference, Guid than) => accounts.TryGetValue(reference, out var person) && person != than;

    private HashSet<Guid> Of(RowNames row)
    {
        var whose = row.Accounts.Where(accounts.ContainsKey).Select(a => accounts[a]).Concat(row.Customers.Where(people.ContainsKey))
            .Concat(row.Broken.Pairs.Where(p => accounts.TryGetValue(p.Account, out var of) && of == p.Customer).Select(p => p.Customer)).ToHashSet();
        // What is not certain of a row whose shape is wrong speaks for whoever is not erased, and against nobody.
        Guid?[] perhaps = [row.Broken.Customer, accounts.TryGetValue(row.Broken.Account, out var by) ? by : null];
        whose.UnionWith(perhaps.OfType<Guid>().Where(p => people.TryGetValue(p, out var at) && at is null));
        if (whose.Count == 0) whose.UnionWith(row.Keys.Where(people.ContainsKey));
        return whose;
    }
}
