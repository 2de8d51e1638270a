using HybridBpo.Events;

namespace HybridBpo.Inbox.Reviewing;

/// Keeps the reviews in the same transaction as their events.
internal sealed class ReviewRows : IInlineProjection
{
    public IReadOnlyCollection<Type> Events { get; } = [typeof(ReviewDrawn), typeof(ReviewAnswered), typeof(ReviewSettled)];

    public void Project(StoredEvent e, EventSession session)
    {
        switch (e.Data)
        {
            case ReviewDrawn x:
                session.Queue($"""
                    insert into inbox.reviews (client_id, review_id, case_id, subject_id, kind, decided_by, decided, proposed, not_for, drawn_at)
                    values ({e.Tenant}, {e.StreamId}, {x.CaseId}, {x.About}, {x.Kind}, {x.DecidedBy}, {x.Decided},
                      (select p.proposal ->> 'Choice' from inbox.proposals p where p.client_id = {e.Tenant} and p.case_id = {x.CaseId}),
                      {x.NotFor.ToArray()}, {x.At})
                    """);
                break;
            case ReviewAnswered x:
                session.Queue($"""
                    update inbox.reviews set reviewer = {x.By}, reviewed = {x.Choice}, reviewed_at = {x.At}, holder = null, held_until = null
                    where client_id = {e.Tenant} and review_id = {e.StreamId}
                    """);
                break;
            case ReviewSettled x:
                session.Queue($"""
                    update inbox.reviews set settled_by = {x.By}, settled = {x.Choice}, settled_at = {x.At}
                    where client_id = {e.Tenant} and review_id = {e.StreamId}
                    """);
                break;
        }
    }
}
