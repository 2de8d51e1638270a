using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Nudges.Attesting;

/// <summary>Turns the decision on a missing fact into an attestation, once.</summary>
internal sealed class AttestationOutcome(Attestations attestations, Database database, IPeople people, TimeProvider time) : IOutcomeHandler
{
    public string Kind => MissingFacts.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        if (await FindAsync(outcome.Client, outcome.CaseId, ct) is not { } row) return new FactUnknown("There is no missing fact for this case.");
        if (AttestationForm.Values(row.Fact, outcome.Choice, outcome.Fields) is not { } values) return Done.Yes;
        // In the name of the person who decided: the inbox has checked that they may.
        var names = await people.NamesAsync([outcome.DecidedBy], ct);
        var by = new Access(new Actor(Actor.Person, outcome.DecidedBy, names.GetValueOrDefault(outcome.DecidedBy, outcome.DecidedBy)),
            [outcome.Client], [Roles.Supervisor]);
        return await attestations.AttestAsync(by, outcome.Client, row.Fact, row.ImportId, values, outcome.DecisionId, ct);
    }

    public async Task<AnswerImpossible?> CheckAsync(Answer answer, CancellationToken ct)
    {
        if (await FindAsync(answer.Client, answer.CaseId, ct) is not { } row)
            return new AnswerImpossible("", "There is no missing fact for this case.");
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return AttestationForm.Values(row.Fact, answer.Choice, answer.Fields) is { } values
            && FactValues.Problem(row.Fact, values, today) is { } problem
            ? new AnswerImpossible(FactValues.FieldOf(row.Fact, values, today), problem) : null;
    }

    private Task<MissingFactRow?> FindAsync(string client, Guid caseId, CancellationToken ct) =>
        database.SingleOrDefaultAsync<MissingFactRow>(Access.System("attestation", client), $"""
            select {Sql.Raw(MissingFactRow.Columns)} from collections.missing_facts where client_id = {client} and case_id = {caseId}
            """, ct);
}
