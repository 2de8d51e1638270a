using System.Text.Json;
using Dapper;
using HybridBpo.Inbox.Webhooks;

namespace HybridBpo.Inbox.Api;

/// What was decided upon cases that came by the API, in the order in which it left.
internal sealed class OutcomeRows(Database database)
{
    public const int Most = 100;

    // Whoever adds one waits here for whoever else does, so that no number appears behind a larger one that somebody has read past.
    private const long InOrder = 0x6f7574636f6d65;

    internal sealed record Line(
        long Seq, Guid CaseId, string Client, string Kind, string Reference, Guid DecisionId, string Choice, string Fields,
        IReadOnlyList<string> Reasons, bool SecondPerson, DateTimeOffset DecidedAt, Guid SubjectId)
    {
        public OutcomeJson Outcome => new(DecisionId, Choice,
            JsonSerializer.Deserialize<Dictionary<string, string>>(Fields) ?? [], Reasons, SecondPerson, DecidedAt);

        public OutcomeLineJson Json => new(CaseId, Client, Kind, Reference, Outcome);
    }

    public Task<bool> AddAsync(Outcome outcome, CancellationToken ct) => database.InTransactionAsync(
        Access.System("api", outcome.Client), async (connection, transaction) =>
        {
            await connection.ExecuteAsync("select pg_advisory_xact_lock(@InOrder)", new { InOrder }, transaction);
            return await connection.ExecuteAsync("""
                insert into inbox.outcomes (client_id, case_id, decision_id, choice, fields, reasons, second_person, decided_at)
                values (@Client, @CaseId, @DecisionId, @Choice, @fields::jsonb, @reasons, @second, @DecidedAt)
                on conflict (client_id, decision_id) do nothing
                """, new
            {
                outcome.Client,
                outcome.CaseId,
                outcome.DecisionId,
                outcome.Choice,
                fields = JsonSerializer.Serialize(outcome.Fields),
                reasons = (outcome.Reasons ?? [outcome.Reason]).ToArray(),
                second = outcome.ConfirmedBy is not null,
                outcome.DecidedAt,
            }, transaction) == 1;
        }, ct);

    public Task<IReadOnlyList<Line>> AfterAsync(Access access, long after, int most, CancellationToken ct) => database.QueryAsync<Line>(access, $"""
        select o.seq, o.case_id, o.client_id as client, c.kind, c.reference, o.decision_id, o.choice, o.fields::text as fields, o.reasons,
          o.second_person, o.decided_at, c.subject_id
        from inbox.outcomes o join inbox.cases c on c.client_id = o.client_id and c.case_id = o.case_id
        where o.client_id = any ({access.Clients.ToArray()}) and o.seq > {after} order by o.seq limit {most}
        """, ct);

    public async Task<Line?> OfAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        (await database.QueryAsync<Line>(access, $"""
            select o.seq, o.case_id, o.client_id as client, c.kind, c.reference, o.decision_id, o.choice, o.fields::text as fields, o.reasons,
              o.second_person, o.decided_at, c.subject_id
            from inbox.outcomes o join inbox.cases c on c.client_id = o.client_id and c.case_id = o.case_id
            where o.client_id = {client} and o.case_id = {caseId} order by o.seq desc limit 1
            """, ct)).FirstOrDefault();
}

/// Takes what people decided for the program that asked.
internal sealed class ApiOutcomes(string kind, OutcomeRows rows, WebhookPlanning webhooks) : IOutcomeHandler
{
    public string Kind => kind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        await rows.AddAsync(outcome, ct);
        await webhooks.PlanAsync(outcome, ct);
        return Done.Yes;
    }
}
