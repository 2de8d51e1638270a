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
using Microsoft.Extensions.Primitives;

namespace HybridBpo.Collections.Reach;

/// <summary>Numbers, addresses and calls on the account page.</summary>
internal static class ReachPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/accounts/{client}/{id:guid}/reach", ShowAsync).Requires(Act.RecordContact).ShowsPeople();
        routes.MapPost("/accounts/{client}/{id:guid}/call", CallAsync).Requires(Act.RecordContact).ShowsPeople();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, EventStore store, AccountBook book, TimeProvider time, string client, Guid id, [FromForm] Guid command,
        CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await book.FindAsync(access, client, id, ct) is not { } account) return new NotFound("There is no such account.").ToHttp(context);
        if (account.IsErased) return await AccountPages.ShowAsync(context, book, client, id, new PersonErased(), ct);
        var show = new ShowContactDetails(access.Actor.Id, time.GetUtcNow());
        var done = await store.DecideAboutAsync<Person, Done>(
            access, client, account.PersonId, command, person => ShowContactDetails.Decide(show, person), null, ct);
        return done.Refusal is { } no ? await AccountPages.ShowAsync(context, book, client, id, no, ct)
            : Pages.SeeOther(context, $"/accounts/{client}/{id}#reach");
    }

    private static async Task<IResult> CallAsync(
        HttpContext context, Calls calls, AccountBook book, string client, Guid id, [FromForm] Guid command, [FromForm] string? at,
        [FromForm] string? direction, [FromForm] string? outcome, [FromForm] string? number, [FromForm] StringValues debts, [FromForm] string? said,
        CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await book.FindAsync(access, client, id, ct) is not { } account) return new NotFound("There is no such account.").ToHttp(context);
        var done = await calls.RecordAsync(access, account, file => Read(file), command, ct);
        return done.Refusal is { } no ? await AccountPages.ShowAsync(context, book, client, id, no, ct)
            : Pages.SeeOther(context, $"/accounts/{client}/{id}", done.Value.ToldBefore
                ? "A dialer’s file told of this call already: yours stands with it, and it counts once."
                : "The call is recorded; the contact budget has moved.");

        Result<RecordCall> Read(ContactFile file)
        {
            if (!DateTime.TryParseExact(at, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
                || clock.Year is < 2000 or > 2100)
                return new CallUnusable("Give the day and time of the call.");
            return new RecordCall(
                Ids.For(client, "call", command.ToString("N")), LocalDays.At(file.ZoneOf(account), clock), direction == "in", outcome ?? "",
                file.Addresses.FirstOrDefault(a => a.Kind == "phone" && a.Id.ToString() == number),
                [.. file.Accounts.Where(a => debts.Contains(a.Id.ToString()))], ProtectionPages.Short(said), access.Actor.Id);
        }
    }
}
