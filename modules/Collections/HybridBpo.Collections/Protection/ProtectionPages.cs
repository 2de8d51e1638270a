using System.Globalization;
using HybridBpo.Collections.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Protection;

/// <summary>"They told us" on the account page, and what takes it away again.</summary>
internal static class ProtectionPages
{
    private const int MostWords = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/accounts/{client}/{id:guid}/told", NoteAsync).Requires(Act.RecordContact).ShowsPeople();
        routes.MapPost("/accounts/{client}/{id:guid}/lift", LiftAsync).Requires(Act.RecordContact).ShowsPeople();
    }

    private static async Task<IResult> NoteAsync(
        HttpContext context, Protections protections, AccountBook book, Clients clients, TimeProvider time, string client, Guid id,
        [FromForm] Guid command, [FromForm] string? what, [FromForm] string? way, [FromForm] string? on, [FromForm] string? words,
            CancellationToken ct)
    {
        var (access, now) = (context.GetAccess(), time.GetUtcNow());
        if (await book.FindAsync(access, client, id, ct) is not { } account || await clients.GetAsync(access, client, ct) is not { } of)
            return new NotFound("There is no such account.").ToHttp(context);
        if (!DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return await AccountPages.ShowAsync(context, book, client, id, new ToldUnusable("Give the day on which it came."), ct);
        var note = new NoteProtection(what ?? "", way ?? "", of.At(day, now), Short(words), access.Actor.Id);
        var done = await protections.NoteAsync(access, account, note, command, ct);
        return done.Refusal is { } no ? await AccountPages.ShowAsync(context, book, client, id, no, ct)
            : Pages.SeeOther(context, $"/accounts/{client}/{id}", "It is recorded and holds at once; what was planned is taken back.");
    }

    private static async Task<IResult> LiftAsync(
        HttpContext context, Protections protections, AccountBook book, string client, Guid id, [FromForm] Guid command, [FromForm] string? kind,
        [FromForm] string? why, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await book.FindAsync(access, client, id, ct) is not { } account) return new NotFound("There is no such account.").ToHttp(context);
        var done = await protections.LiftAsync(
            access, account, kind ?? "", Short(why), Ids.For(client, "lift", $"{command:N}|{kind}"), ct);
        return done.Refusal is { } no ? await AccountPages.ShowAsync(context, book, client, id, no, ct)
            : Pages.SeeOther(context, $"/accounts/{client}/{id}", "It is taken back, with your reason.");
    }

    internal static string Short(string? text) => (text ?? "").Trim() is { Length: > MostWords } long_ ? long_[..MostWords] : (text ?? "").Trim();
}
