using HybridBpo.Collections.Import;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Collections.Accounts;

/// <summary>A person as a file or the demo brings them.</summary>
/// <param name="Places">Every place that the file tells.</param>
internal sealed record NewPerson(
    Guid Id, string Key, string Name, string Street, IReadOnlyList<Place> Places, IReadOnlyList<string> Emails, IReadOnlyList<string> Phones);

/// <summary>An account as a file or the demo brings it, with its first transactions.</summary>
internal sealed record NewAccount(
    Guid Id, string Reference, Guid PersonId, string Sow, string Product, string Creditor, string Currency, DateOnly PlacedOn,
    DateTimeOffset PlacedAt, Guid? ImportId,
        int? ImportLine,
    IReadOnlyList<TransactionEntry> Transactions, IReadOnlyList<object> Events)
{
    public ToldAtPlacement Told { get; init; } = new(null, null, null, null);
}

/// <summary>Brings new accounts in: streams, rows and transactions in one transaction, or nothing.</summary>
internal sealed class PlacementWriter(EventStore store, Database database)
{
    // Behind the numbers that were placed first.
    private const int LaterPlace = 100;

    /// <returns>
    /// False, and nothing is written, when one of the accounts is there already (somebody else was faster) or somebody of them was erased: look again
    /// and try again.
    /// </returns>
    public async Task<bool> WriteAsync(Access access, string client, IReadOnlyList<NewPerson> people, IReadOnlyList<NewAccount> accounts,
        CancellationToken ct)
    {
        var ids = people.Select(p => p.Id).ToArray();
        var known = (await database.QueryAsync<Guid>(
            access, $"select id from collections.persons where client_id = {client} and id = any ({ids})", ct)).ToHashSet();
        var streams = people.Where(p => !known.Contains(p.Id))
            .Select(p => NewStream.Of<Person>(p.Id, new PersonRegistered(Ids.For(client, "key", p.Key).ToString("N"), p.Name)))
            .Concat(accounts.Select(a => NewStream.Of<Account>(a.Id, a.Events)));
        var metadata = new EventMetadata(access.Actor.Kind, access.Actor.Id);
        try
        {
            return await store.BulkAppendAsync(client, metadata, streams, async (connection, _) =>
            {
                await PeopleLock.ShareAsync(connection, client, ct);
                if (await IsErasedAsync(connection, client, [.. ids.Concat(accounts.Select(a => a.PersonId)).Distinct()], ct))
                    throw new SomebodyErased();
                await RowsAsync(connection, client, people, accounts, ct);
            }, ct) is SaveOutcome.Saved;
        }
        catch (SomebodyErased)
        {
            return false;
        }
    }

    private static async Task<bool> IsErasedAsync(NpgsqlConnection connection, string client, Guid[] people, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select from collections.persons where client_id = $1 and id = any ($2) and erased_at is not null)", connection)
        {
            Parameters = { new() { Value = client }, new() { Value = people } },
        };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// Where else people may be, as a later file tells it. None of it replaces what was known: whoever may be elsewhere is not woken there. Of people
    /// who were erased nothing is taken.
    /// </summary>
    public Task AddWhereaboutsAsync(
        Access access, string client, IReadOnlyList<(Guid Person, Place Place)> places, IReadOnlyList<(Guid Person, string Phone)> phones,
        CancellationToken ct) => places.Count + phones.Count == 0 ? Task.CompletedTask : database.InTransactionAsync(access, async (connection, _) =>
        {
            await PeopleLock.ShareAsync(connection, client, ct);
            await PlacesAsync(connection, client, places, ct);
            await AddressesAsync(connection, client, [.. phones.Select(p => (p.Person, "phone", p.Phone, LaterPlace))], ct);
        }, ct);

    private static Task PlacesAsync(
        NpgsqlConnection connection, string client, IReadOnlyList<(Guid Person, Place Place)> places, CancellationToken ct) =>
        RunAsync(connection, """
            insert into collections.person_places (client_id, person_id, city, state, zip, country)
            select $1, n.* from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) as n (person_id, city, state, zip, country)
            where not exists (select from collections.persons p where p.client_id = $1 and p.id = n.person_id and p.erased_at is not null)
            on conflict do nothing
            """, ct, client, places.Select(p => p.Person).ToArray(), places.Select(p => p.Place.City).ToArray(),
            places.Select(p => p.Place.State).ToArray(), places.Select(p => p.Place.Zip).ToArray(), places.Select(p => p.Place.Country).ToArray());

    private static Task AddressesAsync(
        NpgsqlConnection connection, string client, IReadOnlyList<(Guid Person, string Kind, string Value, int Place)> addresses,
        CancellationToken ct) =>
        RunAsync(connection, """
            insert into collections.addresses (client_id, id, person_id, kind, value, place)
            select $1, n.* from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int[]) as n (id, person_id, kind, value, place)
            where not exists (select from collections.persons p where p.client_id = $1 and p.id = n.person_id and p.erased_at is not null)
            on conflict do nothing
            """, ct, client, addresses.Select(a => AddressRow.IdOf(client, a.Person, a.Kind, a.Value)).ToArray(),
            addresses.Select(a => a.Person).ToArray(), addresses.Select(a => a.Kind).ToArray(), addresses.Select(a => a.Value).ToArray(),
            addresses.Select(a => a.Place).ToArray());

