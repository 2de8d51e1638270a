using System.Globalization;
using HybridBpo.Inbox.Screens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Routing;

/// Who works here and when, who is away, and which cases go to whom.
internal static class TeamRoutes
{
    private const int MostPeople = 500;

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Team, (HttpContext context, TeamScreens screens) => ShowAsync(context, screens, null, null))
            .Requires(Act.ReadSupervision).ShowsNobody();
        staff.MapGet($"{Paths.Team}/{{user}}", (HttpContext context, TeamScreens screens, string user) =>
            FormAsync(context, screens, user, null, null)).Requires(Act.AssignCases).ShowsNobody();
        staff.MapPost($"{Paths.Team}/{{user}}", SaveAsync).Requires(Act.AssignCases).ShowsNobody();
        staff.MapPost(Paths.Away, AwayAsync).Requires(Act.AssignCases).ShowsPeople();
        staff.MapPost($"{Paths.Away}/{{id:guid}}/end", EndAsync).Requires(Act.AssignCases).ShowsPeople();
        staff.MapGet(Paths.Routing, (HttpContext context, TeamScreens screens, int? version) =>
            RoutingAsync(context, screens, version, null, "", null)).Requires(Act.ReadSupervision).ShowsNobody();
        staff.MapPost(Paths.Routing, WriteAsync).Requires(Act.AssignCases).ShowsNobody();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, TeamScreens screens, IReadOnlyList<HandedCase>? handed, Refusal? refusal)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            context.ShowsMany("queue", (handed ?? []).Select(h => (h.Client, h.SubjectId)));
        }

        return Pages.Render<TeamPage>(
            context, new { View = await screens.BuildAsync(context.GetAccess(), handed, refusal?.Message, context.RequestAborted) },
            refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> FormAsync(HttpContext context, TeamScreens screens, string user, StaffRow? typed, Refusal? refusal) =>
        await screens.FormAsync(context.GetAccess(), user, typed, refusal?.Message, context.RequestAborted) is { } view
            ? Pages.Render<StaffPage>(context, new { View = view }, refusal?.Status ?? StatusCodes.Status200OK)
            : new NotFound("There is no such person among those who work for your clients.").ToHttp(context);

    private static async Task<IResult> RoutingAsync(
        HttpContext context, TeamScreens screens, int? version, string? typed, string why, Refusal? refusal) => Pages.Render<RoutingPage>(
            context, new { View = await screens.RoutingAsync(context.GetAccess(), version, typed, why, refusal?.Message, context.RequestAborted) },
            refusal?.Status ?? StatusCodes.Status200OK);

    private static async Task<IResult> SaveAsync(HttpContext context, TeamScreens screens, StaffBook book, string user)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (!(await screens.MembersAsync(access, ct)).Contains(user))
        {
            return new NotFound("There is no such person among those who work for your clients.").ToHttp(context);
        }

        var form = await context.Request.ReadFormAsync(ct);
        var row = new StaffRow(user, form["team"].ToString(), form["skills"].ToString().Split([',', ' '], StringSplitOptions.RemoveEmptyEntries),
            [.. Enumerable.Range(0, 7).Select(day => form[$"day{day}"].ToString().Trim())], form["zone"].ToString().Trim());
        if ((await book.SaveAsync(access, row, ct)).Refusal is { } refusal)
        {
            return await FormAsync(context, screens, user, row, refusal);
        }

        Flash.Say(context, "Saved. It counts from now on.");
        return CaseActs.SeeOther(context, Paths.Team);
    }

    /// People are away from now or later on; what they hold goes to others at once when that is asked.
    private static async Task<IResult> AwayAsync(
        HttpContext context, TeamScreens screens, StaffBook book, HandOverAll hand, TimeProvider time)
    {
        // Of all clients, whichever one the lists are narrowed to: who is away is away for all of them.
        var (access, ct) = (context.FindViewer()!.Access, context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        string[] who = [.. form["who"].OfType<string>().Distinct()];
        var zone = await screens.ZoneAsync(access, ct);
        var now = time.GetUtcNow();
        var members = await screens.MembersAsync(access, ct);
        Refusal? refusal = who.Length is 0 or > MostPeople ? new Invalid("Choose who is away: one at least.")
            : who.Except(members).Any() ? new NotFound("Somebody of them does not work for your clients.")
            : !Guid.TryParse(form["command"], out _) ? new InputNotReadable("The form")
            : null;
        var (from, until) = (At(form["from"], zone), At(form["until"], zone));
        if (refusal is null && (from is null || until is null) && form["act"] == "away")
        {
            refusal = new Invalid("Say from when and until when.");
        }

        var command = Guid.TryParse(form["command"], out var id) ? Ids.For("firm", "away", $"{id}:{access.Actor.Id}") : Guid.Empty;
        if (refusal is null && form["act"] == "away")
        {
            refusal = (await book.AwayAsync(access, command, who, from!.Value, until!.Value, form["why"].ToString(), ct)).Refusal;
        }

        if (refusal is not null)
        {
            return await ShowAsync(context, screens, null, refusal);
        }

        // Somebody who goes later on works until then.
        var handsNow = form["act"] == "hand-over" || (form["hand"] == "yes" && from <= now.AddMinutes(1));
        if (handsNow)
        {
            return await ShowAsync(context, screens, await hand.RunAsync(access, command, who, ct), null);
        }

        Flash.Say(context,
            $"Noted: {CountText.Of(who.Length, "person is", "people are")} away then. What they hold stays with them until you hand it over.");
        return CaseActs.SeeOther(context, Paths.Team);
    }

    private static async Task<IResult> EndAsync(HttpContext context, TeamScreens screens, StaffBook book, Guid id)
    {
        var (access, ct) = (context.FindViewer()!.Access, context.RequestAborted);
        var members = await screens.MembersAsync(access, ct);
        var theirs = (await book.AbsencesAsync(ct)).Any(absence => absence.Id == id && members.Contains(absence.UserId));
        var refusal = theirs ? (await book.BackAsync(access, id, ct)).Refusal : new NotFound("There is no such absence, or it is over.");
        if (refusal is not null)
        {
            return await ShowAsync(context, screens, null, refusal);
        }

        Flash.Say(context, "They are back.");
        return CaseActs.SeeOther(context, Paths.Team);
    }

    private static async Task<IResult> WriteAsync(HttpContext context, TeamScreens screens, RoutingPolicies policies)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        var (yaml, why) = (form["yaml"].ToString().ReplaceLineEndings("\n"), form["why"].ToString());
        var after = int.TryParse(form["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
        if (!(await policies.WriteAsync(access, after, yaml, why, ct)).Is(out var written, out var refusal))
        {
            return await RoutingAsync(context, screens, null, yaml, why, refusal);
        }

        Flash.Say(context, $"Version {written} routes every case that is opened from now on.");
        return CaseActs.SeeOther(context, Paths.Routing);
    }

    /// What a field of date and time says, by the clock of the zone.
    internal static DateTimeOffset? At(string? text, string zone)
    {
        var parsed = NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text ?? "");
        var of = NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? NodaTime.DateTimeZone.Utc;
        return parsed.Success ? of.AtLeniently(parsed.Value).ToDateTimeOffset() : null;
    }
}
