using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;

namespace HybridBpo.Collections.Nudges;

/// <summary>What there is to write to a person about.</summary>
/// <param name="IdOf">The id of the message about the accounts that stay: one message for one matter, whatever happens.</param>
internal sealed record Matter(NudgeStep Level, IReadOnlyList<AccountRow> Accounts, Func<NudgePlan, Guid> IdOf);

/// <summary>Plans one message, or records why it may not go. Reminders and plan letters go the same way.</summary>
internal sealed class PlanMessages(EventStore store, ContactFiles files, NudgeBook nudges, NudgeMaker maker, TimeProvider time)
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(14);

    /// <param name="find">Of the person's file and of what was written before: the matter, or null when there is none.</param>
    /// <returns><c>planned</c>, <c>blocked</c>, or that nothing changed.</returns>
    public async Task<string> PlanAsync(
        Access access, Client client, IReadOnlyList<AttestationRow> attested, Guid person, Func<ContactFile, IReadOnlyList<NudgeRow>, Matter?> find,
            MissingFacts.Tally facts, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var session = store.OpenSession(client.ClientId, access);
        var stream = await session.FetchForWriting<Person>(person, ct);
        if (await files.LoadAsync(access, client, person, attested, stream.Aggregate, ct) is not { } file) return "gone";
        var before = await nudges.OfPersonAsync(access, client.ClientId, person, ct);
        if (find(file, before) is not { } matter) return "nothing";
        var text = await maker.ForAsync(access, file, matter.Level, matter.Accounts, client.Today(now), ct);
        var plan = NudgePlan.Decide(file, matter.Level, matter.Accounts, text, now, sending: false);
        var id = matter.IdOf(plan);
        var old = before.FirstOrDefault(n => n.Id == id);
        if (old is not null && !MayGo(old)) return "nothing";
        var goes = plan.NextAt is { } at && at - now <= Horizon;
        facts.Add(plan);
        if (!goes && old is not null && old.BlockList.Select(b => b.RuleId).SequenceEqual(plan.Verdict.Blocks.Select(b => b.RuleId))
            && old.NextAt == plan.NextAt)
        {
            session.QueueCheck(id, "planning", plan.Verdict);
            session.QueueSeen(old, now);
            await session.SaveChangesAsync(ct);
            return "same";
        }

        Write(session, stream, client, person, file, plan, id, (old?.Tries ?? 0) + 1, goes, now);
        return await session.SaveChangesAsync(ct) is SaveOutcome.Saved ? goes ? "planned" : "blocked" : "conflict";
    }

    // What was taken back is planned anew once nothing is against it any more: a hold that is over must not cost the person a reminder for good.
    private static bool MayGo(NudgeRow old) => old.State == "blocked" || (old.State == "cancelled" && old.Words != Kinds.OptedOut);

    private static void Write(
        EventSession session, StreamForWriting<Person> stream, Client client, Guid person, ContactFile file, NudgePlan plan, Guid id, int tries,
            bool goes, DateTimeOffset now)
    {
        Guid[] accounts = [.. plan.Accounts.Select(a => a.Id)];
        var due = plan.NextAt ?? now;
        var delivery = Ids.For(client.ClientId, "delivery", $"{id:N}|{tries}");
        var blocks = plan.Verdict.Allowed ? null : RuleBlock.Write(plan.Verdict);
        if (!plan.Verdict.Allowed)
            stream.AppendMany(new NudgeBlocked(id, [.. plan.Verdict.Blocks.Select(b => b.RuleId)], plan.Verdict.RulesVersion, blocks, plan.NextAt,
                accounts));
        foreach (var left in plan.LeftOut)
        {
            stream.AppendMany(new NudgeBlocked(id, [.. left.Verdict.Blocks.Select(b => b.RuleId)], left.Verdict.RulesVersion,
                RuleBlock.Write(left.Verdict), null, [left.Account.Id]));
            session.QueueCheck(id, "planning", left.Verdict);
        }

        if (goes)
        {
            stream.AppendMany(new NudgeScheduled(id, plan.Level.Code, plan.Level.Template, Channels.Email, accounts, due));
            var json = JsonSerializer.Serialize(new NudgeOrder(id, plan.Level.Code));
            session.PlanDelivery(new PlannedDelivery(
                delivery, client.ClientId, SendNudges.Source, Channels.Email, person, due, json, plan.Level.Template));
        }

        session.QueueNudge(new NudgeRow(
            client.ClientId, id, person, file.Mail?.Id, plan.Level.Code, plan.Level.Template, [.. accounts.Select(a => a.ToString())], goes
                ? delivery : null, tries, goes ? "planned" : "blocked", due,
            plan.NextAt, blocks, null, now, now));
        session.QueueCheck(id, "planning", plan.Verdict);
    }
}

/// <summary>What a delivery keeps: ids and codes.</summary>
internal sealed record NudgeOrder(Guid Nudge, string Level);
