using System.Runtime.CompilerServices;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;

namespace HybridBpo.Collections.Nudges.HouseRules;

internal sealed record SwitchRow(
    Guid Id, string RuleId, bool IsOn, DateOnly FromDay, string State, string Why, string AskedBy, string? DecidedBy, DateTimeOffset ChangedAt);

/// <summary>The switches of a client's house rules.</summary>
internal sealed class RuleSwitches(EventStore store, Database database, TimeProvider time)
{
    public Task<IReadOnlyList<SwitchRow>> ListAsync(Access access, string client, CancellationToken ct) => database.QueryAsync<SwitchRow>(access, $"""
        select id, rule_id, is_on, from_day, state, why, asked_by, decided_by, changed_at from collections.rule_switches
        where client_id = {client} order by changed_at desc, id limit 200
        """, ct);

    /// <summary>Rules that are off today.</summary>
    public Task<IReadOnlyList<string>> OffAsync(Access access, Client client, CancellationToken ct) => database.QueryAsync<string>(access, $"""
        select rule_id from (
          select distinct on (rule_id) rule_id, is_on from collections.rule_switches
          where client_id = {client.ClientId} and state = 'switched' and from_day <= {client.Today(time.GetUtcNow())}
          order by rule_id, changed_at desc) s
        where not is_on
        """, ct);

    public Task<Result<Done>> SwitchAsync(
        Access access, Client client, string rule, bool on, DateOnly from, string why, Guid command, CancellationToken ct)
    {
        var ask = new SwitchRule(command, rule, on, from, ProtectionPages.Short(why), access.Actor.Id);
        return DecideAsync(access, client, command, facts => SwitchRule.Decide(ask, facts, client.Today(time.GetUtcNow())), ct);
    }

    public Task<Result<Done>> AnswerAsync(Access access, Client client, Guid asked, bool confirmed, Guid command, CancellationToken ct)
    {
        var answer = new AnswerSwitch(asked, confirmed, access.Actor.Id);
        return DecideAsync(access, client, command, facts => AnswerSwitch.Decide(answer, facts, client.Today(time.GetUtcNow())), ct);
    }

    private Task<Result<Done>> DecideAsync(
        Access access, Client client, Guid command, Func<ClientFacts?, Result<Decision<Done>>> decide, CancellationToken ct,
        [CallerMemberName] string caller = "") =>
        !access.May(Act.Attest) ? Task.FromResult<Result<Done>>(new Forbidden("Only a supervisor switches rules of the house."))
        : store.DecideAsync(access, client.ClientId, ClientFacts.StreamOf(client.ClientId), command, decide, null, ct, caller);
}
