using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Nudges;

/// <summary>What is planned, what a rule blocks and until when, what was sent.</summary>
internal static class NudgePages
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/nudges", (HttpContext context, string? state, int? page) =>
            Pages.Render<NudgesPage>(context, new { State = state, PageNumber = page })).Requires(Act.ReadNudges).ShowsPeople();
}