    private static async Task RowsAsync(NpgsqlConnection connection, string client, IReadOnlyList<NewPerson> people,
        IReadOnlyList<NewAccount> accounts, CancellationToken ct)
    {
        await RunAsync(connection, """
            insert into collections.persons (client_id, id, person_key, name, street)
            select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) on conflict do nothing
            """, ct, client, people.Select(p => p.Id).ToArray(), All(p => p.Key), All(p => p.Name), All(p => p.Street));
        await PlacesAsync(connection, client, [.. people.SelectMany(p => p.Places.Select(place => (p.Id, place)))], ct);
        await AddressesAsync(connection, client, [.. people.SelectMany(p => p.Emails.Select((e, i) => (p.Id, "email", e, i)).Concat(
            p.Phones.Select((e, i) => (p.Id, "phone", e, i))))], ct);
        Standing?[] standings = [.. accounts.Select(a => a.Transactions.Count == 0 ? null : Standing.Of(a.Id, a.Transactions.Select(t => t.Entry)))];
        await RunAsync(connection, """
            insert into collections.accounts (client_id, id, reference, person_id, sow, product, creditor, currency, placed_on, import_id,
              import_line, placed_at, charged_off_on, client_last_paid_on, out_of_statute_on, delinquent_on, since, balance_minor,
              oldest_due, oldest_minor, last_paid_on)
            select $1, * from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[], $10::uuid[],
              $11::int[], $12::timestamptz[], $13::date[], $14::date[], $15::date[], $16::date[], $17::date[], $18::bigint[], $19::date[],
              $20::bigint[], $21::date[])
            """, ct, client, accounts.Select(a => a.Id).ToArray(), Of(a => a.Reference), accounts.Select(a => a.PersonId).ToArray(),
            Of(a => a.Sow), Of(a => a.Product), Of(a => a.Creditor), Of(a => a.Currency), accounts.Select(a => a.PlacedOn).ToArray(),
            accounts.Select(a => a.ImportId).ToArray(), accounts.Select(a => a.ImportLine).ToArray(),
            accounts.Select(a => a.PlacedAt.ToUniversalTime()).ToArray(), accounts.Select(a => a.Told.ChargedOffOn).ToArray(),
            accounts.Select(a => a.Told.ClientLastPaidOn).ToArray(), accounts.Select(a => a.Told.OutOfStatuteOn).ToArray(),
            accounts.Select(a => a.Told.DelinquentOn).ToArray(), accounts.Zip(standings, (a, s) => s?.Since ?? a.PlacedOn).ToArray(),
            standings.Select(s => s?.BalanceMinor ?? 0).ToArray(), standings.Select(s => s?.OldestDue).ToArray(),
            standings.Select(s => s?.OldestMinor ?? 0).ToArray(), standings.Select(s => s?.LastPaidOn).ToArray());
        await TransactionsAsync(connection, client, [.. accounts.SelectMany(a => a.Transactions)], ct);

        string[] All(Func<NewPerson, string> of) => [.. people.Select(of)];
        string[] Of(Func<NewAccount, string> of) => [.. accounts.Select(of)];
    }

    /// <summary>Adds transactions; one that is there already under the same reference stays as it is.</summary>
    public static async Task TransactionsAsync(
        NpgsqlConnection connection, string client, IReadOnlyList<TransactionEntry> entries, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SqlText.Bind(TransactionsSql(client, entries)) } };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The statement that adds them.</summary>
    public static FormattableString TransactionsSql(string client, IReadOnlyList<TransactionEntry> entries) => $"""
        insert into collections.transactions (client_id, account_id, reference, type, effect_minor, processed_at, on_day, due_on, import_id,
          import_line, undone_at)
        select {client}, * from unnest({entries.Select(t => t.AccountId).ToArray()}, {entries.Select(t => t.Reference).ToArray()},
          {entries.Select(t => t.Type).ToArray()}, {entries.Select(t => t.EffectMinor).ToArray()},
          {entries.Select(t => t.ProcessedAt.ToUniversalTime()).ToArray()}, {entries.Select(t => t.OnDay).ToArray()}::date[],
          {entries.Select(t => t.DueOn).ToArray()}::date[], {entries.Select(t => t.ImportId).ToArray()}::uuid[],
          {entries.Select(t => t.ImportLine).ToArray()}::int[], {entries.Select(t => t.UndoneAt?.ToUniversalTime()).ToArray()}::timestamptz[])
        on conflict do nothing
        """;

    private sealed class SomebodyErased : Exception;

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
