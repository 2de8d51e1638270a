namespace HybridBpo.Inbox.Routing;

/// What the book says of one person. Zone: empty only as long as they work at any time.
internal sealed record StaffRow(string UserId, string Team, IReadOnlyList<string> Skills, IReadOnlyList<string> Shifts, string TimeZone)
{
    public static StaffRow Of(string user) => new(user, "", [], Shift.Always.Spans, "");
}

internal sealed record AbsenceRow(Guid Id, string UserId, DateTimeOffset FromAt, DateTimeOffset UntilAt, string Why, string SaidBy);

/// Teams, skills, shifts and absences of the people who work here.
internal sealed class StaffBook(Database database, TimeProvider time)
{
    private const int MostSkills = 20, LongestWhy = 200;

    private static readonly Access Product = Access.System("staff");

    public Task<IReadOnlyList<StaffRow>> RowsAsync(CancellationToken ct) => database.QueryAsync<StaffRow>(Product, $"""
        select user_id, team, skills, shifts, time_zone from inbox.staff order by user_id
        """, ct);

    /// Those that are not over, the first to begin first.
    public Task<IReadOnlyList<AbsenceRow>> AbsencesAsync(CancellationToken ct) => database.QueryAsync<AbsenceRow>(Product, $"""
        select id, user_id, from_at, until_at, why, said_by from inbox.absences
        where until_at > {time.GetUtcNow()} and ended_at is null order by from_at, user_id
        """, ct);

    /// These people as routing knows them, also those whom the book does not name.
    public async Task<IReadOnlyList<Worker>> WorkersAsync(IEnumerable<string> ids, CancellationToken ct)
    {
        var rows = (await RowsAsync(ct)).ToDictionary(row => row.UserId);
        var away = (await AbsencesAsync(ct)).ToLookup(row => row.UserId, row => new Absence(row.FromAt, row.UntilAt));
        return [.. ids.Distinct().Select(id => (Id: id, Row: rows.GetValueOrDefault(id) ?? StaffRow.Of(id))).Select(pair => new Worker(
            pair.Id, Needs.TagsOf(pair.Row.Team, pair.Row.Skills), new Shift(pair.Row.Shifts, pair.Row.TimeZone), [.. away[pair.Id]]))];
    }

    public async Task<IReadOnlyList<string>> TagsAsync(string user, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<string[]>(Product, $"select inbox.tags_of({user})", ct) ?? [];

    public async Task<Result<Done>> SaveAsync(Access access, StaffRow row, CancellationToken ct)
    {
        if (!access.May(Act.AssignCases))
        {
            return new Forbidden("Only a supervisor changes teams, skills and shifts.");
        }

        var skills = row.Skills.Select(skill => skill.Trim().ToLowerInvariant()).Where(skill => skill.Length > 0).Distinct().Order().ToArray();
        var team = row.Team.Trim().ToLowerInvariant();
        if (skills.Append(team.Length == 0 ? "none" : team).FirstOrDefault(code => !Needs.IsCode(code)) is { } wrong)
        {
            return new Invalid($"“{wrong}” is no team or skill: small letters, digits and dashes, at most 30.");
        }

        if (skills.Length > MostSkills || row.Shifts.Count != 7 || row.Shifts.Select(Shift.Wrong).OfType<string>().Any())
        {
            return new Invalid(skills.Length > MostSkills ? $"At most {MostSkills} skills." : Shift.Wrong("x")!);
        }

        if (row.TimeZone.Length == 0 && row.Shifts.Any(span => span.Length > 0))
        {
            return new Invalid("Say by which clock they work, such as America/New_York.");
        }

        if (row.TimeZone.Length > 0 && NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(row.TimeZone) is null)
        {
            return new Invalid($"“{row.TimeZone}” is no time zone. Write one such as America/New_York.");
        }

        await database.ExecuteAsync(access, $"""
            insert into inbox.staff (user_id, team, skills, shifts, time_zone, changed_by, changed_at)
            values ({row.UserId}, {team}, {skills}, {row.Shifts.ToArray()}, {row.TimeZone}, {access.Actor.Id}, {time.GetUtcNow()})
            on conflict (user_id) do update set team = excluded.team, skills = excluded.skills, shifts = excluded.shifts,
              time_zone = excluded.time_zone, changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """, ct);
        return Done.Yes;
    }

    /// Who: each of them; the same command again has no second effect.
    public async Task<Result<Done>> AwayAsync(
        Access access, Guid command, IReadOnlyList<string> who, DateTimeOffset from, DateTimeOffset until, string why, CancellationToken ct)
    {
        if (!access.May(Act.AssignCases) && who.Any(user => user != access.Actor.Id))
        {
            return new Forbidden("Only a supervisor says that somebody else is away.");
        }

        if (until <= from || until <= time.GetUtcNow() || until > from.AddYears(1))
        {
            return new Invalid("An absence ends after it begins, in the future, and within a year.");
        }

        if (why.Length > LongestWhy)
        {
            return new Invalid($"Say it in at most {LongestWhy} characters.");
        }

        var ids = who.Select(user => Ids.For("firm", "absence", $"{command}:{user}")).ToArray();
        await database.ExecuteAsync(access, $"""
            insert into inbox.absences (id, user_id, from_at, until_at, why, said_by, said_at)
            select a.id, a.user_id, {from}, {until}, {why.Trim()}, {access.Actor.Id}, {time.GetUtcNow()}
            from unnest({ids}, {who.ToArray()}) as a (id, user_id) on conflict do nothing
            """, ct);
        return Done.Yes;
    }

    /// Somebody is back, or does not go at all.
    public async Task<Result<Done>> BackAsync(Access access, Guid absence, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var ended = await database.ExecuteAsync(access, $"""
            update inbox.absences set ended_at = {now}, ended_by = {access.Actor.Id}
            where id = {absence} and ended_at is null and until_at > {now} and ({access.May(Act.AssignCases)} or user_id = {access.Actor.Id})
            """, ct);
        return ended > 0 ? Done.Yes : new NotFound("There is no such absence, or it is over.");
    }
}
