using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Nudges.Attesting;

/// <summary>Turns the decision on a missing fact into an attestation, once.</summary>
internal sealed class AttestationOutcome(Attestations attestations, Database database, IPeople people) : IOutcomeHandler
{
    public string Kind => MissingFacts.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var system = Access.System("attestation", outcome.Client);
        var row = await database.SingleOrDefaultAsync<MissingFactRow>(system, $"""
            select {Sql.Raw(MissingFactRow.Columns)} from collections.missing_facts where client_id = {outcome.Client} and case_id = {outcome.CaseId}
            """, ct);
        if (row is null) return new FactUnknown("There is no missing fact for this case.");
        if (AttestationForm.Values(row.Fact, outcome.Choice, outcome.Fields) is not { } values) return Done.Yes;
        // In the name of the person who decided: the inbox has checked that they may.
        var names = await people.NamesAsync([outcome.DecidedBy], ct);
        var by = new Access(new Actor(Actor.Person, outcome.DecidedBy, names.GetValueOrDefault(outcome.DecidedBy, outcome.DecidedBy)),
            [outcome.Client], [Roles.Supervisor]);
        return await attestations.AttestAsync(by, outcome.Client, row.Fact, row.ImportId, values, outcome.DecisionId, ct);
    }
}
