using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Inbox.Queue;

/// Keeps the queue's rows in the same transaction as the events.
internal sealed class CaseProjection : IInlineProjection
{
    public IReadOnlyCollection<Type> Events { get; } =
    [
        typeof(CaseOpened), typeof(CaseClaimed), typeof(CaseHandedOver), typeof(CaseReleased), typeof(CaseSnoozed), typeof(CallbackHandedOver),
        typeof(ModeDrawn),
        typeof(JudgementRecorded), typeof(RecommendationRevealed), typeof(DecisionMade), typeof(SecondApprovalRequested), typeof(DecisionConfirmed),
        typeof(DecisionRefused), typeof(DecisionUndone), typeof(OutcomeSent), typeof(OutcomeDelivered), typeof(OutcomeRefused),
        typeof(CaseEscalated), typeof(CaseWithdrawn), typeof(CaseDelegated), typeof(DelegationAccepted), typeof(DelegationReturned),
        typeof(SeedAnswered), typeof(EscalationAcknowledged),
    ];

    public void Project(StoredEvent e, EventSession session)
    {
        var (client, id) = (e.Tenant, e.StreamId);
        AtDesk(e, client, id, session);
        if (e.Data is CaseClaimed or CaseHandedOver or CaseReleased or CaseSnoozed or DecisionMade or DecisionConfirmed or DecisionRefused
            or DecisionUndone or CaseWithdrawn or DelegationAccepted or DelegationReturned)
        {
            session.Queue($"""
                update inbox.cases set delegated_to = null, delegated_by = null
                where client_id = {client} and case_id = {id} and delegated_to is not null
                """);
        }

        switch (e.Data)
        {
            case CaseOpened x:
                Open([x], client, session);
                break;
            case CaseClaimed x:
                session.Queue($"select inbox.hold({client}, {id}, {x.By}, {x.Token}, {x.Until})");
                break;
            case CaseHandedOver x:
                session.Queue($"select inbox.let_go({client}, {id})");
                session.Queue($"select inbox.hold({client}, {id}, {x.To}, {x.Token}, {x.Until})");
                break;
            case CaseDelegated x:
                session.Queue($"select inbox.hold({client}, {id}, {x.By}, {x.Token}, {x.Until})");
                session.Queue($"update inbox.cases set delegated_to = {x.To}, delegated_by = {x.By} where client_id = {client} and case_id = {id}");
                break;
            case DelegationAccepted x:
                session.Queue($"select inbox.let_go({client}, {id})");
                session.Queue($"select inbox.hold({client}, {id}, {x.By}, {x.Token}, {x.Until})");
                break;
            case DelegationReturned x:
                session.Queue($"""
                    update inbox.cases set lease_until = least(lease_until, {x.Until})
                    where client_id = {client} and case_id = {id} and holder = {x.Owner}
                    """);
                break;
            case CaseReleased:
                session.Queue($"update inbox.cases set snoozed_until = null, snoozed_by = null where client_id = {client} and case_id = {id}");
                session.Queue($"select inbox.let_go({client}, {id})");
                break;
            case CaseSnoozed x:
                session.Queue($"update inbox.cases set snoozed_until = {x.Until}, snoozed_by = {x.By} where client_id = {client} and case_id = {id}");
                session.Queue($"select inbox.let_go({client}, {id})");
                break;
            case CallbackHandedOver x:
                session.Queue($"update inbox.cases set snoozed_by = {x.To} where client_id = {client} and case_id = {id}");
                break;
            case JudgementRecorded x:
                session.Queue($"insert into inbox.judgements values ({client}, {id}, {x.By}, {x.At}) on conflict do nothing");
                session.Queue($"delete from inbox.drafts where client_id = {client} and case_id = {id} and user_id = {x.By}");
                break;
            case ModeDrawn x:
                session.Queue($"insert into inbox.case_modes values ({client}, {id}, {x.By}, {x.Mode}, {x.At}) on conflict do nothing");
                break;
            case RecommendationRevealed x:
                session.Queue($"select inbox.note_reveal({client}, {id}, {x.By}, {x.At})");
                break;
            case CaseEscalated x:
                Escalate(x, client, id, session);
                break;
            case EscalationAcknowledged x:
                session.Queue($"""
                    update inbox.timers set looked_after_by = {x.By}, looked_after_at = {x.At}, looked_after_of = told_at,
                      looked_after_words = {(x.AfterReveal ? null : x.Note)}::text
                    where client_id = {client} and case_id = {id}
                    """);
                break;
            default:
                ProjectDecision(e, client, id, session);
                break;
        }
    }

