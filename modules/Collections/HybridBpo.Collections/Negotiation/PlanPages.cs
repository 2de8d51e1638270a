using System.Globalization;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Protection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Negotiation;

/// <summary>The answer to an offered plan, on the account page.</summary>
internal static class PlanPages
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/accounts/{client}/{id:guid}/plan-answer", AnswerAsync).Requires(Act.RecordContact).ShowsPeople();

    private static async Task<IResult> AnswerAsync(
        HttpContext context, PlanAnswers answers, AccountBook book, Clients clients, string client, Guid id,
        [FromForm] Guid command, [FromForm] Guid plan, [FromForm] string? answer, [FromForm] string? way, [FromForm] string? day,
        [FromForm] string? said, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await book.FindAsync(access, client, id, ct) is not { } account || await clients.GetAsync(access, client, ct) is not { } of)
            return new NotFound("There is no such account.").ToHttp(context);
        if (account.IsErased) return await AccountPages.ShowAsync(context, book, client, id, new PersonErased(), ct);
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on))
            return await AccountPages.ShowAsync(context, book, client, id, new PlanAnswerUnusable("Give the day on which the answer came."), ct);
        var given = new AnswerPlan(plan, answer ?? "", on, way ?? "", ProtectionPages.Short(said), access.Actor.Id);
        var done = await answers.AnswerAsync(access, of, account, given, command, ct);
        return done.Refusal is { } no ? await AccountPages.ShowAsync(context, book, client, id, no, ct)
            : Pages.SeeOther(context, $"/accounts/{client}/{id}", answer == AnswerPlan.Accepted
                ? "The plan is accepted; reminders wait as long as its parts are paid."
                : "The plan is refused; the account can come to a person again.");
    }
}
