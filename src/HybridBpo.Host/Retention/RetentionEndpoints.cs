using System.Globalization;
using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Mvc;
using Quartz;

namespace HybridBpo.Host.Retention;

/// <summary>How long personal fields of each kind of event are kept: seen, asked for with a preview, confirmed by a second person.</summary>
internal static class RetentionEndpoints
{
    private const string Path = "/retention";

    public static IReadOnlyList<NavItem> Navigation { get; } = [new("Oversight", "Retention", "clock-hour-4", Path, Act.ReadRetention, 61)];

    public static void Map(IEndpointRouteBuilder staff)
    {
        var read = staff.MapGroup(Path).Requires(Act.ReadRetention).ShowsNobody();
        read.MapGet("", ListAsync);
        read.MapGet("/{client}/{kind}", (HttpContext context, string client, string kind, string? days) =>
            ShowAsync(context, client, kind, days, null));
        var set = staff.MapGroup(Path + "/{client}/{kind}").Requires(Act.SetRetention).ShowsNobody();
        set.MapPost("/ask", async (
            HttpContext context, RetentionPolicies policies, string client, string kind, [FromForm] string? does, [FromForm] string? days) =>
        {
            if (Days(days) is not { } number) return await ShowAsync(context, client, kind, days, NoDays);
            var asked = await policies.AskAsync(context.GetAccess(), client, kind, does ?? "", number, context.RequestAborted);
            return asked.Is(out var holds, out var refusal)
                ? Pages.SeeOther(context, At(client, kind), holds ? "It holds from now on." : "Asked for: a second person confirms it here.")
                : await ShowAsync(context, client, kind, days, refusal);
        });
        set.MapPost("/off", async (HttpContext context, RetentionPolicies policies, string client, string kind, [FromForm] string? does) =>
            await AnswerAsync(context, client, kind, await policies.AskAsync(
                context.GetAccess(), client, kind, does ?? "", null, context.RequestAborted), "It is switched off: nothing of this kind goes."));
        staff.MapGroup(Path + "/{client}/{kind}").Requires(Act.ConfirmRetention).ShowsNobody().MapPost("/confirm", async (
            HttpContext context, RetentionPolicies policies, string client, string kind, [FromForm] string? does, [FromForm] string? days) =>
            await AnswerAsync(context, client, kind, await policies.ConfirmAsync(
                context.GetAccess(), client, kind, does ?? "", Days(days) ?? 0, context.RequestAborted), "Confirmed: it acts from the next run on."));
        staff.MapGroup(Path + "/{client}/{kind}").Requires(Act.SetRetention, Act.ConfirmRetention).ShowsNobody().MapPost("/decline", async (
            HttpContext context, RetentionPolicies policies, string client, string kind, [FromForm] string? does) =>
            await AnswerAsync(context, client, kind, await policies.DeclineAsync(
                context.GetAccess(), client, kind, does ?? "", context.RequestAborted), "Nothing waits any more; what held before holds on."));
    }

    private static Invalid NoDays { get; } = new("Say for how many days, as a whole number.");

    private static async Task<IResult> ListAsync(HttpContext context, RetentionPolicies policies, Clients clients, string? client)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var seen = (await clients.ListAsync(access, ct)).Where(c => access.Sees(c.ClientId)).ToList();
        var code = seen.Any(c => c.ClientId == client) ? client! : seen.FirstOrDefault()?.ClientId ?? "";
        IReadOnlyList<RetentionLine> lines = [];
        if (code.Length > 0 && !(await policies.LinesAsync(access, code, ct)).Is(out lines!, out var refusal)) return refusal.ToHttp(context);
        return Pages.Render<RetentionPage>(context, new
        {
            Clients = seen,
            Client = code,
            Lines = lines,
            Held = await policies.HeldAsync(access, code, ct),
            LeftOut = code.Length == 0 ? [] : await context.RequestServices.GetRequiredService<LastRuns>().LeftOutAsync(access, code, ct),
            Next = NextRun(context),
        });
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string client, string kind, string? days, Refusal? refused)
    {
        var (access, ct, services) = (context.GetAccess(), context.RequestAborted, context.RequestServices);
        var policies = services.GetRequiredService<RetentionPolicies>();
        var runs = services.GetRequiredService<RetentionRuns>();
        if (!(await policies.LinesAsync(access, client, ct)).Is(out var lines, out var unknown)) return unknown.ToHttp(context);
        if (lines.FirstOrDefault(l => l.Kind == kind) is not { } line)
            return new NotFound($"There is no kind of event {kind} with personal fields.").ToHttp(context);
        async Task<RetentionPreview?> PreviewAsync(int? of) =>
            of is { } number && (await runs.PreviewAsync(access, client, kind, number, ct)).Is(out var found, out _) ? found : null;
        var policyDays = line.Fields?.AskedDays;
        if (days is { Length: > 0 } && Days(days) is null) refused ??= NoDays;
        var wanted = Days(days);
        if (wanted is < 1 or > RetentionPolicies.MostDays)
            refused ??= new Invalid($"Say a number of days from 1 to {RetentionPolicies.MostDays:N0}.");
        var names = await services.GetRequiredService<IPeople>().NamesAsync(
            new[] { line.Fields, line.Archive }.SelectMany(p => new[] { p?.SetBy, p?.AskedBy }).OfType<string>().Distinct(), ct);
        return Pages.Render<KindPage>(context, new
        {
            Client = (await services.GetRequiredService<Clients>().GetAsync(access, client, ct))!,
            Line = line,
            LeftOut = (await services.GetRequiredService<LastRuns>().LeftOutAsync(access, client, ct)).FirstOrDefault(left => left.Kind == kind),
            Typed = days ?? "",
            Wanted = wanted,
            Preview = line.Personal > 0 ? await PreviewAsync(wanted) : null,
            Waiting = await PreviewAsync(policyDays),
            Names = names,
            Me = access.Actor.Id,
            MaySet = access.May(Act.SetRetention),
            MayConfirm = access.May(Act.ConfirmRetention),
            Next = NextRun(context),
            Error = refused?.Message,
        }, refused?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> AnswerAsync<T>(HttpContext context, string client, string kind, Result<T> done, string said) =>
        done.Refusal is { } refusal ? await ShowAsync(context, client, kind, null, refusal) : Pages.SeeOther(context, At(client, kind), said);

    private static string At(string client, string kind) => $"{Path}/{client}/{kind}";

    private static int? Days(string? typed) =>
        int.TryParse(typed?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null;

    private static DateTimeOffset? NextRun(HttpContext context)
    {
        var configuration = context.RequestServices.GetRequiredService<IConfiguration>();
        var cron = configuration[$"Scans:{RetentionScan.Name}"] is { Length: > 0 } set ? set : RetentionScan.Usual;
        return CronExpression.TryParse(cron, out var expression)
            ? expression.WithTimeZone(TimeZoneInfo.Utc).GetNextValidTimeAfter(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())
            : null;
    }
}
