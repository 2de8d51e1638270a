using Microsoft.AspNetCore.Diagnostics;

namespace HybridBpo.Host.Web;

/// <summary>What people see when something broke, is not there, or was sent wrongly. Never a stack trace; always a reference.</summary>
internal static class Failures
{
    public const string TooLarge = "What was sent is larger than this page takes. Nothing was recorded. Send fewer files at once, or smaller ones.";
    private const string Unreadable = "Something in the request is missing or cannot be read. Nothing was recorded.";

    public static void Use(IApplicationBuilder app)
    {
        // Services of its own: the renderer of the page that broke would break again.
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerAsync,
            CreateScopeForErrors = true,
            SuppressDiagnosticsCallback = _ => true,
        });
        app.UseStatusCodePages(pages => WordsAsync(pages.HttpContext));
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (FormGuard.IsTooLarge(error))
            return Say(context, 413, "TooLarge", TooLarge);
        if (error is BadHttpRequestException or InvalidDataException)
            return Say(context, (error as BadHttpRequestException)?.StatusCode ?? 400, "BadRequest", Unreadable);
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("HybridBpo.Failures");
        log.LogError(
            error, "Request failed, ref {Reference}: {Method} {Route}", Problems.Reference(context), context.Request.Method, RouteOf(context));
        if (error is Events.UnreadableEvent unreadable)
            return Say(context, 503, "UnreadableEvent", UnreadableWords(unreadable));
        return Say(context, 500, "Failure",
            "It is not your doing, and it is in our log. Try again; if it stays, read out the reference below to an administrator.");
    }

    private static string UnreadableWords(Events.UnreadableEvent e) => e.IsOfUnknownKind
        ? "A newer version of this product wrote to this record, and this one cannot read it. Nothing is lost. Try again in a few minutes; while an "
            + "upgrade is under way, the other host answers. If it stays, read out the reference below to an administrator."
        : "One entry of this record's history cannot be read, so the record is not shown with a part missing. Nothing was changed. Read out the "
            + "reference below to an administrator: the log names the entry.";

    private static Task WordsAsync(HttpContext context) => context.Response.StatusCode switch
    {
        404 => Say(context, 404, "NotFound", "The address leads nowhere, or to something that you may not see."),
        405 => Say(context, 405, "MethodNotAllowed", "This page is not asked in this way."),
        413 => Say(context, 413, "TooLarge", TooLarge),
        415 when context.Request.Path.StartsWithSegments(Problems.Api) =>
            Say(context, 415, "NotJson", "Send JSON: the header Content-Type: application/json."),
        415 => Say(context, 415, "NotAForm", "This page takes forms only."),
        429 => Say(context, 429, "TooManyRequests", "That was often in a short time. Wait a minute and try again."),
        400 => Say(context, 400, "BadRequest", Unreadable),
        _ => Task.CompletedTask,
    };

    private static Task Say(HttpContext context, int status, string code, string words) =>
        Problems.Answer(context, status, code, words).ExecuteAsync(context);

    /// <summary>The pattern, not the address: addresses hold people's references and the tokens of links.</summary>
    public static string RouteOf(HttpContext context)
    {
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(no endpoint)";
    }
}
