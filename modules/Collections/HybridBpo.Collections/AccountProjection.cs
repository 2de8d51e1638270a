using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;

namespace HybridBpo.Collections;

/// <summary>Keeps what lists and scans need of the account's state in its row, in the batch of the events.</summary>
internal sealed class AccountProjection : IInlineProjection
{
    public IReadOnlyCollection<Type> Events { get; } =
    [
        typeof(AccountRecalled), typeof(AccountFlagged), typeof(FlagWithdrawn), typeof(PlanOffered), typeof(HoldPlaced), typeof(HoldReleased),
        typeof(DisputeOpened), typeof(HolderErased), typeof(DisputeResolved), typeof(PromiseMade), typeof(PlanAccepted), typeof(PlanRefused),
    ];

    public void Project(StoredEvent e, EventSession session)
    {
        var (client, id) = (e.Tenant, e.StreamId);
        switch (e.Data)
        {
            case AccountRecalled:
                session.Queue($"update collections.accounts set state = 'recalled' where client_id = {client} and id = {id}");
                break;
            case HolderErased:
                session.Queue($"""
                    update collections.accounts set state = {Account.Erased}, creditor = '', on_hold = false, hold_until = null, hold_since = null,
                      disputed = false, disputed_since = null, promise_until = null, plan_decision = null, plan_amount_minor = null,
                      plan_months = null, plan_total_minor = null, plan_first_due = null, plan_offered_on = null, plan_answer = null,
                      plan_answered_on = null, plan_billed_minor = null, plan_adjusted_minor = null, plan_case_id = null
                    where client_id = {client} and id = {id}
                    """);
                break;
            case AccountFlagged flagged:
                // A hardship asks beside the machine and says nothing of it: the score stays with the case that was opened on it.
                DateTimeOffset? told = flagged.Reason == Told.Hardship ? e.Timestamp : null;
                if (told is null) session.Queue($"""
                    update collections.accounts set case_id = {flagged.CaseId}, case_opened_at = {e.Timestamp}
                    where client_id = {client} and id = {id}
                    """);
                session.Queue($"""
                    insert into collections.flagged_cases (client_id, case_id, account_id, hardship_at)
                    values ({client}, {flagged.CaseId}, {id}, {told}::timestamptz) on conflict do nothing
                    """);
                break;
            // Its time of peace and its room among the day's cases end with it.
            case FlagWithdrawn stale:
                session.Queue($"""
                    update collections.accounts set case_opened_at = null
                    where client_id = {client} and id = {id} and case_id = {stale.CaseId}
                    """);
                session.Queue($"""
                    update collections.flagged_cases set hardship_at = null where client_id = {client} and case_id = {stale.CaseId}
                    """);
                break;
            case PlanOffered plan:
                session.Queue($"""
                    update collections.accounts set plan_decision = {plan.DecisionId}, plan_amount_minor = {plan.AmountMinor},
                      plan_months = {plan.Months}, plan_total_minor = {plan.TotalMinor}, plan_first_due = {plan.FirstDueOn},
                      plan_offered_on = {plan.FirstDueOn.AddDays(-PlanLimits.House.FirstDueDays)}, plan_answer = null, plan_answered_on = null,
                      plan_case_id = {plan.CaseId}, (plan_billed_minor, plan_adjusted_minor) = (
                        select billed_minor, adjusted_minor from collections.billed({client}, {id}))
                    where client_id = {client} and id = {id}
                    """);
                break;
            case PlanAccepted accepted:
                session.Queue($"""
                    update collections.accounts set plan_answer = {AnswerPlan.Accepted}, plan_answered_on = {accepted.On}
                    where client_id = {client} and id = {id}
                    """);
                break;
            case PlanRefused refused:
                // The account may come to a person again without the usual quiet time, unless it came to one since.
                session.Queue($"""
                    update collections.accounts set plan_answer = {AnswerPlan.Refused}, plan_answered_on = {refused.On},
                      case_opened_at = case when case_id is distinct from plan_case_id then case_opened_at end
                    where client_id = {client} and id = {id}
                    """);
                break;
            case HoldPlaced { Until: var until }:
                session.Queue($"""
                    update collections.accounts
                    set hold_until = case when {until}::timestamptz is null or (on_hold and hold_until is null) then null
                                          else greatest(coalesce(hold_until, {until}::timestamptz), {until}::timestamptz) end,
                        hold_since = case when on_hold then hold_since else {e.Timestamp} end, on_hold = true
                    where client_id = {client} and id = {id}
                    """);
                break;
            case HoldReleased released:
                session.Queue($"""
                    update collections.accounts set on_hold = {released.StillOnHold}, hold_until = {released.Until}::timestamptz,
                      hold_since = case when {released.StillOnHold} then hold_since end
                    where client_id = {client} and id = {id}
                    """);
                break;
            case DisputeOpened:
                session.Queue($"""
                    update collections.accounts set disputed_since = coalesce(disputed_since, {e.Timestamp}), disputed = true
                    where client_id = {client} and id = {id}
                    """);
                break;
            case DisputeResolved resolved:
                session.Queue($"""
                    update collections.accounts set disputed = {resolved.StillDisputed},
                      disputed_since = case when {resolved.StillDisputed} then disputed_since end
                    where client_id = {client} and id = {id}
                    """);
                break;
            case PromiseMade promise:
                session.Queue($"update collections.accounts set promise_until = {promise.DueOn} where client_id = {client} and id = {id}");
                session.Queue($"""
                    insert into collections.promises (client_id, id, account_id, made_on, due_on, amount_minor)
                    values ({client}, {promise.PromiseId}, {id}, {DateOnly.FromDateTime(e.Timestamp.UtcDateTime)}, {promise.DueOn},
                      {promise.AmountMinor})
                    on conflict do nothing
                    """);
                break;
        }
    }
}
