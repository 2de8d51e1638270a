using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>Plans and cancels deliveries in the batch of the events that cause it.</summary>
public static class DeliveryPlanning
{
    /// <summary>Plans a delivery. One that is planned already stays as it is.</summary>
    /// <exception cref="ArgumentException">It is for another client than the session.</exception>
    public static void PlanDelivery(this EventSession session, PlannedDelivery planned)
    {
        if (planned.Client != session.Tenant)
            throw new ArgumentException($"The delivery is for {planned.Client}, the session for {session.Tenant}.", nameof(planned));
        session.Queue($"""
            insert into platform.deliveries (client_id, id, source, channel, template, subject_id, json, due_at)
            values ({planned.Client}, {planned.Id}, {planned.Source}, {planned.Channel}, {planned.Template}, {planned.SubjectId},
                    {planned.Json}::jsonb, {planned.DueAt})
            on conflict do nothing
            """);
    }

    /// <summary>Cancels a delivery unless it left already or is leaving at this moment.</summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="reason">Code of the reason, such as <c>paid</c>.</param>
    public static void CancelDelivery(this EventSession session, Guid delivery, string reason) =>
        session.Queue($"""
            update platform.deliveries
            set state = 'cancelled', reason = {Cancellation(reason)}::jsonb, again_at = null, waits_for = null, lease_token = null,
                lease_until = null, changed_at = clock_timestamp()
            where client_id = {session.Tenant} and id = {delivery} and state in ('planned', 'blocked')
            """);

    internal static string Cancellation(string code) => JsonSerializer.Serialize(new { code });
}
