namespace HybridBpo.Hro.Requisitions;

/// <summary>Keeps hro.requisitions in the transaction of the events.</summary>
internal sealed class RequisitionRows : IInlineProjection
{
    public IReadOnlyCollection<Type> Events { get; } =
        [typeof(RequisitionOpened), typeof(CriteriaSettled), typeof(RequisitionFilled)];

    public void Project(StoredEvent e, EventSession session)
    {
        switch (e.Data)
        {
            case RequisitionOpened opened:
                session.Queue($"""
                    insert into hro.requisitions (client_id, requisition_id, reference, title, state, opened_by, opened_at)
                    values ({e.Tenant}, {e.StreamId}, {opened.Reference}, {opened.Title}, 'draft', {opened.OpenedBy}, {e.Timestamp})
                    """);
                break;
            case CriteriaSettled settled:
                session.Queue($"""
                    update hro.requisitions set state = 'open', criteria = {settled.Count}
                    where client_id = {e.Tenant} and requisition_id = {e.StreamId}
                    """);
                break;
            case RequisitionFilled:
                session.Queue($"""
                    update hro.requisitions set state = 'filled', filled_at = {e.Timestamp}
                    where client_id = {e.Tenant} and requisition_id = {e.StreamId}
                    """);
                break;
        }
    }
}
