using System.Globalization;
using System.Text;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Accounts;

/// <summary>The portfolio and the account desk.</summary>
internal static class AccountPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/accounts", (HttpContext context, string? q, string? filter, int? page) =>
            Pages.Render<AccountsPage>(context, new { Q = q, Filter = filter, PageNumber = page })).Requires(Act.ReadAccounts).ShowsPeople();
        routes.MapGet("/accounts/export.csv", ExportAsync).Requires(Act.ReadAccounts).ShowsPeople(Looks.Exported);
        routes.MapGet("/accounts/{client}/{id:guid}", (HttpContext context, AccountBook book, string client, Guid id, CancellationToken ct) =>
            ShowAsync(context, book, client, id, null, ct)).Requires(Act.ReadAccounts).ShowsPeople();
        routes.MapPost("/accounts/{client}/{id:guid}/promise", PromiseAsync).Requires(Act.RecordContact).ShowsPeople();
        routes.MapPost("/accounts/{client}/{id:guid}/hold", HoldAsync).Requires(Act.RecordContact).ShowsPeople();
        routes.MapPost("/accounts/{client}/{id:guid}/holds/{hold:guid}/release", ReleaseAsync).Requires(Act.RecordContact).ShowsPeople();
    }

    internal static async Task<IResult> ShowAsync(
        HttpContext context, AccountBook book, string client, Guid id, Refusal? refusal, CancellationToken ct)
    {
        if (await book.FindAsync(context.GetAccess(), client, id, ct) is not { } account)
            return new NotFound("There is no such account.").ToHttp(context);
        context.ShowsOne(client, "account", id, account.PersonId);
        return Pages.Render<AccountPage>(context, new { Client = client, Id = id, Error = refusal?.Message }, refusal?.Status ?? 200);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context, AccountList list, TimeProvider time, string? q, string? filter, CancellationToken ct)
    {
        if (ListQuery.From(q, filter, 1) is not { TooLong: false } query)
            return new SearchTooLong($"Give at most {ListQuery.MostText} characters of a reference or a name.").ToHttp(context);
        var (text, people) = await list.ExportAsync(context.GetAccess(), query, time, ct);
        context.ShowsMany("accounts", people);
        return Results.File(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", "accounts.csv");
    }

    private static async Task<IResult> PromiseAsync(
        HttpContext context, Promises promises, AccountBook book, Clients clients, string client, Guid id, [FromForm] Guid command,
        [FromForm] string? amount, [FromForm] string? dueOn, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await book.FindAsync(access, client, id, ct) is not { } account || await clients.GetAsync(access, client, ct) is not { } of)
            return new NotFound("There is no such account.").ToHttp(context);
        if (account.IsErased) return await ShowAsync(context, book, client, id, new PersonErased(), ct);
        if (!Formats.Amount(amount ?? "", Formats.Point, account.Currency).Is(out var minor, out var refusal)) return await ShowAsync(
            context, book, client, id, refusal, ct);
        if (!DateOnly.TryParseExact(dueOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var due))
            return await ShowAsync(context, book, client, id, new PromiseOutsideLimits("Give the day of the promise."), ct);
        var done = await promises.PromiseAsync(access, of, account, minor, due, access.Actor.Id, command, ct);
        return done.Refusal is { } no ? await ShowAsync(context, book, client, id, no, ct)
            : Pages.SeeOther(context, $"/accounts/{client}/{id}", "The promise is recorded; reminders wait for its day.");
    }

    private static async Task<IResult> HoldAsync(
        HttpContext context, EventStore store, AccountBook book, NudgeBook nudges, TimeProvider time, string client, Guid id,
            [FromForm] Guid command, [FromForm] string? until,
        [FromForm] string? note, CancellationToken ct)
    {
        var (access, now) = (context.GetAccess(), time.GetUtcNow());
        if (await book.FindAsync(access, client, id, ct) is not { } account) return new NotFound("There is no such account.").ToHttp(context);
        if (account.IsErased) return await ShowAsync(context, book, client, id, new PersonErased(), ct);
        DateTimeOffset? end = null;
        if (!string.IsNullOrEmpty(until))
        {
            end = PlaceHold.End(until);
            if (end is null) return await ShowAsync(
                context, book, client, id, new HoldEndsInThePast("Give the last day as YYYY-MM-DD, or none."), ct);
        }

        var words = (note ?? "").Trim();
        if (words.Length > 500) words = words[..500];
        var hold = new PlaceHold(Ids.For(client, "hold", command.ToString("N")), "contact", end, access.Actor.Id, "collector", words);
        var open = (await nudges.OpenAsync(access, client, account.PersonId, ct)).Where(n => n.Accounts.Contains(id)).ToList();
        var done = await store.DecideAboutAsync<Account, Done>(
            access, client, id, command, state => PlaceHold.Decide(hold, state, now),
            (session, _) => session.CancelNudges(account.PersonId, open, "on-hold", now), ct);
        return done.Refusal is { } no ? await ShowAsync(context, book, client, id, no, ct)
            : Pages.SeeOther(context, $"/accounts/{client}/{id}", "Contact is on hold; what was planned is taken back.");
    }

    private static async Task<IResult> ReleaseAsync(
        HttpContext context, EventStore store, AccountBook book, TimeProvider time, string client, Guid id, Guid hold, [FromForm] Guid command,
            [FromForm] string? why, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await book.FindAsync(access, client, id, ct) is null) return new NotFound("There is no such account.").ToHttp(context);
        var done = await store.DecideAsync<Account, Done>(
            access, client, id, Ids.For(client, "release", $"{command:N}|{hold:N}"),
            state => ReleaseHold.Decide(new ReleaseHold(hold, access.Actor.Id, ProtectionPages.Short(why)), state, time.GetUtcNow()), null, ct);
        return done.Refusal is { } no ? await ShowAsync(context, book, client, id, no, ct)
            : Pages.SeeOther(context, $"/accounts/{client}/{id}", "The hold is released, with your reason.");
    }
}

internal sealed record PersonErased() : Conflict("The person was erased: nothing more is recorded about them.");

internal sealed record SearchTooLong(string Message) : Invalid(Message);
