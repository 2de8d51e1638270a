using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Reconciling;

/// <summary>Applies what a person decided about a row that disagrees, once. The row never loads: balances change by transactions alone.</summary>
internal sealed class ReconciliationOutcome(EventStore store, Database database, AccountBook book, NudgeBook nudges, TimeProvider time)
    : IOutcomeHandler
{
    public string Kind => ReconciliationCase.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var access = Reader(outcome.Client);
        if (await FindAsync(outcome.Client, outcome.CaseId, ct) is not { } row) return new NotFound("There is no account for this case.");
        var now = time.GetUtcNow();
        var open = (await nudges.OpenAsync(access, outcome.Client, row.PersonId, ct)).Where(n => n.Accounts.Contains(row.Id)).ToList();
        return await store.DecideAsync<Account, Done>(
            access, outcome.Client, row.Id, outcome.DecisionId, account => Decide(outcome, account, now),
            (session, _) =>
            {
                LeaveOut(session, outcome, now);
                if (outcome.Choice == ReconciliationCase.AskClient) session.CancelNudges(row.PersonId, open, "on-hold", now);
            }, ct);
    }

    public async Task<AnswerImpossible?> CheckAsync(Answer answer, CancellationToken ct)
    {
        if (await FindAsync(answer.Client, answer.CaseId, ct) is not { } row) return new AnswerImpossible("", "There is no account for this case.");
        var now = time.GetUtcNow();
        var tried = new Outcome(
            answer.CaseId, Guid.Empty, 0, answer.Client, Kind, answer.SubjectId, answer.Choice, answer.Fields, "", "", "", null, now);
        return Decide(tried, await store.AggregateStreamAsync<Account>(answer.Client, row.Id, ct: ct), now).Refusal is { } why
            ? new AnswerImpossible(why is HoldEndsInThePast or HoldTooLong ? "until" : "", why.Message) : null;
    }

    private static Access Reader(string client) => Access.System("reconciliation-outcome", client);

    private async Task<AccountRow?> FindAsync(string client, Guid caseId, CancellationToken ct)
    {
        var account = await database.SingleOrDefaultAsync<Guid>(
            Reader(client), $"select account_id from collections.reconciliations where client_id = {client} and case_id = {caseId}", ct);
        return await book.FindAsync(Reader(client), client, account, ct);
    }

    internal static Result<Decision<Done>> Decide(Outcome outcome, Account? account, DateTimeOffset now)
    {
        if (account?.Disagreements.ContainsKey(outcome.CaseId) != true) return new NotFound("There is no such question about this account.");
        if (account.Disagreements[outcome.CaseId] is not null) return new Decision<Done>(Done.Yes);
        var decided = new PlacementReconciled(
            account.PersonId, outcome.CaseId, outcome.DecisionId, outcome.Choice, outcome.DecidedBy, outcome.Reason, outcome.Note);
        if (outcome.Choice != ReconciliationCase.AskClient) return new Decision<Done>(Done.Yes, decided);
        if (PlaceHold.End(outcome.Fields.GetValueOrDefault("until")) is not { } until)
            return new HoldEndsInThePast("Say until when contact rests.");
        var hold = new PlaceHold(
            Ids.For(outcome.Client, outcome.Choice, outcome.DecisionId.ToString("N")), "contact", until, outcome.DecidedBy, outcome.Reason, "");
        return PlaceHold.Decide(hold, account, now).Is(out var held, out var refusal)
            ? new Decision<Done>(Done.Yes, [decided, .. held.Events]) : refusal;
    }

    private static void LeaveOut(EventSession session, Outcome outcome, DateTimeOffset now) => session.Queue($"""
        with rows as (
          update collections.quarantine set state = 'left-out', changed_by = {outcome.DecidedBy}, changed_at = {now}
          where client_id = {outcome.Client} and case_id = {outcome.CaseId} and state = 'open' returning import_id)
        update collections.imports i set quarantined = greatest(0, quarantined - (select count(*) from rows r where r.import_id = i.id))
        where i.client_id = {outcome.Client} and i.id in (select import_id from rows)
        """);
}
