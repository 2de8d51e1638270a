using HybridBpo.Collections.Accounts;
using HybridBpo.Events;

namespace HybridBpo.Collections.Nudges.Attesting;

internal sealed record AttestationRow(string ClientId, Guid Id, string Fact, Guid? ImportId, string Value, string AttestedBy,
    DateTimeOffset AttestedAt)
{
    public const string Columns = "client_id, id, fact, import_id, value::text as value, attested_by, attested_at";
}

/// <summary>An answer that covers an account.</summary>
internal sealed record Attested(AttestationRow Row, IReadOnlyDictionary<string, string> Values);

internal sealed record MissingFactRow(
    string ClientId, string Fact, Guid? ImportId, string RuleId, Guid? CaseId, int Nudges, DateTimeOffset FirstAt, DateTimeOffset? SettledAt)
{
    public const string Columns = "client_id, fact, import_id, rule_id, case_id, nudges, first_at, settled_at";
}

/// <summary>Facts that a supervisor vouches for, per client or per import; dated, never overwritten.</summary>
internal sealed class Attestations(EventStore store, Database database, TimeProvider time)
{
    public Task<IReadOnlyList<AttestationRow>> ListAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<AttestationRow>(access, $"""
            select {Sql.Raw(AttestationRow.Columns)} from collections.attestations where client_id = {client} order by attested_at desc limit 500
            """, ct);

    public Task<IReadOnlyList<MissingFactRow>> MissingAsync(Access access, CancellationToken ct) =>
        database.QueryAsync<MissingFactRow>(access, $"""
            select {Sql.Raw(MissingFactRow.Columns)} from collections.missing_facts where settled_at is null order by first_at
            """, ct);

    /// <summary>
    /// The latest answer for a fact about an account: of its file where there is one, else of the client. Nobody vouches for debts, people and
    /// addresses that were not there yet: those of later files are asked about anew. Only under which law we write is said for all to come.
    /// </summary>
    public static Attested? Latest(IReadOnlyList<AttestationRow> rows, string fact, AccountRow account)
    {
        var row = rows.FirstOrDefault(r => r.Fact == fact && r.ImportId is not null && r.ImportId == account.ImportId)
            ?? rows.FirstOrDefault(r => r.Fact == fact && r.ImportId is null && (Facts.Of(fact).Lasting || r.AttestedAt >= account.PlacedAt));
        return row is null ? null : new Attested(row, FactValues.Read(row.Value));
    }

    /// <summary>Vouches for a fact; the nudges that waited for it are planned again by the next scan.</summary>
    public async Task<Result<Done>> AttestAsync(
        Access access, string client, string fact, Guid? import, IReadOnlyDictionary<string, string> value, Guid commandId, CancellationToken ct)
    {
        if (!access.May(Act.Attest)) return new Forbidden("Only a supervisor vouches for facts.");
        var now = time.GetUtcNow();
        if (!Facts.Knows(fact)) return new FactUnknown($"There is no fact \"{fact}\".");
        if (FactValues.Problem(fact, value, DateOnly.FromDateTime(now.UtcDateTime)) is { } problem) return new FactNotUsable(problem);
        var json = FactValues.Write(value);
        var by = access.Actor.Id;
        return await store.DecideAsync<ClientFacts, Done>(
            access, client, ClientFacts.StreamOf(client), commandId,
            _ => new Decision<Done>(Done.Yes, new FactAttested(commandId, fact, import, json, by, now)),
            (session, _) =>
            {
                session.Queue($"""
                    insert into collections.attestations (client_id, id, fact, import_id, value, attested_by, attested_at)
                    values ({client}, {commandId}, {fact}, {import}::uuid, {json}::jsonb, {by}, {now}) on conflict do nothing
                    """);
                session.Queue($"""
                    update collections.missing_facts set settled_at = {now}
                    where client_id = {client} and fact = {fact} and ({import}::uuid is null or import_id = {import}::uuid) and settled_at is null
                    """);
            }, ct);
    }
}

internal sealed record FactUnknown(string Message) : NotFound(Message);

internal sealed record FactNotUsable(string Message) : Invalid(Message);
