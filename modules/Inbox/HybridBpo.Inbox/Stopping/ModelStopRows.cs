using HybridBpo.Events;

namespace HybridBpo.Inbox.Stopping;

/// Keeps the stops in the same transaction as their events.
internal sealed class ModelStopRows : IInlineProjection
{
    public IReadOnlyCollection<Type> Events { get; } = [typeof(ModelStopped), typeof(ModelRestartAsked), typeof(ModelRestarted)];

    public void Project(StoredEvent e, EventSession session)
    {
        switch (e.Data)
        {
            case ModelStopped x:
                session.Queue($"""
                    insert into inbox.model_stops (client_id, model, reason, stopped_by, stopped_at)
                    values ({e.Tenant}, {x.Model}, {x.Reason}, {x.By}, {x.At})
                    on conflict (client_id, model) do update set reason = excluded.reason, stopped_by = excluded.stopped_by,
                      stopped_at = excluded.stopped_at, asked_by = null, asked_at = null, restarted_by = null, restarted_at = null
                    """);
                break;
            case ModelRestartAsked x:
                session.Queue($"""
                    update inbox.model_stops set asked_by = {x.By}, asked_at = {x.At} where client_id = {e.Tenant} and model = {x.Model}
                    """);
                break;
            case ModelRestarted x:
                session.Queue($"""
                    update inbox.model_stops set restarted_by = {x.By}, restarted_at = {x.At} where client_id = {e.Tenant} and model = {x.Model}
                    """);
                break;
        }
    }
}
