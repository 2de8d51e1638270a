using System.Globalization;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Disputes;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>Applies what a person decided about a flagged account, once.</summary>
internal sealed class FlaggedOutcome(EventStore store, Database database, Clients clients, AccountBook book, NudgeBook nudges, TimeProvider time)
    : IOutcomeHandler
{
    public string Kind => FlaggedForm.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var access = Reader(outcome.Client);
        if (await FindAsync(outcome.Client, outcome.CaseId, ct) is not { } row || await clients.GetAsync(access, outcome.Client, ct) is not { } of)
            return new NotFound("There is no account for this case.");
        var open = await nudges.OpenAsync(access, outcome.Client, row.PersonId, ct);
        var now = time.GetUtcNow();
        return await store.DecideAsync<Account, Done>(
            access, outcome.Client, row.Id, outcome.DecisionId, state => Decide(outcome, state, row.BalanceMinor, of.Today(now), now),
            (session, _) =>
            {
                if (outcome.Choice == FlaggedForm.KeepReminding) return;
                if (outcome.Choice == FlaggedForm.OpenDispute) session.QueueDisputeCase(
                    row, IdOf(outcome), outcome.Fields.GetValueOrDefault("what", ""), of.TimeZone, now);
                if (outcome.Choice == FlaggedForm.OfferPlan) session.Send(
                    PlanLetters.MessageKind, new LetterOrder(outcome.Client, row.PersonId));
                var reason = outcome.Choice switch { FlaggedForm.OfferPlan => "plan-offered", FlaggedForm.OpenDispute => "disputed", _ => "on-hold" };
                var about = open.Where(n => n.Accounts.Contains(row.Id)).ToList();
                session.CancelNudges(row.PersonId, about, reason, now);
            }, ct);
    }

    public async Task<AnswerImpossible?> CheckAsync(Answer answer, CancellationToken ct)
    {
        if (await FindAsync(answer.Client, answer.CaseId, ct) is not { } row
            || await clients.GetAsync(Reader(answer.Client), answer.Client, ct) is not { } of)
            return new AnswerImpossible("", "There is no account for this case.");
        var now = time.GetUtcNow();
        var state = await store.AggregateStreamAsync<Account>(answer.Client, row.Id, ct: ct);
        return Check(answer, state, row.BalanceMinor, of.Today(now), now);
    }

    internal static AnswerImpossible? Check(Answer answer, Account? state, long balanceMinor, DateOnly today, DateTimeOffset now)
    {
        var tried = new Outcome(answer.CaseId, Guid.Empty, 0, answer.Client, FlaggedForm.CaseKind, answer.SubjectId, answer.Choice, answer.Fields,
            "", "", "", null, now);
        return Decide(tried, state, balanceMinor, today, now).Refusal switch
        {
            null => null,
            PlanOutsideLimits plan => new AnswerImpossible(plan.Field, plan.Message),
            HoldEndsInThePast hold => new AnswerImpossible("until", hold.Message),
            HoldTooLong hold => new AnswerImpossible("until", hold.Message),
            var other => new AnswerImpossible("", other.Message),
        };
    }

    private static Access Reader(string client) => Access.System("flagged-outcome", client);

    private async Task<AccountRow?> FindAsync(string client, Guid caseId, CancellationToken ct)
    {
        var account = await database.SingleOrDefaultAsync<Guid>(
            Reader(client), $"select account_id from collections.flagged_cases where client_id = {client} and case_id = {caseId}", ct);
        return await book.FindAsync(Reader(client), client, account, ct);
    }

    private static Guid IdOf(Outcome outcome) => Ids.For(outcome.Client, outcome.Choice, outcome.DecisionId.ToString("N"));

    internal static Result<Decision<Done>> Decide(Outcome outcome, Account? account, long balanceMinor, DateOnly today, DateTimeOffset now)
    {
        var id = IdOf(outcome);
        var (by, reason, note) = (outcome.DecidedBy, outcome.Reason, outcome.Note);
        var until = PlaceHold.End(outcome.Fields.GetValueOrDefault("until"));
        return outcome.Choice switch
        {
            FlaggedForm.OfferPlan => Number("amount") is { } amount && Number("months") is { } months and <= int.MaxValue
                ? OfferPlan.Decide(new OfferPlan(amount, (int)months, outcome.DecisionId, by, reason, note, outcome.CaseId), account, balanceMinor,
                    today, PlanLimits.House)
                : new PlanOutsideLimits("amount", "A plan needs an amount and a number of months."),
            FlaggedForm.KeepReminding => account is null
                ? new NotFound("There is no such account.")
                : new Decision<Done>(Done.Yes, new RemindersContinued(account.PersonId, outcome.DecisionId, by, reason, note)),
            FlaggedForm.HoldContact => PlaceHold.Decide(new PlaceHold(id, "contact", until, by, reason, note), account, now),
            FlaggedForm.PaymentHold => PlaceHold.Decide(new PlaceHold(id, "payment", until, by, reason, note), account, now),
            FlaggedForm.OpenDispute => OpenDispute.Decide(
                new OpenDispute(id, "dispute", by, reason, string.Join(" ", new[]
                    { outcome.Fields.GetValueOrDefault("what", ""), note }.Where(t => t.Length > 0))), account),
            var other => new UnknownChoice($"\"{other}\" is not a choice of this case."),
        };

        long? Number(string name) => long.TryParse(outcome.Fields.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture,
            out var n) ? n : null;
    }
}

internal sealed record UnknownChoice(string Message) : Invalid(Message);
