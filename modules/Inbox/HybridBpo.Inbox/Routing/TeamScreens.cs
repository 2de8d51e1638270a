using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Routing;

/// Puts the pages of team and routing together.
internal sealed class TeamScreens(
    Database database, StaffBook staff, RoutingPolicies policies, CaseKinds kinds, IPeople people, Clients clients, TimeProvider time)
{
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    private sealed record Count(string Person, long Holds, long Aside);

    /// Everybody who may judge something of the clients that the asker sees.
    public async Task<IReadOnlyList<string>> MembersAsync(Access access, CancellationToken ct)
    {
        var members = new HashSet<string>();
        foreach (var client in (await clients.ListAsync(access, ct)).Where(client => access.Sees(client.ClientId)))
        {
            foreach (var act in kinds.All.Select(view => view.DecideAct).Distinct())
            {
                members.UnionWith(await people.WhoMayAsync(client.ClientId, act, ct));
            }
        }

        return [.. members];
    }

    public async Task<TeamView> BuildAsync(Access access, IReadOnlyList<HandedCase>? handed, string? error, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var members = await MembersAsync(access, ct);
        var absences = (await staff.AbsencesAsync(ct)).Where(absence => members.Contains(absence.UserId)).ToList();
        var names = await people.NamesAsync(
            members.Concat(absences.Select(a => a.SaidBy)).Concat((handed ?? []).Select(h => h.To).OfType<string>()).Distinct(), ct);
        var rows = (await staff.RowsAsync(ct)).ToDictionary(row => row.UserId);
        var workers = (await staff.WorkersAsync(members, ct)).ToDictionary(worker => worker.Id);
        var counts = (await CountsAsync(access, ct)).ToDictionary(count => count.Person);
        var clock = new CaseClock(await ZoneAsync(access, ct), now);
        string Name(string id) => names.GetValueOrDefault(id, "Somebody");
        return new TeamView(
            [.. members.OrderBy(Name, StringComparer.Ordinal).Select(id => Row(
                rows.GetValueOrDefault(id) ?? StaffRow.Of(id), Name(id), workers[id], counts.GetValueOrDefault(id), clock, now))],
            [.. absences.Select(a => new AbsenceView(a.Id, Name(a.UserId), $"{clock.Short(a.FromAt)} to {clock.Short(a.UntilAt)}", a.Why,
                access.May(Act.AssignCases) || a.UserId == access.Actor.Id))],
            handed is null ? null : [.. handed.Select(h => new HandedView(Paths.Case(h.Client, h.CaseId), h.Title, Name(h.From),
                h.To is null ? "" : Name(h.To), h.Callback, h.Why ?? ""))],
            access.May(Act.AssignCases), Ids.New(time).ToString(), clock.Input(now), clock.Input(now.AddHours(8)), clock.Zone, error);
    }

    public async Task<StaffFormView?> FormAsync(Access access, string user, StaffRow? typed, string? error, CancellationToken ct)
    {
        if (!(await MembersAsync(access, ct)).Contains(user))
        {
            return null;
        }

        var rows = await staff.RowsAsync(ct);
        var row = typed ?? rows.FirstOrDefault(row => row.UserId == user) ?? StaffRow.Of(user);
        var policy = await policies.InForceAsync(ct);
        return new StaffFormView(user, (await people.NamesAsync([user], ct)).GetValueOrDefault(user, "Somebody"), row.Team,
            string.Join(", ", row.Skills), row.Shifts, typed is null && row.TimeZone.Length == 0 ? await ZoneAsync(access, ct) : row.TimeZone,
            [.. rows.Select(r => r.Team).Concat(policy.Teams).Where(team => team.Length > 0).Distinct().Order()],
            [.. rows.SelectMany(r => r.Skills).Concat(policy.Skills).Distinct().Order()], error);
    }

    public async Task<RoutingView> RoutingAsync(Access access, int? shown, string? typed, string why, string? error, CancellationToken ct)
    {
        var versions = await policies.ListAsync(ct);
        var names = await people.NamesAsync(versions.Select(version => version.SaidBy).Distinct(), ct);
        var now = time.GetUtcNow();
        var clock = new CaseClock(await ZoneAsync(access, ct), now);
        var last = versions.Count == 0 ? 0 : versions[0].Version;
        var version = versions.FirstOrDefault(v => v.Version == shown)?.Version ?? last;
        var yaml = typed ?? versions.FirstOrDefault(v => v.Version == version)?.Yaml ?? RoutingPolicy.First;
        return new RoutingView(version, last, yaml, why,
            [.. versions.Select(v => new RoutingVersionView(v.Version, v.Why, names.GetValueOrDefault(v.SaidBy, "Somebody"), clock.Short(v.SaidAt),
                v.Version == version))],
            access.May(Act.AssignCases), await MissingAsync(access, ct), error);
    }

    /// Teams and skills that the routing asks for and nobody has.
    private async Task<IReadOnlyList<string>> MissingAsync(Access access, CancellationToken ct)
    {
        var (policy, workers) = (await policies.InForceAsync(ct), await staff.WorkersAsync(await MembersAsync(access, ct), ct));
        var there = workers.SelectMany(worker => worker.Tags).ToHashSet();
        return [.. policy.Teams.Where(team => !there.Contains($"team:{team}")).Select(team => $"team {team}"),
            .. policy.Skills.Where(skill => !there.Contains($"skill:{skill}"))];
    }

    /// The clock of the team's pages: that of the first client whom the asker sees.
    public async Task<string> ZoneAsync(Access access, CancellationToken ct) =>
        (await clients.ListAsync(access, ct)).FirstOrDefault(client => access.Sees(client.ClientId))?.TimeZone ?? "UTC";

    private Task<IReadOnlyList<Count>> CountsAsync(Access access, CancellationToken ct) => database.QueryAsync<Count>(access, $"""
        select person, sum(holds)::bigint as holds, sum(aside)::bigint as aside from (
          select holder as person, 1 as holds, 0 as aside from inbox.cases
          where holder is not null and lease_until > now() and client_id = any ({access.Clients.ToArray()})
          union all
          select snoozed_by, 0, 1 from inbox.cases
          where snoozed_by is not null and snoozed_until > now() and stage not in ('delivered', 'withdrawn')
            and client_id = any ({access.Clients.ToArray()})) as each
        group by person
        """, ct);

    private static TeamRowView Row(StaffRow row, string name, Worker worker, Count? count, CaseClock clock, DateTimeOffset now)
    {
        var (words, tone) = worker.Absences.FirstOrDefault(a => a.From <= now && now < a.Until) is { } away
            ? ($"away until {clock.Short(away.Until)}", "warn")
            : worker.Shift.Holds(now) ? ("at work", "ok")
            : worker.FreeFrom(now) is { } from ? ($"from {clock.Short(from)}", "quiet")
            : ("not within a week", "quiet");
        return new TeamRowView(row.UserId, name, row.Team, string.Join(", ", row.Skills), ShiftWords(row.Shifts), words, tone, count?.Holds ?? 0,
            count?.Aside ?? 0, $"{Paths.Team}/{Uri.EscapeDataString(row.UserId)}");
    }

    /// "Mon–Fri 09:00-17:00, Sat 10:00-14:00".
    internal static string ShiftWords(IReadOnlyList<string> spans)
    {
        var words = new List<string>();
        for (var day = 0; day < 7; day++)
        {
            var first = day;
            while (day < 6 && spans[day + 1] == spans[first])
            {
                day++;
            }

            if (spans[first].Length > 0)
            {
                words.Add($"{Days[first]}{(day > first ? $"–{Days[day]}" : "")} {spans[first]}");
            }
        }

        return words.Count == 0 ? "any time" : string.Join(", ", words);
    }
}
