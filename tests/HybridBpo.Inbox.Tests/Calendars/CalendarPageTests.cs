using System.Net;
using HybridBpo.Inbox.Calendars;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Calendars;

public class CalendarPageTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private const string Path = "/supervision/calendars/fernbrook", Other = "/supervision/calendars/castlegate";

    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_calendar_is_written_looked_at_and_used_again()
    {
        using var sara = house.As(Sara);
        var (_, list) = await sara.GetAsync("/supervision/calendars");
        Assert.Contains("Castlegate Mobile", list);
        Assert.Contains("Mon–Fri 09:00-17:00, America/Chicago", list);
        Assert.Equal("America/Chicago", (await house.Get<CalendarVersions>().InForceAsync("castlegate", Ct)).Zone);

        var first = await sara.PostAsync(Other, Form(0, "09:00-12:00, 13:00-17:30", "2026-12-25 Christmas Day\n\n2026-11-26 Thanksgiving"));
        Assert.Equal((HttpStatusCode.OK, Other), (first.Status, first.To));
        Assert.Contains("Version 1 counts from now on", first.Body);
        var calendar = await house.Get<CalendarVersions>().InForceAsync("castlegate", Ct);
        Assert.Equal((1, "2026-11-26 Thanksgiving"), (calendar.Version, HolidayText.Write(calendar.Holidays[0])));

        // Two at a time: the second is told, and nothing of theirs is lost.
        var late = await sara.PostAsync(Other, Form(0, "10:00-12:00", ""));
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("Somebody else changed this calendar meanwhile", late.Body);
        Assert.Contains("10:00-12:00", late.Body);

        Assert.Equal(HttpStatusCode.OK, (await sara.PostAsync(Other, Form(1, "10:00-12:00", "2026-12-25 Christmas Day"))).Status);
        var before = (await sara.GetAsync($"{Other}?version=1")).Body;
        Assert.Contains("Back to version 1", before);
        Assert.Contains("New: 1 holiday", before);
        Assert.Equal(HttpStatusCode.OK, (await sara.PostAsync(Other,
            Form(2, "09:00-12:00, 13:00-17:30", "2026-12-25 Christmas Day\n2026-11-26 Thanksgiving", "Version 1 again"))).Status);
        Assert.Equal((3, 2), (await house.Get<CalendarVersions>().InForceAsync("castlegate", Ct)) is var now
            ? (now.Version, now.Holidays.Count) : default);
    }

    [Fact]
    public async Task A_file_is_shown_before_it_counts_and_comes_out_again()
    {
        using var sara = house.As(Sara);
        var year = DateTimeOffset.UtcNow.Year;
        Assert.Equal(HttpStatusCode.OK, (await sara.PostAsync(Path,
            Form(0, "09:00-17:00", $"{year + 1}-02-02 Groundhog\n{year - 1}-12-25 Last Christmas"))).Status);
        var file = $"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:{year}1225\r\n"
            + "RRULE:FREQ=YEARLY\r\nSUMMARY:<b>Christmas</b>\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        var shown = await sara.UploadAsync($"{Path}/holidays", "us.ics", file);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Contains("New: 5 holidays", shown.Body);
        Assert.Contains("Goes: 1 holiday", shown.Body);
        Assert.Contains("Holidays from us.ics", shown.Body);
        Assert.Equal(1, (await house.Get<CalendarVersions>().InForceAsync("fernbrook", Ct)).Version);
        Assert.Contains("New: 5 holidays", (await sara.UploadAsync($"{Path}/holidays", "us.ics", file, ("keep", "yes"))).Body);
        Assert.DoesNotContain("Goes:", (await sara.UploadAsync($"{Path}/holidays", "us.ics", file, ("keep", "yes"))).Body);

        var cut = await sara.UploadAsync($"{Path}/holidays", "cut.ics", file.Replace("SUMMARY",
            $"RDATE;VALUE=PERIOD:{year}0501T000000Z/{year + 60}0501T000000Z\r\nSUMMARY", StringComparison.Ordinal));
        Assert.Contains($"Line 8: of the period from {year}-05-01 to {year + 60}-04-30 only the first day is taken.", cut.Body);

        // What the form now holds is what is used; days of years that are over stay.
        var lines = string.Join('\n',
            Enumerable.Range(year, 5).Select(y => $"{y}-12-25 <b>Christmas</b>").Prepend($"{year - 1}-12-25 Last Christmas"));
        Assert.Contains(lines, shown.Body);
        Assert.Equal(HttpStatusCode.OK, (await sara.PostAsync(Path, Form(1, "09:00-17:00", lines))).Status);
        Assert.Contains($"DTSTART;VALUE=DATE:{year + 4}1225", (await sara.GetAsync($"{Path}/holidays.ics")).Body);

        var refused = await sara.UploadAsync($"{Path}/holidays", "x.ics", "hello");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("does not begin with BEGIN:VCALENDAR", refused.Body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sara.UploadAsync($"{Path}/holidays", "x.ics", "")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await sara.UploadAsync($"{Path}/holidays", "x.ics", new string('x', 1_050_000))).Status);
    }

    [Theory]
    [InlineData("", "", "never open")]
    [InlineData("nine to five", "", "is no span")]
    [InlineData("09:00-17:00", "Christmas", "Line 1 of the holidays")]
    [InlineData("09:00-17:00", "2026-12-25\n2026-12-25 twice", "stands there twice")]
    public async Task What_cannot_be_worked_by_is_said_and_what_was_typed_stays(string monday, string holidays, string why)
    {
        using var sara = house.As(Sara);
        var last = (await house.Get<CalendarVersions>().InForceAsync("castlegate", Ct)).Version;
        var form = Form(last, monday, holidays);
        if (monday.Length == 0)
        {
            form = [.. form.Select(field => field.Name.StartsWith("day", StringComparison.Ordinal) ? (field.Name, "") : field)];
        }

        var (status, body, _) = await sara.PostAsync(Other, form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(why, body);
        Assert.Contains("Because of the new contract", body);
        Assert.Equal(last, (await house.Get<CalendarVersions>().InForceAsync("castlegate", Ct)).Version);
    }

    [Fact]
    public async Task Another_clients_calendar_is_not_there_and_only_the_right_roles_write()
    {
        house.People.Add(Person("sonia", "Sonia F.", ["fernbrook"], Roles.Supervisor));
        house.People.Add(Person("adam", "Adam N.", ["fernbrook"], Roles.Administrator));
        using var sonia = house.As("sonia");
        foreach (var path in new[] { Other, $"{Other}?version=1", $"{Other}/holidays.ics", "/supervision/calendars/nobody" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await sonia.GetAsync(path)).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await sonia.PostAsync(Other, Form(0, "09:00-17:00", ""))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await sonia.UploadAsync($"{Other}/holidays", "x.ics", "BEGIN:VCALENDAR")).Status);
        Assert.DoesNotContain("Castlegate", (await sonia.GetAsync("/supervision/calendars")).Body);

        using var audra = house.As(Audra);
        using var maren = house.As(Maren);
        using var adam = house.As("adam");
        Assert.DoesNotContain("Use from now on", (await audra.GetAsync(Path)).Body);
        Assert.Equal(HttpStatusCode.Forbidden, (await audra.PostAsync(Path, Form(0, "09:00-17:00", ""))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await maren.GetAsync(Path)).Status);
        Assert.Contains("Use from now on", (await adam.GetAsync(Path)).Body);
        Assert.Equal(404, (await house.Get<CalendarVersions>().WriteAsync(
            sonia.Access, 0, CalendarVersions.Usual("UTC", "castlegate") with { Why = "x" }, Ct)).Refusal?.Status);
    }

    private static (string Name, string Value)[] Form(int after, string monday, string holidays, string why = "Because of the new contract") =>
    [
        ("after", $"{after}"), ("zone", "America/Chicago"), ("holidays", holidays), ("why", why), ("day0", monday),
        .. Enumerable.Range(1, 6).Select(day => ($"day{day}", day < 5 ? "09:00-17:00" : "")),
    ];
}
