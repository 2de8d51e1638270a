using System.Text.Json;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Nudges;

/// <summary>Facts that rules miss: one case per client, fact and import, never one per account, and only so many new ones a day.</summary>
internal sealed class MissingFacts(EventStore store, Database database)
{
    public const string CaseKind = "collections.attestation";

    private const int MostCasesPerDay = 10;

    public async Task ReportAsync(Access access, Client client, Tally tally, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var (fact, import, count) in tally.Counts)
        {
            var kind = Facts.Of(fact);
            var key = import?.ToString("N") ?? "";
            var row = await database.SingleOrDefaultAsync<Reported>(access, $"""
                insert into collections.missing_facts (client_id, fact, import_key, import_id, rule_id, nudges, first_at)
                values ({client.ClientId}, {fact}, {key}, {import}::uuid, {kind.RuleId}, {count}, {now})
                on conflict (client_id, fact, import_key) do update
                set nudges = case when missing_facts.settled_at is null then greatest(missing_facts.nudges, excluded.nudges) else excluded.nudges end,
                  settled_at = null
                returning case_id, (select count(*) from collections.missing_facts m where m.client_id = {client.ClientId} and m.case_id is not null
                                    and m.first_at > {now.AddDays(-1)}) as today
                """, ct);
            if (row is { CaseId: null, Today: < MostCasesPerDay }) await OpenAsync(access, client, kind, import, key, count, now, ct);
        }
    }

    private async Task OpenAsync(Access access, Client client, FactKind kind, Guid? import, string key, int count, DateTimeOffset now,
        CancellationToken ct)
    {
        var id = Ids.For(client.ClientId, "attestation-case", $"{kind.Code}|{key}");
        var file = import is { } of ? await database.SingleOrDefaultAsync<string>(
            access, $"select file_name from collections.imports where client_id = {client.ClientId} and id = {of}", ct) : null;
        var evidence = JsonSerializer.Serialize(new AttestationEvidence(
            kind.Code, kind.RuleId, kind.Question, kind.Hint, client.Name, import, file, count), JsonSerializerOptions.Web);
        var session = store.OpenSession(client.ClientId, access);
        session.Send(CaseMessages.Open, new OpenCase(
            id, client.ClientId, CaseKind, kind.Question, file ?? client.Name, Ids.For(client.ClientId, "facts-subject", key), 0, null,
            new Evidence(1, evidence, $"{kind.RuleId} {kind.Question} {file}"), AttestationForm.For(kind.Code), null, []));
        session.Queue($"""
            update collections.missing_facts set case_id = {id} where client_id = {client.ClientId} and fact = {kind.Code} and import_key = {key}
            """);
        await session.SaveChangesAsync(ct);
    }

    /// <summary>Counts what one scan missed.</summary>
    internal sealed class Tally
    {
        private readonly Dictionary<(string Fact, Guid? Import), int> counts = [];

        public IEnumerable<(string Fact, Guid? Import, int Count)> Counts => counts.Select(c => (c.Key.Fact, c.Key.Import, c.Value));

        public void Add(NudgePlan plan)
        {
            foreach (var missing in plan.Verdicts.SelectMany(v => v.Verdict.Rules.Select(r => r.MissingFact).OfType<string>().Where(Facts.Knows)
                .Select(fact => (fact, v.Account.ImportId))).Distinct())
                counts[missing] = counts.GetValueOrDefault(missing) + 1;
        }
    }

    private sealed record Reported(Guid? CaseId, long Today);
}

/// <summary>What the case about a missing fact shows.</summary>
internal sealed record AttestationEvidence(string Fact, string RuleId, string Question, string Hint, string Client, Guid? ImportId, string? File,
    int Nudges);
