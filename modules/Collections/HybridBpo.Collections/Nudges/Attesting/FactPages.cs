using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Nudges.Attesting;

/// <summary>The page on which a supervisor vouches for facts.</summary>
internal static class FactPages
{
    private static readonly string[] Values =
    [
        "role", "debt", "jurisdiction", "kind", "since", "optOutEnds", "sentOn", "zone", "employer", "dialer", "hours", "weekends", "complete",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var facts = routes.MapGroup("/facts").Requires(Act.Attest).ShowsNobody();
        facts.MapGet("", (HttpContext context, string? client) => Pages.Render<FactsPage>(context, new { Client = client }));
        facts.MapPost("", AttestAsync);
    }

    private static async Task<IResult> AttestAsync(HttpContext context, Attestations attestations, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var (client, fact) = (form["client"].ToString(), form["fact"].ToString());
        if (!Guid.TryParse(form["command"], out var command) || !context.FindViewer()!.Access.Sees(client)) return new NotFound(
            "There is no such client.").ToHttp(context);
        Guid? import = Guid.TryParse(form["import"], out var of) ? of : null;
        var value = Values.Where(v => form[v].ToString().Trim().Length > 0).ToDictionary(v => v, v => form[v].ToString().Trim());
        // The client is named in the form, not narrowed by the client switch.
        var done = await attestations.AttestAsync(context.FindViewer()!.Access, client, fact, import, value, command, ct);
        return done.Refusal is { } refusal
            ? Pages.Render<FactsPage>(context, new { Client = client, Error = refusal.Message }, refusal.Status)
            : Pages.SeeOther(context, $"/facts?client={client}",
                "It is recorded with your name. Reminders that waited are looked at again within five minutes.");
    }
}
