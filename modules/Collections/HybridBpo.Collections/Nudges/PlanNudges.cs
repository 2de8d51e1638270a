using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Events;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Collections.Nudges;

/// <summary>Looks for people whose bills have reached a level of reminder, and plans one message each, or says why not.</summary>
internal sealed class PlanNudges(
    EventStore store, Database database, Clients clients, ContactFiles files, NudgeBook nudges, Attestations attestations, NudgeMaker maker,
    MissingFacts missing, TimeProvider time, ILogger<PlanNudges> log) : IScan
{
    public const string Source = "collections.nudge";

    private const int MostPeople = 5000;

    private static readonly TimeSpan Horizon = TimeSpan.FromDays(14);

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var client in await clients.ListAsync(Access.System(Source), ct))
            await RunAsync(client, ct);
    }

    /// <returns>How many reminders were planned and how many blocked.</returns>
    public async Task<(int Planned, int Blocked)> RunAsync(Client client, CancellationToken ct)
    {
        var access = Access.System(Source, client.ClientId);
        var now = time.GetUtcNow();
        var today = client.Today(now);
        var attested = await attestations.ListAsync(access, client.ClientId, ct);
        var (planned, blocked, facts) = (0, 0, new MissingFacts.Tally());
        foreach (var person in await PeopleAsync(access, client.ClientId, today, ct))
            switch (await PlanAsync(access, client, attested, person, today, now, facts, ct))
            {
                case "planned": planned++; break;
                case "blocked": blocked++; break;
            }

        await missing.ReportAsync(access, client, facts, now, ct);
        if (planned + blocked > 0) log.LogInformation("{Client}: {Planned} reminders planned, {Blocked} blocked.", client.ClientId, planned, blocked);
        return (planned, blocked);
    }

    // Whoever has a bill at some level, and no reminder that is planned, was sent within a day or is blocked since less than an hour.
    private Task<IReadOnlyList<Guid>> PeopleAsync(Access access, string client, DateOnly today, CancellationToken ct)
    {
        var (first, last) = (today.AddDays(-NudgeLevels.All.Max(l => l.Until)), today.AddDays(-NudgeLevels.All.Min(l => l.From)));
        return database.QueryAsync<Guid>(access, $"""
            select distinct a.person_id from collections.accounts a
            where a.client_id = {client} and a.state = 'open' and a.balance_minor > 0 and a.oldest_due between {first} and {last}
              and not exists (select from collections.nudges n where n.client_id = a.client_id and n.person_id = a.person_id
                              and (n.state = 'planned' or (n.state = 'sent' and n.changed_at > {time.GetUtcNow().AddDays(-1)})
                                   or (n.state = 'blocked' and n.changed_at > {time.GetUtcNow().AddHours(-1)}
                                   and not exists (select from collections.attestations f where f.client_id = n.client_id
                                     and f.attested_at >= n.changed_at))))
            limit {MostPeople}
            """, ct);
    }

    private async Task<string> PlanAsync(
        Access access, Client client, IReadOnlyList<AttestationRow> attested, Guid person, DateOnly today, DateTimeOffset now,
            MissingFacts.Tally facts, CancellationToken ct)
    {
        var session = store.OpenSession(client.ClientId, access);
        var stream = await session.FetchForWriting<Person>(person, ct);
        if (await files.LoadAsync(access, client, person, attested, stream.Aggregate, ct) is not { } file) return "gone";
        var (level, accounts) = NudgePlan.Due(file.Accounts, today);
        if (level is null) return "nothing";
        var before = await nudges.OfPersonAsync(access, client.ClientId, person, ct);
        accounts = [.. accounts.Where(a => !WasReminded(before, a, level))];
        if (accounts.Count == 0) return "nothing";
        var plan = NudgePlan.Decide(file, level, accounts, await maker.ForAsync(access, file, level, accounts, today, ct), now, sending: false);
        var id = Ids.For(client.ClientId, "nudge",
            $"{person:N}|{level.Code}|{string.Join(',', plan.Accounts.Select(a => $"{a.Id:N}@{a.OldestDue:yyyyMMdd}").Order())}");
        var old = before.FirstOrDefault(n => n.Id == id);
        if (old is { State: not "blocked" }) return "nothing";
        var goes = plan.NextAt is { } at && at - now <= Horizon;
        facts.Add(plan);
        if (!goes && old is not null && old.BlockList.Select(b => b.RuleId).SequenceEqual(plan.Verdict.Blocks.Select(b => b.RuleId))
            && old.NextAt == plan.NextAt) return "same";
        Write(session, stream, client, person, file, plan, id, (old?.Tries ?? 0) + 1, goes, now);
        return await session.SaveChangesAsync(ct) is SaveOutcome.Saved ? goes ? "planned" : "blocked" : "conflict";
    }

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
        if (goes)
        {
            stream.AppendMany(new NudgeScheduled(id, plan.Level.Code, plan.Level.Template, Channels.Email, accounts, due));
            var json = JsonSerializer.Serialize(new NudgeOrder(id, plan.Level.Code));
            session.PlanDelivery(new PlannedDelivery(delivery, client.ClientId, Source, Channels.Email, person, due, json, plan.Level.Template));
        }

        session.QueueNudge(new NudgeRow(
            client.ClientId, id, person, file.Mail?.Id, plan.Level.Code, plan.Level.Template, [.. accounts.Select(a => a.ToString())], goes
                ? delivery : null, tries, goes ? "planned" : "blocked", due,
            plan.NextAt, blocks, null, now, now));
        session.QueueCheck(id, "planning", plan.Verdict);
    }

    // A bill is reminded once per level, unless it is certain that the reminder did not leave; a payment that makes another bill the oldest begins
    // anew.
    private static bool WasReminded(IReadOnlyList<NudgeRow> before, AccountRow account, NudgeLevel level) => before.Any(n =>
        n.Level == level.Code && n.Accounts.Contains(account.Id) && n.State is ("sent" or "unknown")
        && DateOnly.FromDateTime(n.PlannedAt.UtcDateTime) >= account.OldestDue!.Value.AddDays(level.From - 1));
}

/// <summary>What a delivery of a reminder keeps: ids and codes.</summary>
internal sealed record NudgeOrder(Guid Nudge, string Level);
