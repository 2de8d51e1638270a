using System.Text.Json;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Events;

namespace HybridBpo.Collections.Nudges;

internal sealed record NudgeRow(
    string ClientId, Guid Id, Guid PersonId, Guid? AddressId, string Level, string Template, IReadOnlyList<string> AccountIds, Guid? DeliveryId,
        int Tries, string State,
    DateTimeOffset DueAt, DateTimeOffset? NextAt, string? Blocks, string? Words, DateTimeOffset PlannedAt, DateTimeOffset ChangedAt)
{
    public const string Columns = """
        client_id, id, person_id, address_id, level, template, accounts::text[] as account_ids, delivery_id, tries, state, due_at, next_at,
          blocks::text as blocks, words,
        planned_at, changed_at
        """;

    public Guid[] Accounts => [.. AccountIds.Select(Guid.Parse)];

    public IReadOnlyList<RuleBlock> BlockList => Blocks is null ? [] : RuleBlock.Read(Blocks);
}

/// <summary>One rule that blocked, as it is kept and shown.</summary>
internal sealed record RuleBlock(string RuleId, string Citation, string Reason, DateTimeOffset? EarliestAt, string? MissingFact)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static string Write(Verdict verdict) =>
        JsonSerializer.Serialize(verdict.Blocks.Select(b => new RuleBlock(b.RuleId, b.Citation, b.Reason, b.EarliestAt, b.MissingFact)), Options);

    public static IReadOnlyList<RuleBlock> Read(string json) => JsonSerializer.Deserialize<List<RuleBlock>>(json, Options) ?? [];
}

/// <summary>Writes nudges and the audit of every evaluation, in the batch of the events.</summary>
internal static class NudgeWriting
{
    public static void QueueNudge(this EventSession session, NudgeRow n) => session.Queue($"""
        insert into collections.nudges
          (client_id, id, person_id, address_id, level, template, accounts, delivery_id, tries, state, due_at, next_at, blocks, words, planned_at,
            changed_at, checked_at)
        values ({n.ClientId}, {n.Id}, {n.PersonId}, {n.AddressId}::uuid, {n.Level}, {n.Template}, {n.Accounts}, {n.DeliveryId}::uuid, {n.Tries},
          {n.State}, {n.DueAt},
                {n.NextAt}::timestamptz, {n.Blocks}::jsonb, {n.Words}::text, {n.PlannedAt}, {n.ChangedAt},
                {n.ChangedAt})
        on conflict (client_id, id) do update
        set accounts = excluded.accounts, address_id = excluded.address_id, delivery_id = excluded.delivery_id, tries = excluded.tries,
            state = excluded.state,
          due_at = excluded.due_at,
            next_at = excluded.next_at, blocks = excluded.blocks, words = excluded.words, changed_at = excluded.changed_at,
            checked_at = excluded.checked_at
        """);

    /// <summary>Every evaluation leaves its row; the same answer again is counted on it.</summary>
    public static void QueueCheck(this EventSession session, Guid nudge, string moment, Verdict verdict)
    {
        var results = JsonSerializer.Serialize(verdict.Rules, JsonSerializerOptions.Web);
        session.Queue($"""
            with again as (update collections.rule_checks set times = times + 1, last_at = {verdict.At}
                           where client_id = {session.Tenant} and nudge_id = {nudge} and moment = {moment}
                             and rules_version = {verdict.RulesVersion} and results = {results}::jsonb returning id)
            insert into collections.rule_checks (client_id, id, nudge_id, moment, at, last_at, allowed, rules_version, results)
            select {session.Tenant}, {Guid.CreateVersion7(verdict.At)}, {nudge}, {moment}, {verdict.At}, {verdict.At}, {verdict.Allowed},
              {verdict.RulesVersion}, {results}::jsonb
            where not exists (select from again)
            """);
    }

    /// <summary>It was looked at again, and nothing has changed.</summary>
    public static void QueueSeen(this EventSession session, NudgeRow nudge, DateTimeOffset now) => session.Queue($"""
        update collections.nudges set checked_at = {now} where client_id = {nudge.ClientId} and id = {nudge.Id}
        """);

    /// <summary>Takes back what is planned for a person and has not left, and says so on the person's stream.</summary>
    public static void CancelNudges(this EventSession session, Guid person, IReadOnlyList<NudgeRow> open, string reason, DateTimeOffset now)
    {
        session.QueueCancel(open, reason, now);
        if (open.Count > 0) session.Append(person, [.. open.Select(n => (object)new NudgeCancelled(n.Id, reason, n.Accounts))]);
    }

    /// <summary>Takes back what is planned for a person and has not left.</summary>
    public static void QueueCancel(this EventSession session, IEnumerable<NudgeRow> open, string reason, DateTimeOffset now)
    {
        foreach (var nudge in open)
        {
            if (nudge.DeliveryId is { } delivery) session.CancelDelivery(delivery, reason);
            session.Queue($"""
                update collections.nudges set state = 'cancelled', words = {reason}, next_at = null, changed_at = {now}
                where client_id = {nudge.ClientId} and id = {nudge.Id} and state in ('planned', 'blocked')
                """);
        }
    }
}
