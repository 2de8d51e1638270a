using HybridBpo.Events;

namespace HybridBpo.Inbox.Cases;

/// The holder asks a colleague to take the case over. They hold it until then, by the same token.
internal sealed record CaseDelegated(
    DateTimeOffset At,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    [property: Code] string To,
    long Token,
    DateTimeOffset Until,
    [property: Personal] string? Note,
    bool AfterReveal);

/// By: who acts from now on; Owner: on whose behalf.
internal sealed record DelegationAccepted(
    DateTimeOffset At, [property: Code] string By, [property: Code] string Owner, long Token, DateTimeOffset Until);

/// By the colleague, or by the owner, who takes it back. Until: how long the owner holds it from here on, at most.
internal sealed record DelegationReturned(
    DateTimeOffset At,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    [property: Code] string Owner,
    DateTimeOffset Until,
    [property: Personal] string? Note,
    bool AfterReveal);

internal sealed record Delegation(string From, string To);

internal sealed partial class Case
{
    private readonly Dictionary<string, HashSet<string>> ownersOf = [];

    /// What waits for the answer of a colleague.
    public Delegation? Delegation { get; private set; }

    /// On whose behalf this person acts here: whoever asked them, and whoever had asked those.
    public IReadOnlyList<string> OwnersBehind(string person) => [.. ownersOf.GetValueOrDefault(person, []).Order(StringComparer.Ordinal)];

    /// Nobody approves their own decision, neither themselves nor through somebody who acts for them.
    public bool IsPartyTo(Decided decision, string person) =>
        decision.Parties.Contains(person) || OwnersBehind(person).Intersect(decision.Parties).Any();

    /// Who else could not be the second person of a decision that this one makes now.
    public IReadOnlyList<string> NotSecondTo(string person)
    {
        string[] parties = [person, .. OwnersBehind(person)];
        return [.. parties.Concat(ownersOf.Where(pair => pair.Value.Overlaps(parties)).Select(pair => pair.Key)).Except([person]).Distinct()
            .Order(StringComparer.Ordinal)];
    }

    public void Apply(CaseDelegated e)
    {
        Version++;
        Delegation = new Delegation(e.By, e.To);
    }

    public void Apply(DelegationAccepted e)
    {
        Hold(e.By, e.Token);
        var owners = ownersOf.GetValueOrDefault(e.By) ?? (ownersOf[e.By] = []);
        owners.UnionWith([e.Owner, .. OwnersBehind(e.Owner)]);
        owners.Remove(e.By);
    }

    public void Apply(DelegationReturned e)
    {
        Version++;
        Delegation = null;
    }
}
