using System.Globalization;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;
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
        HttpContext context, EventStore store, AccountBook book, NudgeBook nudges, Clients clients, TimeProvider time, string client, Guid id,
        [FromForm] Guid command, [FromForm] Guid plan, [FromForm] string? answer, [FromForm] string? way, [FromForm] string? day,
        [FromForm] string? said, CancellationToken ct)
    {
        var (access, now) = (context.GetAccess(), time.GetUtcNow());
        if (await book.FindAsync(access, client, id, ct) is not { } account || await clients.GetAsync(access, client, ct) is not { } of)
            return new NotFound("There is no such account.").ToHttp(context);
        if (account.IsErased) return await AccountPages.ShowAsync(context, book, client, id, new PersonErased(), ct);
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on))
            return await AccountPages.ShowAsync(context, book, client, id, new PlanAnswerUnusable("Give the day on which the answer came."), ct);
        var given = new AnswerPlan(plan, answer ?? "", on, way ?? "", ProtectionPages.Short(said), access.Actor.Id);
        // A letter that still waits does not offer what was refused.
        var letters = answer != AnswerPlan.Refused ? []
            : (await nudges.OpenAsync(access, client, account.PersonId, ct)).Where(n => n.Id == plan).ToList();
        var done = await store.DecideAboutAsync<Account, Done>(
            access, client, id, command, state => AnswerPlan.Decide(given, state, account.PlanOfferedOn, of.Today(now)),
            (session, _) => session.CancelNudges(account.PersonId, letters, "plan-refused", now), ct);
        return done.Refusal is { } no ? await AccountPages.ShowAsync(context, book, client, id, no, ct)
            : Pages.SeeOther(context, $"/accounts/{client}/{id}", answer == AnswerPlan.Accepted
                ? "The plan is accepted; reminders wait as long as its parts are paid."
                : "The plan is refused; the account can come to a person again.");
    }
}
