using HybridBpo.Events;
using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Supervision;

/// What is stuck, in plain words with the next step: messages between the parts, deliveries without a certain end, projections that stopped. Nothing
/// personal: what a message or mail says is not shown here.
internal sealed class StuckScreens(
    Outbox outbox, StuckWork stuck, ProjectionDaemon daemon, IEnumerable<IDeliverySource> sources)
{
    private const int Most = 20;

    public async Task<StuckView> BuildAsync(Access access, Dictionary<string, Client> seen, CaseClock clock, CancellationToken ct)
    {
        var counts = await stuck.CountAsync(access, ct);
        var messages = counts.Messages == 0 ? [] : await outbox.ListStuckAsync(access, ct);
        var deliveries = counts.Unknown + counts.Failed + counts.TriedOften == 0 ? [] : await stuck.DeliveriesAsync(access, Most, ct);
        var failed = counts.Failed == 0 ? [] : await stuck.FailedAsync(access, ct);
        var doubts = counts.Unknown == 0 ? [] : await stuck.UnknownAsync(access, ct);
        var stopped = (await daemon.StatusAsync(ct)).Projections.Where(projection => projection.State == "stopped");
        StuckItemView[] items = [.. messages.Take(Most).Select(Message), .. deliveries.Select(Delivery)];
        return new StuckView(items, [.. stopped.Select(projection => $"{projection.Name} at event {projection.FailedSeq:N0}")],
            counts.Messages + counts.Unknown + counts.Failed + counts.TriedOften - items.Length, access.May(Act.FollowUp),
            [.. failed.Select(of => new FailedView(of.ClientId, NameOf(of.ClientId), of.Count, $"{of.Latest:O}"))],
            [.. doubts.Where(of => of.Count > 1).Select(of => new DoubtView(of.ClientId, NameOf(of.ClientId), of.Count, of.Words,
                $"{ResolveTogether.Path}?client={Uri.EscapeDataString(of.ClientId)}&cause={of.Cause}"))]);

        string NameOf(string client) => seen.GetValueOrDefault(client)?.Name ?? client;

        StuckItemView Message(StuckMessage message) => new(
            message.ClientId, message.Id, "bad", "A step of the work did not get through",
            $"{NameOf(message.ClientId)} · since {clock.Short(message.CreatedAt)} · tried {Times(message.Attempt)} · "
            + $"{message.Kind}: {message.Error}",
            "What should have followed has not happened. Nothing is lost: it waits here. Let it be tried again once the cause is mended; "
            + "trying again does nothing twice.", "", "retry");

        StuckItemView Delivery(StuckDelivery delivery)
        {
            var text = delivery.Template.Length > 0 ? $"“{delivery.Template}”" : "a mail";
            var (tone, what, means, act) = delivery.State switch
            {
                DeliveryStates.Unknown => ("bad", $"Nobody can tell whether {text} was sent",
                    $"It is never sent again by itself. Look for {IdOf(delivery)} in the mail server's log, "
                    + "then say here what you found. If it was not sent, the attempt no longer counts against the person.", "settle"),
                DeliveryStates.Failed => ("warn", $"{Capital(text)} was not sent",
                    "It certainly did not leave, and it is not tried again by itself. Look at the address, or reach the person in another way; "
                    + "then take it off this list.", "note"),
                _ => ("warn", $"{Capital(text)} cannot be made ready",
                    "It goes on being tried by itself, every few minutes at most. Nothing leaves twice. If it stays here, an administrator finds why "
                    + "in the log.", ""),
            };
            var words = string.IsNullOrEmpty(delivery.Words) ? "" : $" · {delivery.Words}";
            return new StuckItemView(delivery.ClientId, delivery.Id, tone, what,
                $"{NameOf(delivery.ClientId)} · {clock.Short(delivery.ChangedAt)} · tried {Times(delivery.Attempt)}{words}", means,
                sources.FirstOrDefault(source => source.Name == delivery.Source)?.PathOf(delivery.State) ?? "", act);
        }
    }

    /// As the mail server's log has it, also where nothing was noted of it before a restore.
    public static string IdOf(StuckDelivery delivery) => delivery.MessageId is { Length: > 0 } id ? id : $"{delivery.Id:N}";

    private static string Times(int many) => many == 1 ? "once" : $"{many} times";

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";
}
