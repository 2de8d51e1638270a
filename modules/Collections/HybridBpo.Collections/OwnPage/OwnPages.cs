using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.OwnPage;

/// <summary>
/// The debtor's own page from a signed link. A GET never acts, because mail scanners follow links. The link alone shows nothing: two facts open the
/// page for half an hour, kept by a cookie that other sites cannot make a browser send.
/// </summary>
internal static class OwnPages
{
    public const string Cookie = "hb-own-page";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup(PageLinks.Path + "{token}");
        page.MapGet("", ShowAsync);
        page.MapPost("", OpenAsync).DisableAntiforgery();
        page.MapPost("/fresh", FreshAsync).DisableAntiforgery();
        page.MapPost("/stranger", StrangerAsync).DisableAntiforgery();
        page.MapPost("/{act}", DoAsync).DisableAntiforgery();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, PageLinks links, PageTries tries, OwnPageReads reads, string token, string? lang, string? receipt, CancellationToken ct)
    {
        if (await links.FindAsync(token, ct) is not { } link) return Door(context, new DoorView("unknown", token, Lang(context, lang)), 404);
        if (link.IsOver) return Door(context, Over(link, token, lang, context));
        return await links.MayPassAsync(link.Address, context.Request.Cookies[Cookie], ct)
            ? await InsideAsync(context, reads, link, token, lang, null, long.TryParse(receipt, out var number) ? number : null, ct)
            : await VerifyAsync(context, tries, reads, link, token, lang, null, 200, ct);
    }

    private static async Task<IResult> OpenAsync(
        HttpContext context, PageLinks links, PageTries tries, OwnPageReads reads, OwnPageActs acts, string token, string? lang, CancellationToken ct)
    {
        if (await links.FindAsync(token, ct) is not { } link) return Door(context, new DoorView("unknown", token, Lang(context, lang)), 404);
        if (link.IsOver) return Door(context, Over(link, token, lang, context));
        var form = await FormAsync(context, ct);
        if (await tries.IsShutAsync(link.Address, ct) || !await tries.CountAsync(link.Address, ct))
            return await VerifyAsync(context, tries, reads, link, token, lang, null, 429, ct);
        var given = new[] { AskedFacts.Postal, AskedFacts.Phone, AskedFacts.House }.ToDictionary(fact => fact, fact => form(fact));
        if (!(await reads.AskedAsync(link.Address, ct)).Fits(given))
            return await VerifyAsync(context, tries, reads, link, token, lang, "wrong", 422, ct);
        await tries.ForgetAsync(link.Address, ct);
        var pass = await links.PassAsync(link.Address, ct);
        // Of one pass one event, however often the browser sends the form.
        if ((await acts.OpenedAsync(link.Address, Ids.For(link.Address.ClientId, "own-page-opened", pass), ct)).Refusal is { } refusal)
            return refusal.ToHttp(context);
        context.Response.Cookies.Append(Cookie, pass, new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            Path = PageLinks.Path,
            MaxAge = PageLinks.PassLasts,
        });
        return Pages.SeeOther(context, Address(token, lang));
    }

    private static async Task<IResult> DoAsync(
        HttpContext context, PageLinks links, PageTries tries, OwnPageReads reads, OwnPageActs acts, Database database, string token, string act,
        string? lang, CancellationToken ct)
    {
        if (!OwnPageActs.All.Contains(act)) return new NotFound("There is no such form.").ToHttp(context);
        if (await links.FindAsync(token, ct) is not { } link) return Door(context, new DoorView("unknown", token, Lang(context, lang)), 404);
        if (link.IsOver) return Door(context, Over(link, token, lang, context));
        if (!await links.MayPassAsync(link.Address, context.Request.Cookies[Cookie], ct))
            return await VerifyAsync(context, tries, reads, link, token, lang, "closed", 401, ct);
        var form = await FormAsync(context, ct);
        if (!Guid.TryParse(form("command"), out var command)) return Pages.SeeOther(context, Address(token, lang));
        var typed = new Typed(form("account"), command, form("amount"), form("day"), form("words"));
        var done = await acts.DoAsync(link.Address, act, typed, PageWords.Of(Lang(context, lang)), ct);
        if (done.Refusal is { } refusal)
            return await InsideAsync(context, reads, link, token, lang, new OwnError(act, refusal.Message), null, ct, refusal.Status);
        var number = await Receipts.NumberAsync(
            database, OwnPageReads.Reader(link.Address.ClientId), link.Address.ClientId, OwnPageActs.CommandOf(link.Address, command), ct);
        return Pages.SeeOther(context, Address(token, lang, number));
    }

    private static async Task<IResult> FreshAsync(
        HttpContext context, PageLinks links, SendPageLink fresh, string token, string? lang, CancellationToken ct)
    {
        if (await links.FindAsync(token, ct) is not { } link) return Door(context, new DoorView("unknown", token, Lang(context, lang)), 404);
        // Whether it is sent is told to nobody who only has an old link.
        await fresh.PlanAsync(link.Address, Lang(context, lang), ct);
        return Door(context, new DoorView("fresh", token, Lang(context, lang), Masked: OptOutPages.Mask(link.Address.Value)));
    }

    private static async Task<IResult> StrangerAsync(
        HttpContext context, PageLinks links, OptOuts outs, string token, string? lang, CancellationToken ct)
    {
        if (await links.FindAsync(token, ct) is not { } link) return Door(context, new DoorView("unknown", token, Lang(context, lang)), 404);
        return (await outs.TakeAsync(link.Address, "wrong-person", ct)).Refusal is { } refusal ? refusal.ToHttp(context)
            : Door(context, new DoorView("stranger", token, Lang(context, lang), Masked: OptOutPages.Mask(link.Address.Value)));
    }

    private static async Task<IResult> InsideAsync(
        HttpContext context, OwnPageReads reads, FoundLink link, string token, string? lang, OwnError? error, long? got, CancellationToken ct,
        int status = 200) => await reads.ShowAsync(link, token, Lang(context, lang), error, got, ct) is { } view
            ? Pages.Render<DebtorPage>(context, new { Json = JsonSerializer.Serialize(view, JsonSerializerOptions.Web) }, status)
            : Door(context, new DoorView("unknown", token, Lang(context, lang)), 404);

    private static async Task<IResult> VerifyAsync(
        HttpContext context, PageTries tries, OwnPageReads reads, FoundLink link, string token, string? lang, string? trouble, int status,
        CancellationToken ct)
    {
        var asked = await reads.AskedAsync(link.Address, ct);
        var state = !asked.CanAsk ? "cannot-ask" : await tries.IsShutAsync(link.Address, ct) ? "shut" : "verify";
        return Door(context, new DoorView(state, token, Lang(context, lang), asked.Asked, trouble), status);
    }

    private static DoorView Over(FoundLink link, string token, string? lang, HttpContext context) =>
        new("over", token, Lang(context, lang), Masked: OptOutPages.Mask(link.Address.Value));

    private static IResult Door(HttpContext context, DoorView view, int status = 200) =>
        Pages.Render<DoorPage>(context, new { Json = JsonSerializer.Serialize(view, JsonSerializerOptions.Web) }, status);

    private static async Task<Func<string, string>> FormAsync(HttpContext context, CancellationToken ct)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(ct) : null;
        return name => form?[name].ToString() ?? "";
    }

    private static string Lang(HttpContext context, string? asked) => PageWords.Languages.Contains(asked) ? asked!
        : context.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.ToString().Split('-')[0]).FirstOrDefault(l => PageWords.Languages.Contains(l)) ?? PageWords.English;

    private static string Address(string token, string? lang, long? receipt = null)
    {
        var query = new QueryString();
        if (PageWords.Languages.Contains(lang)) query = query.Add("lang", lang!);
        if (receipt is { } number) query = query.Add("receipt", $"{number}");
        return $"{PageLinks.Path}{token}{query}";
    }
}
