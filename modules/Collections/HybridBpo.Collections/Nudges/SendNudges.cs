using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Events;

namespace HybridBpo.Collections.Nudges;

/// <summary>
/// Prepares a reminder when it is due: every rule is evaluated again, and the attempt is reserved on the person's stream in the transaction that
/// moves the delivery on. A contact made elsewhere in between breaks the expected version, and all is asked again.
/// </summary>
internal sealed class SendNudges(
    Clients clients, ContactFiles files, NudgeBook nudges, NudgeMaker maker, Attesting.Attestations attestations, Letterhead letterhead,
    StrategyVersions strategies, TimeProvider time) : IDeliverySource
{
    public const string Source = "collections.nudge";

    public string Name => Source;

    public string? PathOf(string state) => $"/nudges?state={state}";

    public async Task<DeliveryVerdict> PrepareAsync(Delivery delivery, EventSession session, CancellationToken ct)
    {
        var access = Access.System(Name, delivery.ClientId);
        var order = JsonSerializer.Deserialize<NudgeOrder>(delivery.Json)!;
        var now = time.GetUtcNow();
        if (await nudges.FindAsync(access, delivery.ClientId, order.Nudge, ct) is not { } nudge
            || await clients.GetAsync(access, delivery.ClientId, ct) is not { } client)
            return new DeliveryVerdict.Cancelled("gone");
        var person = await session.FetchForWriting<Person>(nudge.PersonId, ct);
        var attested = await attestations.ListAsync(access, client.ClientId, ct);
        var file = await files.LoadAsync(access, client, nudge.PersonId, attested, person.Aggregate, ct);
        var today = client.Today(now);
        var book = await strategies.InForceAsync(access, client, ct);
        var (level, due, obstacle) = Still(book, file?.Accounts.Where(a => nudge.Accounts.Contains(a.Id)).ToList() ?? [], order, today);
        if (level is null)
        {
            person.AppendMany(new NudgeCancelled(nudge.Id, obstacle, nudge.Accounts));
            if (order.Level == NudgeStep.PlanLetter.Code) session.QueueTakeBack(nudge, obstacle, now);
            else session.QueueNudge(nudge with { State = "cancelled", Words = obstacle, NextAt = null, ChangedAt = now });
            return new DeliveryVerdict.Cancelled(obstacle);
        }

        var plan = NudgePlan.Decide(file!, level, due, await maker.ForAsync(access, file!, level, due, today, ct), now, sending: true);
        session.QueueCheck(nudge.Id, "sending", plan.Verdict);
        return plan.Verdict.Allowed ? Reserve(delivery, session, person, file!, plan, nudge, now) : Block(session, person, plan, nudge, now);
    }

    public Task ConfirmAsync(Delivery delivery, DeliveryReceipt receipt, EventSession session, CancellationToken ct)
    {
        var nudge = JsonSerializer.Deserialize<NudgeOrder>(delivery.Json)!.Nudge;
        if (receipt.Outcome is DeliveryStates.Planned or DeliveryStates.Failed)
            session.Append(delivery.SubjectId, new ContactNotMade(delivery.Id, nudge, receipt.Words, receipt.Again, receipt.At, []));
        if (receipt.Outcome == DeliveryStates.Sent)
            session.Append(delivery.SubjectId, new NudgeSent(nudge, receipt.MessageId, receipt.Captured, receipt.At, []));
        else if (receipt.Outcome != DeliveryStates.Planned)
            session.Append(delivery.SubjectId, new NudgeFailed(nudge, receipt.Outcome, receipt.Words, []));
        session.Queue($"""
            update collections.nudges
            set state = {receipt.Outcome}, words = {receipt.Words}, next_at = {receipt.Again}::timestamptz, blocks = null,
                due_at = coalesce({receipt.Again}::timestamptz, due_at), changed_at = {receipt.At}
            where client_id = {delivery.ClientId} and id = {nudge}
            """);
        return Task.CompletedTask;
    }

    // The attempt counts against every cap, as it did where it was made. Of a reminder planned after the backup nothing is known here to count it by.
    public async Task RecoverAsync(Delivery delivery, DeliveryReceipt receipt, EventSession session, CancellationToken ct)
    {
        var access = Access.System(Name, delivery.ClientId);
        var order = JsonSerializer.Deserialize<NudgeOrder>(delivery.Json)!;
        if (await nudges.FindAsync(access, delivery.ClientId, order.Nudge, ct) is not { } nudge
            || await files.LoadAsync(access, delivery.ClientId, nudge.PersonId, ct) is not { } file)
            return;
        var debts = file.Accounts.Where(a => nudge.Accounts.Contains(a.Id)).Select(a => a.Reference).ToArray();
        var purpose = order.Level == NudgeStep.PlanLetter.Code ? NudgeStep.PlanLetter.Purpose : Purposes.Reminder;
        session.Append(delivery.SubjectId, new ContactAttempted(
            delivery.Id, Channels.Email, purpose, debts, RuleBook.Shipped.Version, receipt.At, nudge.Accounts));
        await ConfirmAsync(delivery, receipt, session, ct);
    }

    // Is there still the same matter to write about? If not, why.
    private static (NudgeStep? Level, IReadOnlyList<AccountRow> Accounts, string Obstacle) Still(
        StrategyBook strategies, IReadOnlyList<AccountRow> accounts, NudgeOrder order, DateOnly today)
    {
        if (order.Level == NudgeStep.PlanLetter.Code)
            return PlanLetter.Obstacle(accounts.FirstOrDefault(), order.Nudge, today) is { } why ? (null, [], why)
                : (NudgeStep.PlanLetter, accounts, "");
        var open = accounts.Where(a => a.State == "open" && a.BalanceMinor > 0 && a.OldestDue is not null).ToList();
        var (level, due) = NudgePlan.Due(strategies, open, today);
        return level?.Code == order.Level ? (level, due, "") : (null, [], open.Count == 0 ? "paid" : "overtaken");
    }

    private DeliveryVerdict Reserve(
        Delivery delivery, EventSession session, StreamForWriting<Person> person, ContactFile file, NudgePlan plan, NudgeRow nudge,
            DateTimeOffset now)
    {
        Guid[] accounts = [.. plan.Accounts.Select(a => a.Id)];
        person.AppendMany(new ContactAttempted(
            delivery.Id, Channels.Email, plan.Level.Purpose, [.. plan.Accounts.Select(a => a.Reference)], plan.Verdict.RulesVersion, now, accounts));
        session.QueueNudge(nudge with
        {
            AccountIds = [.. accounts.Select(a => a.ToString())],
            AddressId = file.Mail!.Id,
            Blocks = null,
            NextAt = null,
            ChangedAt = now
        });
        var message = plan.Message!;
        return new DeliveryVerdict.SendMail(new OutgoingMail(
            file.Mail!.Value, message.Subject, message.Text, NudgeText.Html(message), message.OptOutUrl!, letterhead.ReplyTo));
    }

    private static DeliveryVerdict Block(EventSession session, StreamForWriting<Person> person, NudgePlan plan, NudgeRow nudge, DateTimeOffset now)
    {
        var blocks = RuleBlock.Write(plan.Verdict);
        Guid[] accounts = [.. plan.Accounts.Select(a => a.Id)];
        person.AppendMany(new NudgeBlocked(nudge.Id, [.. plan.Verdict.Blocks.Select(b => b.RuleId)], plan.Verdict.RulesVersion, blocks, plan.NextAt,
            accounts));
        session.QueueNudge(nudge with
        {
            State = plan.NextAt is null ? "blocked" : "planned",
            DueAt = plan.NextAt ?? nudge.DueAt,
            NextAt = plan.NextAt,
            Blocks = blocks,
            ChangedAt = now
        });
        return new DeliveryVerdict.Blocked(blocks, plan.NextAt);
    }
}
