using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Routing;

/// Everybody says themselves when they are away, and hands over what they hold. Supervisors see it on Team.
internal static class MyAway
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.MyAway, (HttpContext context, TeamScreens screens, StaffBook book, IPeople people, TimeProvider time) =>
            ShowAsync(context, screens, book, people, time, null, null)).Requires(Act.ReadInbox).ShowsNobody();
        staff.MapPost(Paths.MyAway, AwayAsync).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapPost($"{Paths.MyAway}/{{id:guid}}/end", EndAsync).Requires(Act.ReadInbox).ShowsPeople();
    }

    /// Of all clients, whichever one the lists are narrowed to.
    private static Access AccessOf(HttpContext context) => context.FindViewer()!.Access;

    private static async Task<IResult> AwayAsync(
        HttpContext context, TeamScreens screens, StaffBook book, HandOverAll hand, IPeople people, TimeProvider time)
    {
        var (access, ct) = (AccessOf(context), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        var zone = await screens.ZoneAsync(access, ct);
        var (from, until) = (TeamRoutes.At(form["from"], zone), TeamRoutes.At(form["until"], zone));
        var command = Guid.TryParse(form["command"], out var id) ? Ids.For("firm", "my-away", $"{id}:{access.Actor.Id}") : (Guid?)null;
        var refusal = command is null ? new InputNotReadable("The form")
            : from is null || until is null ? new Invalid("Say from when and until when.")
            : (await book.AwayAsync(access, command.Value, [access.Actor.Id], from.Value, until.Value, form["why"].ToString(), ct)).Refusal;
        if (refusal is not null)
        {
            return await ShowAsync(context, screens, book, people, time, null, refusal);
        }

        if (form["hand"] == "yes" && from <= time.GetUtcNow().AddMinutes(1))
        {
            var handed = await hand.RunAsync(access, command!.Value, [access.Actor.Id], ct);
            return await ShowAsync(context, screens, book, people, time, handed, null);
        }

        Flash.Say(context, "Noted. “Hand over” counts when it begins now; what you hold then goes to others when a supervisor hands it over.");
        return CaseActs.SeeOther(context, Paths.MyAway);
    }

    private static async Task<IResult> EndAsync(
        HttpContext context, TeamScreens screens, StaffBook book, IPeople people, TimeProvider time, Guid id)
    {
        // Of one's own alone, also for those who may end others' on Team.
        var (access, ct) = (AccessOf(context), context.RequestAborted);
        var mine = (await book.AbsencesAsync(ct)).Any(absence => absence.Id == id && absence.UserId == access.Actor.Id);
        var refusal = mine ? (await book.BackAsync(access, id, ct)).Refusal : new NotFound("There is no such absence of yours, or it is over.");
        if (refusal is not null)
        {
            return await ShowAsync(context, screens, book, people, time, null, refusal);
        }

        Flash.Say(context, "Welcome back.");
        return CaseActs.SeeOther(context, Paths.MyAway);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, TeamScreens screens, StaffBook book, IPeople people, TimeProvider time, IReadOnlyList<HandedCase>? handed,
        Refusal? refusal)
    {
        var (access, ct) = (AccessOf(context), context.RequestAborted);
        var now = time.GetUtcNow();
        var clock = new CaseClock(await screens.ZoneAsync(access, ct), now);
        var names = await people.NamesAsync((handed ?? []).SelectMany(h => new[] { h.From, h.To }).OfType<string>().Distinct(), ct);
        var view = new MyAwayView(
            [.. (await book.AbsencesAsync(ct)).Where(absence => absence.UserId == access.Actor.Id).Select(absence =>
                new AbsenceView(absence.Id, "", $"{clock.Short(absence.FromAt)} to {clock.Short(absence.UntilAt)}", absence.Why, true))],
            handed is null ? null : [.. handed.Select(h => new HandedView(
                Paths.Case(h.Client, h.CaseId), h.Title, names.GetValueOrDefault(h.From, "You"),
                h.To is null ? "" : names.GetValueOrDefault(h.To, "Somebody"), h.Callback, h.Why ?? ""))],
            Ids.New(time).ToString(), clock.Input(now), clock.Input(now.AddHours(8)), clock.Zone, refusal?.Message);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            context.ShowsMany("queue", (handed ?? []).Select(h => (h.Client, h.SubjectId)));
        }

        return Pages.Render<MyAwayPage>(context, new { View = view }, refusal?.Status ?? StatusCodes.Status200OK);
    }
}
