using System.Text.Json;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// What a person does about a delivery that ended in doubt or failed. None of it sends anything: a mail whose end is unknown never leaves a second
/// time by itself.
/// </summary>
/// <param name="database">Where deliveries are.</param>
/// <param name="deliveries">Reads them.</param>
/// <param name="store">Takes the module's events.</param>
/// <param name="sources">The modules: they record what came of their delivery.</param>
/// <param name="time">The clock of what is recorded.</param>
public sealed class SettleDelivery(
    Database database, Deliveries deliveries, EventStore store, IEnumerable<IDeliverySource> sources, TimeProvider time)
{
    private const string KnownMeanwhile = "HB003";

    /// <summary>A person found out what came of an unknown delivery: the module records it in their name, and the ledger counts it so.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.FollowUp"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="left">Did it leave?</param>
    /// <param name="ct">Cancellation.</param>
    public Task<Result<Done>> MarkAsync(Access access, string client, Guid delivery, bool left, CancellationToken ct) =>
        MarkAsync(access, client, delivery, left, null, ct);

    /// <summary>The same, and why is kept with it.</summary>
    internal async Task<Result<Done>> MarkAsync(Access access, string client, Guid delivery, bool left, object? detail, CancellationToken ct)
    {
        if (!access.May(Act.FollowUp))
            return new Forbidden("Only a supervisor says what came of a delivery.");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            if (!access.Sees(client) || await deliveries.GetAsync(access, client, delivery, ct) is not { } found)
                return new NotFound("There is no such delivery.");
            if (found.State != DeliveryStates.Unknown)
                return new AlreadySettled(found.State);
            if (sources.SingleOrDefault(source => source.Name == found.Source) is not { } source)
                return new Unavailable($"No part of this version made it (“{found.Source}”), so what came of it cannot be recorded.");
            var session = store.OpenSession(client, access, delivery);
            var receipt = new DeliveryReceipt(
                left ? DeliveryStates.Sent : DeliveryStates.Failed,
                left ? "A person found that it was sent." : "A person found that it was not sent.", MessageIdOf(found), time.GetUtcNow());
            await source.ConfirmAsync(found, receipt, session, ct);
            var why = JsonSerializer.Serialize(new { words = receipt.Words, messageId = receipt.MessageId });
            session.Queue($"select platform.settle_delivery({client}, {delivery}, {receipt.Outcome}, {why}::jsonb)");
            QueueAct(session, access, left ? "delivery-sent" : "delivery-not-sent", delivery, detail);
            try
            {
                if (await session.SaveChangesAsync(ct) is SaveOutcome.Saved)
                    return Done.Yes;
            }
            catch (PostgresException meanwhile) when (meanwhile.SqlState == KnownMeanwhile)
            {
                // Somebody else said so first: the next round says what.
            }
        }
        return new ChangedMeanwhile("Others are changing the same thing at this moment: please try again.");
    }

    /// <summary>A person has seen that a delivery failed: it is off the list. Nothing else changes.</summary>
    /// <param name="access">Who asks; needs <see cref="Act.FollowUp"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<Result<Done>> NoteAsync(Access access, string client, Guid delivery, CancellationToken ct)
    {
        if (!access.May(Act.FollowUp))
            return new Forbidden("Only a supervisor takes a failed delivery off the list.");
        var noted = await database.ExecuteAsync(access, $"""
            with noted as (
              update platform.deliveries set looked_at = {time.GetUtcNow()}
              where client_id = {client} and id = {delivery} and state = 'failed' and looked_at is null returning 1)
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject)
            select {client}, {access.Actor.Kind}, {access.Actor.Id}, 'delivery-noted', {delivery} from noted
            """, ct);
        if (noted == 1)
            return Done.Yes;
        return await deliveries.GetAsync(access, client, delivery, ct) is { State: DeliveryStates.Failed }
            ? Done.Yes
            : new NotFound("There is no such failed delivery.");
    }

    /// <summary>
    /// A person takes all failed deliveries of a client off the list, as <see cref="NoteAsync"/> does with each; one act for each is kept.
    /// </summary>
    /// <param name="access">Who asks; needs <see cref="Act.FollowUp"/>.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="latest">When the latest failed that the person was told of: what failed after it stays.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>How many they were.</returns>
    public async Task<Result<int>> NoteAllAsync(Access access, string client, DateTimeOffset latest, CancellationToken ct)
    {
        if (!access.May(Act.FollowUp))
            return new Forbidden("Only a supervisor takes failed deliveries off the list.");
        if (!access.Sees(client))
            return new NotFound($"There is no client {client}.");
        return await database.ExecuteAsync(access, $"""
            with noted as (
              update platform.deliveries set looked_at = {time.GetUtcNow()}
              where client_id = {client} and state = 'failed' and looked_at is null and changed_at <= {latest.ToUniversalTime()} returning id)
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject)
            select {client}, {access.Actor.Kind}, {access.Actor.Id}, 'delivery-noted', id from noted
            """, ct);
    }

    private static void QueueAct(EventSession session, Access access, string act, Guid subject, object? detail) =>
        session.Queue($"""
            insert into platform.acts (client_id, actor_kind, actor_id, act, subject, detail)
            values ({session.Tenant}, {access.Actor.Kind}, {access.Actor.Id}, {act}, {subject},
              {(detail is null ? "{}" : JsonSerializer.Serialize(detail))}::jsonb)
            """);

    private static string MessageIdOf(Delivery delivery)
    {
        using var reason = JsonDocument.Parse(delivery.Reason ?? "{}");
        return reason.RootElement.TryGetProperty("messageId", out var id) ? id.GetString() ?? "" : "";
    }
}

/// <summary>Somebody said already what came of the delivery.</summary>
public sealed record AlreadySettled(string State)
    : Conflict($"This delivery is marked as {(State == DeliveryStates.Sent ? "sent" : State == DeliveryStates.Failed ? "not sent" : State)} already.")
{
    /// <inheritdoc/>
    public override string Heading => "Somebody said so already";
}
