using HybridBpo.Collections.Import.Payments;

namespace HybridBpo.Collections.Import.Twice;

/// <summary>Reads what files of one kind booked on some accounts, and what files of the other kind told of it since.</summary>
internal sealed class TwinBooks(Database database)
{
    /// <summary>Against what a bank statement is looked at.</summary>
    public async Task<Twins> OfFilesAsync(Access access, string client, Guid[] accounts, CancellationToken ct)
    {
        var booked = accounts.Length == 0 ? [] : await database.QueryAsync<Booked>(access, $"""
            select t.import_id, t.import_line as number, t.account_id, t.type, t.effect_minor, t.on_day, t.reference as said
            from collections.transactions t join collections.imports i on i.client_id = t.client_id and i.id = t.import_id
            where t.client_id = {client} and t.account_id = any ({accounts}) and t.undone_at is null
              and t.type in ({TransactionTypes.Payment}, {TransactionTypes.Returned}) and i.kind = {ImportKinds.Transactions}
            """, ct);
        return await WithClaimsAsync(access, client, [.. booked.Select(b => b.Of([.. TracesOf(client, b.Said)]))], ct);
    }

    /// <summary>Against what a client's list of payments is looked at.</summary>
    public async Task<Twins> OfBanksAsync(Access access, string client, Guid[] accounts, CancellationToken ct)
    {
        var booked = accounts.Length == 0 ? [] : await database.QueryAsync<Booked>(access, $"""
            select e.import_id, e.number, t.account_id, t.type, t.effect_minor, t.on_day, array_to_string(e.traces, ',') as said
            from collections.statement_entries e join collections.transactions t
              on t.client_id = e.client_id and t.account_id = e.account_id and t.reference = e.transaction_ref
            where e.client_id = {client} and e.account_id = any ({accounts}) and e.state = 'booked' and t.undone_at is null
            """, ct);
        return await WithClaimsAsync(access, client, [.. booked.Select(b => b.Of(Split(b.Said)))], ct);
    }

    /// <summary>Which of these a file of the same kind told before, so that it is known already.</summary>
    public async Task<IReadOnlySet<Guid>> KnownAsync(Access access, string client, IReadOnlyCollection<Guid> keys, CancellationToken ct) =>
        keys.Count == 0 ? new HashSet<Guid>() : (await database.QueryAsync<Guid>(access, $"""
            select distinct key from collections.told_twice where client_id = {client} and key = any ({keys.ToArray()}) and state <> 'undone'
            """, ct)).ToHashSet();

    /// <summary>Rows whose booking was taken back, and which tell of what is booked now.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">The client.</param>
    /// <param name="booked">What is booked now.</param>
    /// <param name="kind">Of the files whose rows wait.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<Claim>> AdoptAsync(
        Access access, string client, IReadOnlyCollection<Movement> booked, string kind, CancellationToken ct)
    {
        if (booked.Count == 0) return [];
        var waiting = await database.QueryAsync<Told>(access, $"""
            select t.import_id, t.number, t.key, t.account_id, t.type, t.effect_minor, t.on_day, array_to_string(t.traces, ',') as traces,
              t.by_import, t.by_number
            from collections.told_twice t join collections.imports i on i.client_id = t.client_id and i.id = t.import_id
            where t.client_id = {client} and t.account_id = any ({booked.Select(b => b.Account).Distinct().ToArray()}) and t.state = 'undone'
              and i.kind = {kind} and i.state = 'loaded' order by t.on_day, t.number
            """, ct);
        var twins = new Twins(booked, []);
        foreach (var told in waiting) twins.Take(told.Movement);
        return twins.Changes;
    }

    /// <summary>A client's own reference may be the one that the payer gave to the bank.</summary>
    public static IEnumerable<Guid> TracesOf(string client, string reference) =>
        Tokens.Compact(reference) is { Length: > 2 } compact ? [Matching.TraceOf(client, compact)] : [];

    private async Task<Twins> WithClaimsAsync(Access access, string client, List<Movement> booked, CancellationToken ct)
    {
        if (booked.Count == 0) return new Twins([], []);
        var rows = booked.DistinctBy(b => b.Row).ToDictionary(b => b.Row);
        var told = await database.QueryAsync<Told>(access, $"""
            select import_id, number, key, account_id, type, effect_minor, on_day, array_to_string(traces, ',') as traces, by_import, by_number
            from collections.told_twice
            where client_id = {client} and account_id = any ({booked.Select(b => b.Account).Distinct().ToArray()}) and state = 'same'
            """, ct);
        return new Twins(booked, [.. told.Where(t => rows.ContainsKey((t.ByImport, t.ByNumber))).Select(t => new Claim(
            t.Movement, rows[(t.ByImport, t.ByNumber)]))]);
    }

    private static Guid[] Split(string traces) => [.. traces.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];

    private sealed record Booked(Guid ImportId, int Number, Guid AccountId, string Type, long EffectMinor, DateOnly OnDay, string Said)
    {
        public Movement Of(IReadOnlyList<Guid> traces) => new(ImportId, Number, Guid.Empty, AccountId, Type, EffectMinor, OnDay, traces);
    }

    private sealed record Told(
        Guid ImportId, int Number, Guid Key, Guid AccountId, string Type, long EffectMinor, DateOnly OnDay, string Traces, Guid ByImport,
        int ByNumber)
    {
        public Movement Movement => new(ImportId, Number, Key, AccountId, Type, EffectMinor, OnDay, Split(Traces));
    }
}
