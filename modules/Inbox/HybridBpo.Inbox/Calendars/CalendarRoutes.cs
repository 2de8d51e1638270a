using System.Globalization;
using System.Text;
using HybridBpo.Inbox.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Calendars;

/// When each client's cases are worked on: read, written, holidays taken from a file and given as one.
internal static class CalendarRoutes
{
    private const int YearsAhead = 5;

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Calendars, async (HttpContext context, CalendarScreens screens) =>
            Pages.Render<CalendarsPage>(context, new { View = await screens.ListAsync(context.GetAccess(), context.RequestAborted) }))
            .Requires(Act.ReadCalendars).ShowsNobody();
        staff.MapGet($"{Paths.Calendars}/{{client}}", (HttpContext context, CalendarScreens screens, string client, int? version) =>
            ShowAsync(context, screens, client, version, null, null, null)).Requires(Act.ReadCalendars).ShowsNobody();
        staff.MapPost($"{Paths.Calendars}/{{client}}", SaveAsync).Requires(Act.SetCalendars).ShowsNobody();
        staff.MapPost($"{Paths.Calendars}/{{client}}/holidays", ImportAsync).Requires(Act.SetCalendars).ShowsNobody()
            .AllowUpload(HolidayFile.MostBytes + 100_000);
        staff.MapGet($"{Paths.Calendars}/{{client}}/holidays.ics", ExportAsync).Requires(Act.ReadCalendars).ShowsNobody();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, CalendarScreens screens, string client, int? version, CalendarRow? typed, CalendarChangeView? change,
        Refusal? refusal) =>
        await screens.FormAsync(context.GetAccess(), client, version, typed, change, refusal?.Message, context.RequestAborted) is { } view
            ? Pages.Render<CalendarPage>(context, new { View = view }, refusal?.Status ?? StatusCodes.Status200OK)
            : new CalendarNotFound().ToHttp(context);

    private static async Task<IResult> SaveAsync(HttpContext context, CalendarScreens screens, CalendarVersions versions, string client)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        var after = int.TryParse(form["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
        var holidays = form["holidays"].ToString();
        string[] lines = holidays.Length > HolidayText.Longest ? []
            : holidays.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var row = new CalendarRow(client, after, form["zone"].ToString().Trim(),
            [.. Enumerable.Range(0, 7).Select(day => form[$"day{day}"].ToString().Trim())], lines, form["why"].ToString(), "", default);
        var written = holidays.Length > HolidayText.Longest ? new Invalid("These are too many holidays.")
            : await versions.WriteAsync(access, after, row, ct);
        if (!written.Is(out var next, out var refusal))
        {
            return refusal is NotFound ? refusal.ToHttp(context) : await ShowAsync(context, screens, client, null, row, null, refusal);
        }

        Flash.Say(context, $"Version {next} counts from now on. Dates that were given stay.");
        return CaseActs.SeeOther(context, $"{Paths.Calendars}/{client}");
    }

    /// Shows what the file would change; nothing is written before somebody says so.
    private static async Task<IResult> ImportAsync(
        HttpContext context, CalendarScreens screens, CalendarVersions versions, Clients clients, string client)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (!access.Sees(client) || await clients.GetAsync(access, client, ct) is not { } of)
        {
            return new CalendarNotFound().ToHttp(context);
        }

        var form = await context.Request.ReadFormAsync(ct);
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            return await ShowAsync(context, screens, client, null, null, null, new Invalid("Choose a file that ends in .ics."));
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        var last = (await versions.ListAsync(access, client, ct)).FirstOrDefault() ?? CalendarVersions.Usual(of.TimeZone, client);
        var from = new NodaTime.LocalDate(screens.TodayIn(last.TimeZone).Year, 1, 1);
        if (!HolidayFile.Read(bytes.ToArray(), from, from.PlusYears(YearsAhead)).Is(out var found, out var refusal))
        {
            return await ShowAsync(context, screens, client, null, null, null, refusal);
        }

        // Days of years that are over stay, as dates were given by them.
        var keep = HolidayText.Read(last.Holidays).Value.Where(day => day.Day < from || form["keep"] == "yes").ToList();
        var holidays = keep.Concat(found.Holidays.ExceptBy(keep.Select(day => day.Day), day => day.Day)).OrderBy(day => day.Day);
        var row = last with { Holidays = [.. holidays.Select(HolidayText.Write)], Why = $"Holidays from {NameOf(file)}" };
        string[] timed = found.Timed == 0 ? []
            : [$"Left out, as it closes no whole day: {CountText.Of(found.Timed, "entry", "entries")} with a time of day."];
        return await ShowAsync(context, screens, client, null, row, CalendarScreens.ChangeOf(last, row, [.. timed, .. found.Cut]), null);
    }

    private static async Task<IResult> ExportAsync(HttpContext context, CalendarVersions versions, Clients clients, string client)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (!access.Sees(client) || await clients.GetAsync(access, client, ct) is not { } of)
        {
            return new CalendarNotFound().ToHttp(context);
        }

        var said = (await versions.ListAsync(access, client, ct)).FirstOrDefault()?.SaidAt ?? of.CreatedAt;
        var text = HolidayFile.Write(client, await versions.InForceAsync(client, ct), said);
        return Results.File(Encoding.UTF8.GetBytes(text), "text/calendar; charset=utf-8", $"holidays-{client}.ics");
    }

    private static string NameOf(IFormFile file)
    {
        var name = new string([.. Path.GetFileName(file.FileName).Where(c => !char.IsControl(c)).Take(60)]);
        return name.Length == 0 ? "a file" : name;
    }
}
