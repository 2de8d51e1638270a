using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Routing;
using HybridBpo.Inbox.Stopping;
using Npgsql;

namespace HybridBpo.Inbox.Opening;

/// Opens cases of one client by COPY, in one transaction. What cannot be opened is told by case, and holds up no other.
internal sealed class OpenManyCases(
    EventStore store, Database database, RoutingPolicies routing, EscalationPolicies escalation, CalendarVersions calendars, ModePolicy modes,
    ModelStops stops, TimeProvider time)
{
    /// At most so many at once, so that a transaction stays short.
    public const int Most = 2_000;

    private const int Tries = 3;

    /// Of each, in the order asked: true where it was opened, false where it was open before or the person was erased, or why it cannot be opened.
    public async Task<IReadOnlyList<Result<bool>>> OpenAsync(Access access, string client, IReadOnlyList<OpenCase> asks, CancellationToken ct)
    {
        if (!access.Sees(client) || asks.Any(ask => ask.Client != client) || asks.Count > Most)
        {
            throw new ArgumentException($"Cases of one client that the asker sees, and at most {Most:N0} of them.", nameof(asks));
        }

        for (var tries = 1; ; tries++)
        {
            var (answers, opening) = await SortAsync(access, client, asks, ct);
            var streams = opening.Select(pair => NewStream.Of<Case>(pair.Ask.CaseId, pair.Opened));
            var proposed = opening.Where(pair => pair.Opened.ProposalHash is not null).Select(pair => pair.Ask);
            var saved = opening.Count == 0 ? new SaveOutcome.Saved(null) : await store.BulkAppendAsync(
                client, new EventMetadata(access.Actor.Kind, access.Actor.Id), streams,
                (connection, _) => KeepAsync(connection, client, proposed, ct), ct);
            if (saved is SaveOutcome.Saved)
            {
                return answers;
            }

            // Somebody else opened one of them meanwhile.
            if (saved is not SaveOutcome.StreamExists || tries == Tries)
            {
                throw new InvalidOperationException($"The cases could not be opened: {saved.GetType().Name}.");
            }
        }
    }

    private async Task<(IReadOnlyList<Result<bool>> Answers, List<(OpenCase Ask, CaseOpened Opened)> Opening)> SortAsync(
        Access access, string client, IReadOnlyList<OpenCase> asks, CancellationToken ct)
    {
        var known = (await database.QueryAsync<Guid>(access, $"""
            select case_id from inbox.cases where client_id = {client} and case_id = any ({asks.Select(ask => ask.CaseId).ToArray()})
            """, ct)).ToHashSet();
        var closed = await store.ClosedAmongAsync(client, [.. asks.Select(ask => ask.SubjectId).Distinct()], ct);
        var inForce = await stops.InForceAsync(access, client, ct);
        var (policy, then, now) = (await routing.InForceAsync(ct), await escalation.InForceAsync(ct), time.GetUtcNow());
        OpeningRules rules = new(policy, then, await calendars.InForceAsync(client, ct), modes, inForce);
        var answers = new List<Result<bool>>(asks.Count);
        var opening = new List<(OpenCase, CaseOpened)>(asks.Count);
        foreach (var ask in asks)
        {
            if (!OpenTheCase.Decide(ask, null, rules, now).Is(out var decided, out var refusal))
            {
                answers.Add(refusal);
            }
            else if (closed.Contains(ask.SubjectId) || !known.Add(ask.CaseId))
            {
                answers.Add(false);
            }
            else
            {
                answers.Add(true);
                opening.Add((ask, (CaseOpened)decided.Events[0]));
            }
        }

        return (answers, opening);
    }

    private static async Task KeepAsync(NpgsqlConnection connection, string client, IEnumerable<OpenCase> asks, CancellationToken ct)
    {
        var proposed = asks.Where(ask => ask.Proposal is not null).ToList();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind($"""
            insert into inbox.proposals (client_id, case_id, proposal, hash)
            select {client}, p.case_id, p.proposal::jsonb, p.hash
            from unnest({proposed.Select(ask => ask.CaseId).ToArray()}, {proposed.Select(ask => JsonSerializer.Serialize(ask.Proposal)).ToArray()},
              {proposed.Select(ask => Proposals.Hash(ask.Proposal!)).ToArray()}) as p (case_id, proposal, hash)
            """));
        await batch.ExecuteNonQueryAsync(ct);
    }
}
