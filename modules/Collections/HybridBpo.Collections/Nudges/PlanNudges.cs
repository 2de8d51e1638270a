using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Collections.Protection;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Collections.Nudges;

/// <summary>Looks for people whose bills have reached a level of reminder, and plans one message each, or says why not.</summary>
internal sealed class PlanNudges(
    Database database, Clients clients, Attestations attestations, PlanMessages messages, PlanLetters letters, MissingFacts missing,
    StrategyVersions strategies, KeepAside aside, Suppression suppression, TimeProvider time, ILogger<PlanNudges> log) : IScan
{
    private const string Scan = "collections.plan-nudges";

    private const int PageSize = 500;

    public async Task RunAsync(CancellationToken ct)
    {
        await suppression.ConvertAsync(Access.System(Scan), ct);
        foreach (var client in await clients.ListAsync(Access.System(Scan), ct))
            try
            {
                await RunAsync(client, ct);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // One client's trouble is not the others'.
                log.LogError(failed, "{Client}: its messages could not be planned; tried again by the next scan.", client.ClientId);
            }
    }

    /// <returns>How many messages were planned and how many blocked.</returns>
    public async Task<(int Planned, int Blocked)> RunAsync(Client client, CancellationToken ct)
    {
        var access = Access.System(Scan, client.ClientId);
        var now = time.GetUtcNow();
        var today = client.Today(now);
        var attested = await attestations.ListAsync(access, client.ClientId, ct);
        var facts = new MissingFacts.Tally();
        var book = await strategies.InForceAsync(access, client, ct);
        await aside.RunAsync(access, client, book, ct);
        var became = (await letters.RunAsync(access, client, attested, facts, ct)).ToList();
        for (Guid? after = null; ;)
        {
            var people = await PeopleAsync(access, client.ClientId, book, today, after, ct);
            if (people.Count == 0) break;
            foreach (var person in people) became.Add(await OneAsync(access, client, attested, book, person, today, facts, ct));
            after = people[^1];
        }

        var (planned, blocked) = (became.Count(b => b == "planned"), became.Count(b => b == "blocked"));
        await missing.ReportAsync(access, client, facts, now, ct);
        if (planned + blocked > 0) log.LogInformation("{Client}: {Planned} messages planned, {Blocked} blocked.", client.ClientId, planned, blocked);
        return (planned, blocked);
    }

    private async Task<string> OneAsync(
        Access access, Client client, IReadOnlyList<AttestationRow> attested, StrategyBook book, Guid person, DateOnly today,
            MissingFacts.Tally facts, CancellationToken ct)
    {
        try
        {
            return await messages.PlanAsync(access, client, attested, person, (file, before) => Due(client, book, file, before, today), facts, ct);
        }
        catch (Exception failed) when (failed is not (OperationCanceledException or Npgsql.NpgsqlException))
        {
            // Whoever comes after this person has a right to be looked at as well.
            log.LogError(failed, "{Client}: the message to {Person} could not be planned.", client.ClientId, person);
            return "failed";
        }
    }

    // Whoever has a bill at some level, and no reminder that is planned, was sent within a day or is blocked since less than an hour.
    private Task<IReadOnlyList<Guid>> PeopleAsync(
        Access access, string client, StrategyBook book, DateOnly today, Guid? after, CancellationToken ct)
    {
        var (first, last) = (today.AddDays(-book.LastDay), today.AddDays(-book.FirstDay));
        return database.QueryAsync<Guid>(access, $"""
            select distinct a.person_id from collections.accounts a
            where a.client_id = {client} and a.state = 'open' and a.balance_minor > 0 and a.oldest_due between {first} and {last}
              and ({after}::uuid is null or a.person_id > {after}::uuid)
              and not exists (select from collections.persons p where p.client_id = a.client_id and p.id = a.person_id
                              and p.kept_aside_at > {time.GetUtcNow() - KeepAside.LooksAgain})
              and not exists (select from collections.nudges n where n.client_id = a.client_id and n.person_id = a.person_id
                              and (n.state = 'planned' or (n.state = 'sent' and n.changed_at > {time.GetUtcNow().AddDays(-1)})
                                   or (n.state = 'blocked' and n.checked_at > {time.GetUtcNow().AddHours(-1)}
                                   and not exists (select from collections.attestations f where f.client_id = n.client_id
                                     and f.attested_at >= n.checked_at)
                                   and not exists (select from collections.expected_days d where d.client_id = n.client_id
                                     and d.changed_at >= n.checked_at))))
            order by a.person_id limit {PageSize}
            """, ct);
    }

    private static Matter? Due(Client client, StrategyBook book, ContactFile file, IReadOnlyList<NudgeRow> before, DateOnly today)
    {
        var (level, accounts) = NudgePlan.Due(
            book, file.Accounts.Where(a => !book.Of(a).KeepsAside(client.ClientId, file.Row.Id)), today);
        if (level is null) return null;
        accounts = [.. accounts.Where(a => !WasReminded(before, a, level))];
        return accounts.Count == 0 ? null : new Matter(level, accounts, plan => Ids.For(client.ClientId, "nudge",
            $"{file.Row.Id:N}|{level.Code}|{string.Join(',', plan.Accounts.Select(a => $"{a.Id:N}@{a.OldestDue:yyyyMMdd}").Order())}"));
    }

    // A bill is reminded once per level, unless it is certain that the reminder did not leave; a payment that makes another bill the oldest begins
    // anew.
    private static bool WasReminded(IReadOnlyList<NudgeRow> before, AccountRow account, NudgeStep level) => before.Any(n =>
        n.Level == level.Code && n.Accounts.Contains(account.Id) && n.State is ("sent" or "unknown")
        && DateOnly.FromDateTime(n.PlannedAt.UtcDateTime) >= account.OldestDue!.Value.AddDays(level.From - 1));
}
