using HybridBpo.Inbox.Routing;
using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Escalating;

/// Puts the page of the escalation policy together.
internal sealed class EscalationScreens(
    EscalationPolicies policies, CaseKinds kinds, Clients clients, StaffBook staff, TeamScreens team, IPeople people, TimeProvider time)
{
    /// Typed: what somebody wrote and asked to check, or what was refused.
    public async Task<EscalationView> BuildAsync(
        Access access, int? shown, string? typed, string why, bool check, string? error, CancellationToken ct)
    {
        var versions = await policies.ListAsync(ct);
        var names = await people.NamesAsync(versions.Select(version => version.SaidBy).Distinct(), ct);
        var clock = new CaseClock(await team.ZoneAsync(access, ct), time.GetUtcNow());
        var last = versions.FirstOrDefault()?.Version ?? 0;
        var version = shown is { } asked && asked > 0 && await policies.FindAsync(asked, ct) is { } found ? found : versions.FirstOrDefault();
        var yaml = typed ?? version?.Yaml ?? EscalationPolicy.FirstOf(kinds.All);
        var inForce = await policies.InForceAsync(ct);
        var read = EscalationPolicy.Read(last + 1, yaml);
        var isOther = check || (typed is null && version is not null && version.Version != last);
        return new EscalationView(version?.Version ?? 0, last, yaml, why,
            [.. versions.Select(v => new EscalationVersionView(v.Version, v.Why, names.GetValueOrDefault(v.SaidBy, "Somebody"), clock.Short(v.SaidAt),
                v.Version == version?.Version))],
            access.May(Act.AssignCases), isOther && read.Refusal is null ? await ChangesAsync(access, inForce, read.Value, ct) : null,
            read.Refusal is null ? await MissingAsync(access, read.Value, ct) : [], error);
    }

    /// For each of the asker's clients and each kind what would be otherwise; what is alike for all kinds of a client is said once.
    private async Task<IReadOnlyList<EscalationChangeView>> ChangesAsync(
        Access access, EscalationPolicy before, EscalationPolicy after, CancellationToken ct)
    {
        var changes = new List<EscalationChangeView>();
        foreach (var client in (await clients.ListAsync(access, ct)).Where(client => access.Sees(client.ClientId)))
        {
            foreach (var on in Criteria.All.Prepend(Criteria.Due))
            {
                var each = kinds.All.OrderBy(view => view.Label, StringComparer.Ordinal).Select(view => (view.Label,
                    Before: Words(before, on, client.ClientId, view.Kind), After: Words(after, on, client.ClientId, view.Kind))).ToList();
                foreach (var group in each.Where(cell => cell.Before != cell.After).GroupBy(cell => (cell.Before, cell.After)))
                {
                    var which = group.Count() == each.Count ? "every kind" : string.Join(", ", group.Select(cell => cell.Label).Distinct());
                    changes.Add(new EscalationChangeView($"{client.Name} · {which}", Criteria.Words(on), group.Key.Before, group.Key.After));
                }
            }
        }

        return changes;
    }

    private static string Words(EscalationPolicy policy, string on, string client, string kind) => on == Criteria.Due
        ? $"within {EscalationWords.Working(policy.DueOf(client, kind).Within)} of working time"
        : EscalationWords.Steps(policy.Of(on, client, kind).Steps, on);

    /// Teams that cases would be moved to and nobody is in.
    private async Task<IReadOnlyList<string>> MissingAsync(Access access, EscalationPolicy policy, CancellationToken ct)
    {
        var there = (await staff.WorkersAsync(await team.MembersAsync(access, ct), ct)).SelectMany(worker => worker.Tags).ToHashSet();
        return [.. policy.Teams.Where(name => !there.Contains($"team:{name}"))];
    }
}
