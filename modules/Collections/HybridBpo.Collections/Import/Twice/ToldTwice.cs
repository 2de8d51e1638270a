using HybridBpo.Collections.Import.Payments;
using Npgsql;

namespace HybridBpo.Collections.Import.Twice;

/// <summary>A row whose payment another file booked, as a page shows it.</summary>
/// <param name="ByFile">The file that booked it, with its kind and row.</param>
/// <param name="State"><c>same</c>; <c>undone</c> when that booking was taken back, or <c>two</c> when a person said that they are two.</param>
internal sealed record TwiceRow(
    int Number, Guid AccountId, string Reference, string Type, long EffectMinor, DateOnly OnDay, string ByFile, string ByKind, Guid ByImport,
    int ByNumber, string State);

/// <summary>Keeps which rows tell of a payment that another file booked, and books one all the same when a person says so.</summary>
internal sealed class ToldTwice(Database database, TimeProvider time)
{
    /// <summary>In the transaction of the caller, which holds the turn of the client's statements.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, string client, IReadOnlyList<Claim> claims, CancellationToken ct)
    {
        if (claims.Count == 0) return;
        await EntryWriter.RunAsync(connection, $"""
            insert into collections.told_twice (client_id, import_id, number, key, account_id, type, effect_minor, on_day, traces, by_import,
              by_number, state)
            select {client}, c.import, c.number, c.key, c.account, c.type, c.effect, c.day, string_to_array(c.traces, ',')::uuid[], c.by_import,
              c.by_number, 'same'
            from unnest({claims.Select(c => c.Told.Import).ToArray()}, {claims.Select(c => c.Told.Number).ToArray()},
              {claims.Select(c => c.Told.Key).ToArray()}, {claims.Select(c => c.Told.Account).ToArray()},
              {claims.Select(c => c.Told.Type).ToArray()}, {claims.Select(c => c.Told.EffectMinor).ToArray()},
              {claims.Select(c => c.Told.Day).ToArray()}::date[], {claims.Select(c => string.Join(',', c.Told.Traces)).ToArray()},
              {claims.Select(c => c.By.Import).ToArray()}, {claims.Select(c => c.By.Number).ToArray()})
              as c (import, number, key, account, type, effect, day, traces, by_import, by_number)
            on conflict (client_id, import_id, number) do update
            set by_import = excluded.by_import, by_number = excluded.by_number, state = 'same'
            """, ct);
    }

    /// <summary>Rows of earlier files whose booking was taken back, and which a later file of the same kind tells anew: that one counts.</summary>
    public static FormattableString CloseSql(string client, IReadOnlyCollection<Guid> keys, Guid import) => $"""
        update collections.told_twice set state = 'two'
        where client_id = {client} and key = any ({keys.ToArray()}) and state = 'undone' and import_id <> {import}
        """;

    /// <summary>When a file is undone: what it told is told no more, and what it booked is not booked for the others.</summary>
    public static FormattableString ReleaseSql(string client, Guid import) => $"""
        update collections.told_twice set state = 'undone'
        where client_id = {client} and (import_id = {import} or by_import = {import} and state = 'same')
        """;

    /// <summary>Rows of a file, those that wait for somebody first.</summary>
    public Task<IReadOnlyList<TwiceRow>> ListAsync(Access access, string client, Guid import, int most, CancellationToken ct) =>
        database.QueryAsync<TwiceRow>(access, $"""
            select t.number, t.account_id, a.reference, t.type, t.effect_minor, t.on_day, i.file_name as by_file, i.kind as by_kind, t.by_import,
              t.by_number, t.state
            from collections.told_twice t join collections.accounts a on a.client_id = t.client_id and a.id = t.account_id
              join collections.imports i on i.client_id = t.client_id and i.id = t.by_import
            where t.client_id = {client} and t.import_id = {import}
            order by array_position(array['undone', 'same', 'two'], t.state), t.number limit {most}
            """, ct);

    public Task<IReadOnlyList<StateCount>> CountsAsync(Access access, string client, Guid import, CancellationToken ct) =>
        database.QueryAsync<StateCount>(access, $"""
            select state, count(*) as count from collections.told_twice where client_id = {client} and import_id = {import} group by state
            """, ct);

    /// <summary>A person says that it is a payment of its own: it is booked by this row, once.</summary>
    /// <param name="number">The row; null for all whose booking was taken back.</param>
    public async Task<Result<Done>> BookAsync(Access access, string client, Guid import, int? number, CancellationToken ct)
    {
        if (!access.May(Act.ImportPortfolio)) return new Forbidden("Only a supervisor books what a file tells.");
        return await database.InTransactionAsync<Result<Done>>(access, async (connection, _) =>
        {
            await StatementTurn.TakeAsync(connection, client, ct);
            await PeopleLock.ShareAsync(connection, client, ct);
            if (await KindAsync(connection, client, import, ct) is not { } kind)
                return new ImportNotThere("There is no such import, or it was undone.");
            var told = await TakeAsync(connection, access, client, import, number, ct);
            if (told.Count == 0) return Done.Yes;
            await Bookings.WriteAsync(connection, client, [.. told.Select(t => t.Booking(ReferenceOf(client, kind, t)))], ct);
            if (kind == ImportKinds.Statement)
                await EntryWriter.RunAsync(connection, $"""
                    update collections.statement_entries e set state = 'booked', why = 'by-hand', decided_by = {access.Actor.Id},
                      decided_at = {time.GetUtcNow()}, transaction_ref = t.reference
                    from unnest({told.Select(t => t.Number).ToArray()}, {told.Select(t => ReferenceOf(client, kind, t)).ToArray()})
                      as t (number, reference)
                    where e.client_id = {client} and e.import_id = {import} and e.number = t.number and e.state = 'repeated'
                    """, ct);
            await EntryWriter.RunAsync(connection, $"""
                update collections.imports set added = added + {told.Count}, unchanged = greatest(0, unchanged - {told.Count})
                where client_id = {client} and id = {import}
                """, ct);
            return Done.Yes;
        }, ct);
    }

    // The reference in the client's list may say who paid: it is not kept twice.
    private static string ReferenceOf(string client, string kind, Movement told) => kind == ImportKinds.Statement
        ? EntryWriter.ReferenceOf(client, told.Import, told.Number) : $"told-{told.Key:N}";

    private static async Task<string?> KindAsync(NpgsqlConnection connection, string client, Guid import, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select kind from collections.imports where client_id = $1 and id = $2 and state = 'loaded' and undo_asked_at is null for update
            """, connection) { Parameters = { new() { Value = client }, new() { Value = import } } };
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    private async Task<List<Movement>> TakeAsync(
        NpgsqlConnection connection, Access access, string client, Guid import, int? number, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            update collections.told_twice set state = 'two', decided_by = $4, decided_at = $5
            where client_id = $1 and import_id = $2 and (number = $3 and state <> 'two' or $3 is null and state = 'undone')
            returning number, key, account_id, type, effect_minor, on_day
            """, connection)
        {
            Parameters =
            {
                new() { Value = client }, new() { Value = import },
                new() { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer },
                new() { Value = access.Actor.Id }, new() { Value = time.GetUtcNow() },
            },
        };
        var told = new List<Movement>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            told.Add(new Movement(
                import, reader.GetInt32(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetInt64(4),
                reader.GetFieldValue<DateOnly>(5), []));
        return told;
    }
}