    public void ProjectStarts(IReadOnlyList<StoredEvent> events, EventSession session)
    {
        if (!events.All(e => e.Data is CaseOpened))
        {
            foreach (var e in events)
            {
                Project(e, session);
            }

            return;
        }

        AtDesk(events[0], events[0].Tenant, events[0].StreamId, session);
        Open([.. events.Select(e => (CaseOpened)e.Data)], events[0].Tenant, session);
    }

    /// What people do at their desk is written also where the row is for them alone. Handed on, it goes with the case.
    private static void AtDesk(StoredEvent e, string client, Guid id, EventSession session)
    {
        var (to, desk) = e.Data switch
        {
            CaseHandedOver x => (x.To, x.To),
            DelegationAccepted x => (x.By, x.By),
            DelegationReturned x => (null, x.Owner),
            _ => ((string?)null, e.Headers.GetValueOrDefault(EventMetadata.ActorIdHeader)),
        };
        if (to is not null)
        {
            session.Queue($"select inbox.pass_seed({client}, {id}, {to})");
        }

        if (desk is not null && e.Headers.GetValueOrDefault(EventMetadata.ActorKindHeader) == Actor.Person)
        {
            session.Queue($"select set_config('app.desk', {desk}, true)");
        }
    }

    private static void Escalate(CaseEscalated x, string client, Guid id, EventSession session)
    {
        var needs = x.Needs is null ? null : string.Join(' ', x.Needs);
        session.Queue($"""
            select inbox.show_escalation({client}, {id}, {x.At}, {EscalateCase.KeyOf(x.Why, x.Step ?? 1)}, {x.Urgency}::int, {needs}::text)
            """);
        if (EscalateCase.Tells(x))
        {
            session.Queue($"update inbox.timers set told_at = {x.At} where client_id = {client} and case_id = {id}");
        }
    }

