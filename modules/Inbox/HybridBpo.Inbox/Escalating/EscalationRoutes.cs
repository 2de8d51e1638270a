using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Escalating;

/// The policy: read, checked with what it would change, used, and used again.
internal static class EscalationRoutes
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Escalation, (HttpContext context, EscalationScreens screens, int? version) =>
            ShowAsync(context, screens, version, null, "", false, null)).Requires(Act.ReadSupervision).ShowsNobody();
        staff.MapPost(Paths.Escalation, WriteAsync).Requires(Act.AssignCases).ShowsNobody();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, EscalationScreens screens, int? version, string? typed, string why, bool check, Refusal? refusal) =>
        Pages.Render<EscalationPage>(context,
            new { View = await screens.BuildAsync(context.GetAccess(), version, typed, why, check, refusal?.Message, context.RequestAborted) },
            refusal?.Status ?? StatusCodes.Status200OK);

    private static async Task<IResult> WriteAsync(HttpContext context, EscalationScreens screens, EscalationPolicies policies)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        var (yaml, why) = (form["yaml"].ToString().ReplaceLineEndings("\n"), form["why"].ToString());
        var after = int.TryParse(form["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
        if (form["act"] == "check")
        {
            var refused = (await policies.CheckAsync(access, after + 1, yaml, ct)).Refusal;
            return await ShowAsync(context, screens, null, yaml, why, refused is null, refused);
        }

        if (!(await policies.WriteAsync(access, after, yaml, why, ct)).Is(out var written, out var refusal))
        {
            return await ShowAsync(context, screens, null, yaml, why, false, refusal);
        }

        Flash.Say(context, $"Version {written} is in force, also for the cases that are open. What happened to a case does not happen again.");
        return CaseActs.SeeOther(context, Paths.Escalation);
    }
}
