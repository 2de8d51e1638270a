using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Nudges.Strategies;

/// <summary>The strategies of a client: what is in force, what another version would change, and the way to it.</summary>
internal static class StrategyPages
{
    public const string Path = "/nudges/strategies";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).ShowsNobody();
        pages.MapGet("", (HttpContext context, string? client, int? version) =>
            Pages.Render<StrategiesPage>(context, new { Client = client, Version = version })).Requires(Act.ReadNudges, Act.ChangeStrategies);
        pages.MapPost("/{client}", PostAsync).Requires(Act.ChangeStrategies);
    }

    private static async Task<IResult> PostAsync(
        HttpContext context, AskStrategy ask, Clients clients, string client, [FromForm] Guid command, [FromForm] int live,
        [FromForm] string? yaml, [FromForm] string? why, [FromForm] string? act, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await clients.GetAsync(access, client, ct) is not { } of) return new NotFound("There is no such client.").ToHttp(context);
        var text = (yaml ?? "").ReplaceLineEndings("\n");
        if (act == "ask")
        {
            var asked = await ask.AskAsync(access, of, live, text, why ?? "", command, ct);
            return asked.Refusal is { } no ? Again(no, null)
                : Pages.SeeOther(context, $"{Path}?client={client}", "Asked. Somebody else decides it in the inbox.");
        }

        return (await ask.CheckAsync(access, of, text, ct)).Is(out var draft, out var refusal)
            ? Again(null, draft.Shown(of, 0, access.Actor.Name, why ?? "")) : Again(refusal, null);

        IResult Again(Refusal? error, string? shown) => Pages.Render<StrategiesPage>(
            context, new { Client = client, Text = text, Why = why, Draft = shown, Error = error?.Message },
            error?.Status ?? StatusCodes.Status200OK);
    }
}