    private static void ProjectDecision(StoredEvent e, string client, Guid id, EventSession session)
    {
        switch (e.Data)
        {
            case DecisionMade x:
                session.Queue($"""
                    update inbox.cases set stage = {Stages.Decided}, decision_id = {x.DecisionId}, decided_by = {x.By}, choice = {x.Choice},
                      leaves_at = {x.LeavesAt}, confirmed_by = null, trouble = null, not_second = {(x.NotSecond ?? []).ToArray()} || array(
                        select m.user_id from inbox.case_modes m
                        where m.client_id = {client} and m.case_id = {id} and m.shown_at is not null)
                    where client_id = {client} and case_id = {id}
                    """);
                session.Queue($"select inbox.let_go({client}, {id})");
                session.Queue($"delete from inbox.drafts where client_id = {client} and case_id = {id} and user_id = {x.By}");
                break;
            case SecondApprovalRequested:
                Stage(Stages.WaitingSecond);
                break;
            case DecisionConfirmed x:
                session.Queue($"""
                    update inbox.cases set stage = {Stages.Decided}, confirmed_by = {x.By}, leaves_at = {x.LeavesAt}
                    where client_id = {client} and case_id = {id}
                    """);
                session.Queue($"select inbox.let_go({client}, {id})");
                break;
            case DecisionRefused:
                Reopen("objection");
                break;
            case DecisionUndone { Step: UndoneStep.Decision } x:
                Reopen(null);
                session.Queue($"select inbox.hold({client}, {id}, {x.By}, {x.Token}, {x.Until})");
                break;
            case DecisionUndone x:
                session.Queue($"""
                    update inbox.cases set stage = {Stages.WaitingSecond}, confirmed_by = null, leaves_at = null
                    where client_id = {client} and case_id = {id}
                    """);
                session.Queue($"select inbox.hold({client}, {id}, {x.By}, {x.Token}, {x.Until})");
                break;
            case OutcomeSent:
                session.Queue($"select inbox.never_of_seed({client}, {id})");
                Stage(Stages.Sent);
                break;
            case OutcomeDelivered x:
                Close(Stages.Delivered, x.At);
                break;
            case OutcomeRefused:
                Reopen("refused");
                break;
            case CaseWithdrawn x:
                Close(Stages.Withdrawn, x.At);
                break;
            case SeedAnswered x:
                session.Queue($"select inbox.end_seed({client}, {id}, {x.At})");
                session.Queue($"delete from inbox.drafts where client_id = {client} and case_id = {id}");
                session.Queue($"""
                    update inbox.seeds set answered_by = {x.By}, answered_at = {x.At}, choice = {x.Choice}, agreed = {x.Choice == x.Proposed},
                      machine_right = {x.Proposed == x.Truth}, answer_right = {x.Choice == x.Truth}
                    where client_id = {client} and case_id = {id}
                    """);
                break;
        }

        void Stage(string stage) => session.Queue($"update inbox.cases set stage = {stage} where client_id = {client} and case_id = {id}");

        void Reopen(string? trouble)
        {
            session.Queue($"""
                update inbox.cases set stage = {Stages.Open}, decision_id = null, decided_by = null, confirmed_by = null, choice = null,
                  leaves_at = null, trouble = {trouble}::text
                where client_id = {client} and case_id = {id}
                """);
            session.Queue($"select inbox.let_go({client}, {id})");
        }

        void Close(string stage, DateTimeOffset at)
        {
            session.Queue($"update inbox.cases set stage = {stage}, closed_at = {at} where client_id = {client} and case_id = {id}");
            session.Queue($"select inbox.let_go({client}, {id})");
            session.Queue($"delete from inbox.drafts where client_id = {client} and case_id = {id}");
        }
    }

    private static void Open(IReadOnlyList<CaseOpened> opened, string client, EventSession session)
    {
        session.Queue($"""
            insert into inbox.cases (client_id, case_id, kind, question, reference, subject_id, search_text, urgency, due_at, opened_at, not_for,
              stage, title, needs, only_for)
            select {client}, o.case_id, o.kind, o.question, o.reference, o.subject_id, o.search_text, o.urgency, o.due_at, o.opened_at,
              array(select jsonb_array_elements_text(o.not_for::jsonb)), {Stages.Open}, o.title, o.needs,
              (select '-' from inbox.seeds s where s.client_id = {client} and s.case_id = o.case_id)
            from unnest({Of(x => x.CaseId)}, {Of(x => x.Kind)}, {Of(x => x.Question ?? Erased.Question)}, {Of(x => x.Reference ?? Erased.Reference)},
              {Of(x => x.SubjectId)}, {Of(x => x.SearchText ?? "")}, {Of(x => x.Urgency)}, {Of(x => x.DueAt.ToUniversalTime())},
              {Of(x => x.At.ToUniversalTime())}, {Of(x => JsonSerializer.Serialize(x.NotFor))}, {Of(x => x.Title)},
              {Of(x => string.Join(' ', x.Needs ?? []))})
              as o (case_id, kind, question, reference, subject_id, search_text, urgency, due_at, opened_at, not_for, title, needs)
            """);
        session.Queue($"""
            insert into inbox.subjects (client_id, subject_id)
            select {client}, s.subject_id from unnest({opened.Select(x => x.SubjectId).Distinct().Order().ToArray()}) as s (subject_id)
            on conflict do nothing
            """);

        T[] Of<T>(Func<CaseOpened, T> value) => [.. opened.Select(value)];
    }
}
