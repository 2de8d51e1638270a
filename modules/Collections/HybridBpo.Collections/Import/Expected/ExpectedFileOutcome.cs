using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Expected;

/// <summary>Applies what a person decided about a file that is late or odd, once.</summary>
internal sealed class ExpectedFileOutcome(Database database, ExpectedFiles files) : IOutcomeHandler
{
    public string Kind => ExpectedFileCase.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var access = Access.System("expected-file-outcome", outcome.Client);
        return await database.SingleOrDefaultAsync<ExpectedDay>(access, $"""
            select {Sql.Raw(ExpectedDay.Columns)} from collections.expected_days where client_id = {outcome.Client} and case_id = {outcome.CaseId}
            """, ct) is not { } day ? new ExpectationNotThere("There is no day for this case.")
            : await files.AnswerAsync(
                access, outcome.Client, day.ExpectationId, day.Day, outcome.Choice, outcome.DecisionId, outcome.DecidedBy, withdraw: false, ct);
    }
}
