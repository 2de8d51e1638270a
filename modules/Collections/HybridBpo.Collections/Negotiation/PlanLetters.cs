using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Events;

namespace HybridBpo.Collections.Negotiation;

/// <param name="Person">Whose account a plan was decided for.</param>
internal sealed record LetterOrder(string Client, Guid Person);

/// <summary>
/// Plans the letter of every offered plan: at once when it was decided, and again with each scan while a rule blocks it. The letter's id is the
/// decision, so one decision writes one letter.
/// </summary>
internal sealed class PlanLetters(
    EventStore store, Database database, Clients clients, ContactFiles files, NudgeBook nudges, PlanMessages messages, Attestations attestations,
    MissingFacts missing, TimeProvider time) : IMessageHandler
{
    public const string MessageKind = "collections.plan-letters";

    private const int PageSize = 500;

    public string Kind => MessageKind;

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var order = message.Read<LetterOrder>();
        var access = Access.System(MessageKind, order.Client);
        if (await clients.GetAsync(access, order.Client, ct) is not { } client) return;
        var (attested, facts) = (await attestations.ListAsync(access, order.Client, ct), new MissingFacts.Tally());
        await PlanAsync(access, client, attested, order.Person, facts, ct);
        await missing.ReportAsync(access, client, facts, time.GetUtcNow(), ct);
    }

    /// <returns>What became of each letter that was looked at.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        Access access, Client client, IReadOnlyList<AttestationRow> attested, MissingFacts.Tally facts, CancellationToken ct)
    {
        var became = new List<string>();
        for (Guid? after = null; await PeopleAsync(access, client, after, ct) is { Count: > 0 } people; after = people[^1])
            foreach (var person in people) became.AddRange(await PlanAsync(access, client, attested, person, facts, ct));
        return became;
    }

    private Task<IReadOnlyList<Guid>> PeopleAsync(Access access, Client client, Guid? after, CancellationToken ct) =>
        database.QueryAsync<Guid>(access, $"""
            select distinct a.person_id from collections.accounts a
            left join collections.nudges n on n.client_id = a.client_id and n.id = a.plan_decision
            where a.client_id = {client.ClientId} and a.plan_decision is not null and (n.id is null or (n.state = 'blocked'
              and (n.checked_at <= {time.GetUtcNow().AddHours(-1)} or exists (
                select from collections.attestations f where f.client_id = n.client_id and f.attested_at >= n.checked_at))))
              and ({after}::uuid is null or a.person_id > {after}::uuid)
            order by a.person_id limit {PageSize}
            """, ct);

    private async Task<IReadOnlyList<string>> PlanAsync(
        Access access, Client client, IReadOnlyList<AttestationRow> attested, Guid person, MissingFacts.Tally facts, CancellationToken ct)
    {
        var became = new List<string>();
        if (await files.LoadAsync(access, client.ClientId, person, ct) is not { } file) return became;
        foreach (var account in PlanLetter.Open(file, await nudges.OfPersonAsync(access, client.ClientId, person, ct)))
        {
            var decision = account.Offer!.Decision;
            if (PlanLetter.Obstacle(account, decision, client.Today(time.GetUtcNow())) is { } obstacle)
                await TakeBackAsync(access, account, decision, obstacle, ct);
            else
                became.Add(await messages.PlanAsync(access, client, attested, person, (now, before) =>
                    PlanLetter.Open(now, before).FirstOrDefault(a => a.Id == account.Id && a.Offer!.Decision == decision) is { } still
                        ? new Matter(NudgeStep.PlanLetter, [still], _ => decision) : null, facts, ct));
        }

        return became;
    }

    private async Task TakeBackAsync(Access access, AccountRow account, Guid decision, string obstacle, CancellationToken ct)
    {
        var (session, now, level) = (store.OpenSession(account.ClientId, access), time.GetUtcNow(), NudgeStep.PlanLetter);
        session.Append(account.PersonId, new NudgeCancelled(decision, obstacle, [account.Id]));
        session.QueueTakeBack(new NudgeRow(
            account.ClientId, decision, account.PersonId, null, level.Code, level.Template, [account.Id.ToString()], null, 0, "blocked", now, null,
            null, null, now, now), obstacle, now);
        await session.SaveChangesAsync(ct);
    }
}
