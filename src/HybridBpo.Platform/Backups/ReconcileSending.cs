using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>
/// After a restore: what left after the backup was taken never leaves again. Deliveries that the restored database believes unsent become sent or
/// unknown, with the module's events; those that it does not know are kept as what they were, so that planning them again has no effect.
/// </summary>
internal sealed class ReconcileSending(Database database, EventStore store, IEnumerable<IDeliverySource> sources, TimeProvider time)
{
    /// <summary>What is said of a delivery that only a restore put in doubt.</summary>
    public const string NothingTells = "A backup was restored, and nothing tells whether this left since. A person must find out.";

    private static readonly Access Restore = Access.System("restore");

    private readonly Dictionary<string, IDeliverySource> sources = sources.ToDictionary(source => source.Name);

    /// <summary>Marks what left.</summary>
    /// <param name="known">What is known of handovers since the backup.</param>
    /// <param name="isComplete">Is everything that left since among it? If not, whatever was due by now may have left.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<(int Sent, int Unknown, IReadOnlyList<ForeignHandover> Foreign)> RunAsync(
        IReadOnlyList<Handover> known, bool isComplete, CancellationToken ct)
    {
        var (sent, unknown, foreign) = (0, 0, new List<ForeignHandover>());
        foreach (var handover in known.Where(handover => handover.MayHaveLeft))
        {
            switch (await FindAsync(handover.ClientId, handover.Id, ct))
            {
                case null:
                    await KeepAsync(handover, ct);
                    foreign.Add(new ForeignHandover(handover.ClientId, handover.Id, handover.Outcome, handover.MessageId, handover.At));
                    break;
                case { State: DeliveryStates.Planned or DeliveryStates.Blocked or DeliveryStates.Sending } row:
                    await MoveAsync(row, Receipt(handover), row.State != DeliveryStates.Sending, ct);
                    (sent, unknown) = handover.Outcome == DeliveryStates.Sent ? (sent + 1, unknown) : (sent, unknown + 1);
                    break;
            }
        }
        // Of a further attempt another host's journal may tell, so one alone proves nothing.
        var nothingLeft = known.Where(handover => isComplete && !handover.MayHaveLeft)
            .Select(handover => (handover.ClientId, handover.Id)).ToHashSet();
        foreach (var row in await OpenAsync(isComplete, ct))
        {
            if (nothingLeft.Contains((row.ClientId, row.Id)) && row.State == DeliveryStates.Sending)
            {
                const string none = "The send journal says that nothing left.";
                await MoveAsync(row, new DeliveryReceipt(DeliveryStates.Planned, none, "", time.GetUtcNow()), false, ct);
                continue;
            }
            var doubt = new DeliveryReceipt(DeliveryStates.Unknown, NothingTells, "", time.GetUtcNow());
            await MoveAsync(row, doubt, row.State != DeliveryStates.Sending, ct);
            unknown++;
        }
        return (sent, unknown, foreign);
    }

    // What was being handed over when the backup was taken; and, where nothing tells what left since, everything that was due by now.
    private Task<IReadOnlyList<Delivery>> OpenAsync(bool isComplete, CancellationToken ct) => database.QueryAsync<Delivery>(Restore, $"""
        select {Sql.Raw(Deliveries.Columns)} from platform.deliveries
        where state = 'sending' or (not {isComplete} and (state = 'planned' or (state = 'blocked' and again_at is not null))
          and coalesce(again_at, due_at) <= clock_timestamp())
        order by client_id, id
        """, ct);

    private Task<Delivery?> FindAsync(string client, Guid id, CancellationToken ct) => database.SingleOrDefaultAsync<Delivery>(
        Restore, $"select {Sql.Raw(Deliveries.Columns)} from platform.deliveries where client_id = {client} and id = {id}", ct);

    private async Task MoveAsync(Delivery row, DeliveryReceipt receipt, bool isUnreserved, CancellationToken ct)
    {
        var session = store.OpenSession(row.ClientId, Restore, row.Id);
        if (sources.GetValueOrDefault(row.Source) is { } source)
            await (isUnreserved ? source.RecoverAsync(row, receipt, session, ct) : source.ConfirmAsync(row, receipt, session, ct));
        session.Queue($"""
            update platform.deliveries
            set state = {receipt.Outcome}, reason = {Words(receipt)}::jsonb, again_at = null, waits_for = null, lease_token = null,
                lease_until = null, changed_at = clock_timestamp()
            where client_id = {row.ClientId} and id = {row.Id}
            """);
        await SaveAsync(session, row.Id, ct);
    }

    private async Task KeepAsync(Handover handover, CancellationToken ct)
    {
        var session = store.OpenSession(handover.ClientId, Restore, handover.Id);
        var receipt = Receipt(handover);
        // A journal knows nothing that its module could record: then the row only keeps the delivery from leaving again, and nobody is asked.
        var isWhole = handover.Json.Length > 0;
        var row = new Delivery(
            handover.ClientId, handover.Id, handover.Source, handover.Channel, handover.Template, handover.SubjectId,
            isWhole ? handover.Json : "{}", handover.DueAt, handover.Outcome, null, null, null, false, handover.At);
        if (isWhole && sources.GetValueOrDefault(handover.Source) is { } source)
            await source.RecoverAsync(row, receipt, session, ct);
        session.Queue($"""
            insert into platform.deliveries (client_id, id, source, channel, template, subject_id, json, due_at, state, reason, changed_at, looked_at)
            values ({row.ClientId}, {row.Id}, {row.Source}, {row.Channel}, {row.Template}, {row.SubjectId}, {row.Json}::jsonb, {row.DueAt},
                    {row.State}, {Words(receipt)}::jsonb, {row.ChangedAt},
                    {(isWhole ? (DateTimeOffset?)null : time.GetUtcNow())}::timestamptz)
            on conflict do nothing
            """);
        await SaveAsync(session, row.Id, ct);
    }

    private static async Task SaveAsync(EventSession session, Guid delivery, CancellationToken ct)
    {
        if (await session.SaveChangesAsync(ct) is not SaveOutcome.Saved)
            throw new InvalidOperationException($"What came of delivery {delivery} could not be written: somebody else writes to the database.");
    }

    private static DeliveryReceipt Receipt(Handover handover) => new(
        handover.Outcome,
        handover.Outcome == DeliveryStates.Sent
            ? "It left after the backup was taken that this database was restored from."
            : "It may have left after the backup was taken that this database was restored from. A person must find out.",
        handover.MessageId, handover.At);

    private static string Words(DeliveryReceipt receipt) => JsonSerializer.Serialize(new { words = receipt.Words, messageId = receipt.MessageId });
}
