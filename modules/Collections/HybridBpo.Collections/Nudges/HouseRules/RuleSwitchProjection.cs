using HybridBpo.Events;

namespace HybridBpo.Collections.Nudges.HouseRules;

/// <summary>Keeps the switches of each client in their table, in the batch of the events.</summary>
internal sealed class RuleSwitchProjection : IInlineProjection
{
    public IReadOnlyCollection<Type> Events { get; } = [typeof(RuleSwitchAsked), typeof(RuleSwitched), typeof(RuleSwitchDeclined)];

    public void Project(StoredEvent e, EventSession session)
    {
        switch (e.Data)
        {
            case RuleSwitchAsked asked:
                session.Queue($"""
                    insert into collections.rule_switches (client_id, id, rule_id, is_on, from_day, state, why, asked_by, changed_at)
                    values ({e.Tenant}, {asked.SwitchId}, {asked.RuleId}, false, {asked.From}, 'asked', {asked.Why ?? ""}, {asked.AskedBy},
                      {e.Timestamp})
                    """);
                break;
            case RuleSwitched made:
                session.Queue($"""
                    insert into collections.rule_switches (client_id, id, rule_id, is_on, from_day, state, why, asked_by, decided_by, changed_at)
                    values ({e.Tenant}, {made.SwitchId}, {made.RuleId}, {made.IsOn}, {made.From}, 'switched', {made.Why ?? ""}, {made.SwitchedBy},
                      {made.SwitchedBy}, {e.Timestamp})
                    on conflict (client_id, id) do update set state = 'switched', from_day = excluded.from_day, decided_by = excluded.decided_by,
                      changed_at = excluded.changed_at
                    """);
                break;
            case RuleSwitchDeclined declined:
                session.Queue($"""
                    update collections.rule_switches set state = 'declined', decided_by = {declined.DeclinedBy}, changed_at = {e.Timestamp}
                    where client_id = {e.Tenant} and id = {declined.SwitchId}
                    """);
                break;
        }
    }
}
