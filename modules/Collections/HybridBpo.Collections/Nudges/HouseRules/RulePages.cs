using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Nudges.HouseRules;

/// <summary>The page on which a supervisor switches a client's house rules.</summary>
internal static class RulePages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var rules = routes.MapGroup("/rules").Requires(Act.Attest).ShowsNobody();
        rules.MapGet("", (HttpContext context, string? client) => Pages.Render<RulesPage>(context, new { Client = client }));
        rules.MapPost("/{client}/{rule}", async (
            HttpContext context, RuleSwitches switches, Clients clients, string client, string rule, [FromForm] Guid command, [FromForm] string? to,
            [FromForm] string? from, [FromForm] string? why, CancellationToken ct) =>
        {
            var access = context.GetAccess();
            if (await clients.GetAsync(access, client, ct) is not { } of) return new NotFound("There is no such client.").ToHttp(context);
            var done = DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? await switches.SwitchAsync(access, of, rule, to == "on", day, why ?? "", command, ct)
                : new SwitchDayUnusable("Give the day from which it takes effect.");
            return Answer(context, client, done, to == "on" ? "The rule is on again from that day." : "Asked. A second supervisor confirms it.");
        });
        rules.MapPost("/{client}/asked/{asked:guid}", async (
            HttpContext context, RuleSwitches switches, Clients clients, string client, Guid asked, [FromForm] Guid command,
            [FromForm] string? answer, CancellationToken ct) =>
        {
            var access = context.GetAccess();
            if (await clients.GetAsync(access, client, ct) is not { } of) return new NotFound("There is no such client.").ToHttp(context);
            var done = await switches.AnswerAsync(access, of, asked, answer == "confirm", command, ct);
            return Answer(context, client, done, answer == "confirm" ? "Confirmed with your name." : "Declined. The rule stays on.");
        });
    }

    private static IResult Answer(HttpContext context, string client, Result<Done> done, string said) => done.Refusal is { } refusal
        ? Pages.Render<RulesPage>(context, new { Client = client, Error = refusal.Message }, refusal.Status)
        : Pages.SeeOther(context, $"/rules?client={client}", said);
}
