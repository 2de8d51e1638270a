namespace HybridBpo.Inbox.Calendars;

/// A version of a calendar as it was written. Holidays as <see cref="HolidayText"/>.
internal sealed record CalendarRow(
    string ClientId, int Version, string TimeZone, IReadOnlyList<string> Hours, IReadOnlyList<string> Holidays, string Why, string SaidBy,
    DateTimeOffset SaidAt)
{
    public Result<WorkingCalendar> Read() => HolidayText.Read(Holidays).Is(out var holidays, out var refusal)
        ? WorkingCalendar.Read(Version, TimeZone, Hours, holidays) : refusal;
}

/// The versions of each client's calendar. The last one counts for what is opened, and for timers, from then on; a date that was given stays.
internal sealed class CalendarVersions(Database database, Clients clients, TimeProvider time)
{
    private const int LongestWhy = 500;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, WorkingCalendar> known = [];

    private static Access Of(string client) => Access.System("calendars", client);

    /// Other hosts' versions too. Before any was written: the usual hours by the client's own clock, no holidays.
    public async Task<WorkingCalendar> InForceAsync(string client, CancellationToken ct)
    {
        var last = await database.SingleOrDefaultAsync<int?>(Of(client),
            $"select max(version) from inbox.calendars where client_id = {client}", ct) ?? 0;
        if (last > 0 && known.TryGetValue(client, out var calendar) && calendar.Version == last)
        {
            return calendar;
        }

        var row = last > 0 ? (await FindAsync(Of(client), client, last, ct))!
            : Usual((await clients.GetAsync(Of(client), client, ct))?.TimeZone, client);
        return known[client] = row.Read().Is(out var read, out var refusal) ? read
            : throw new InvalidOperationException($"Version {last} of the calendar of {client}: {refusal.Message}");
    }

    public static CalendarRow Usual(string? zone, string client) =>
        new(client, 0, zone ?? "UTC", WorkingCalendar.UsualHours, [], "", "", DateTimeOffset.UnixEpoch);

    /// Newest first, at most fifty.
    public Task<IReadOnlyList<CalendarRow>> ListAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<CalendarRow>(access, $"""
            select client_id, version, time_zone, hours, holidays, why, said_by, said_at from inbox.calendars
            where client_id = {client} order by version desc limit 50
            """, ct);

    public Task<CalendarRow?> FindAsync(Access access, string client, int version, CancellationToken ct) =>
        database.SingleOrDefaultAsync<CalendarRow>(access, $"""
            select client_id, version, time_zone, hours, holidays, why, said_by, said_at from inbox.calendars
            where client_id = {client} and version = {version}
            """, ct);

    /// Row: as somebody wrote it after that version; when another one came meanwhile, nothing is written.
    public async Task<Result<int>> WriteAsync(Access access, int after, CalendarRow row, CancellationToken ct)
    {
        if (!access.Sees(row.ClientId))
        {
            return new CalendarNotFound();
        }

        if (!access.May(Act.SetCalendars))
        {
            return new Forbidden("Only a supervisor or an administrator changes a calendar.");
        }

        if (row.Why.Trim().Length is 0 or > LongestWhy)
        {
            return new Invalid($"Say why, in at most {LongestWhy} characters: the next one who looks will ask.");
        }

        if (row.Read() is var read && !read.Is(out var calendar, out var unreadable))
        {
            return unreadable;
        }

        return await database.ExecuteAsync(access, $"""
            insert into inbox.calendars (client_id, version, time_zone, hours, holidays, why, said_by, said_at)
            select {row.ClientId}, {after + 1}, {calendar.Zone}, {calendar.Hours.Texts.ToArray()},
              {calendar.Holidays.Select(HolidayText.Write).ToArray()}, {row.Why.Trim()}, {access.Actor.Id}, {time.GetUtcNow()}
            where coalesce((select max(version) from inbox.calendars where client_id = {row.ClientId}), 0) = {after}
            on conflict do nothing
            """, ct) == 1 ? after + 1 : new ChangedMeanwhile("Somebody else changed this calendar meanwhile. Look at theirs, then write yours.");
    }
}

internal sealed record CalendarNotFound() : NotFound("There is no such calendar, or it is not of your clients.");
