using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Platform;

/// <summary>
/// How a "no" reaches the one who asked: JSON for programs, a fragment for htmx, a page for people. Each with a reference to read out.
/// </summary>
public static class Problems
{
    /// <summary>The answer to a refused request.</summary>
    public static IResult ToHttp(this Refusal refusal, HttpContext context) => Answer(context, refusal.Status, refusal.Code, refusal.Message);

    /// <summary>The answer for a status, a stable code and a sentence.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">What scripts may rely on.</param>
    /// <param name="message">What people read: what, why, and from when or how else.</param>
    public static IResult Answer(HttpContext context, int status, string code, string message)
    {
        var reference = Reference(context);
        if (WantsJson(context.Request)) return Results.Json(new { code, message, reference }, statusCode: status);
        var shown = new { Status = status, Code = code, Message = message, Reference = reference };
        if (!context.IsHtmx()) return Pages.Render<Web.ProblemPage>(context, shown, status);
        context.Response.Headers["HX-Retarget"] = "#hb-flash";
        context.Response.Headers["HX-Reswap"] = "innerHTML show:none";
        return Pages.Render<Web.Problem>(context, shown, status);
    }

    /// <summary>A short reference that a person can read out; the log holds the same one.</summary>
    public static string Reference(HttpContext context)
    {
        var id = Activity.Current?.TraceId.ToHexString() ?? Ids.For("host", "request", context.TraceIdentifier).ToString("N");
        return $"{id[..4]}-{id[4..8]}";
    }

    private static bool WantsJson(HttpRequest request)
    {
        if (request.Headers["HX-Request"] == "true") return false;
        if (request.Path.StartsWithSegments("/api")) return true;
        var accept = request.Headers.Accept.ToString();
        return accept.Contains("application/json", StringComparison.Ordinal) && !accept.Contains("text/html", StringComparison.Ordinal);
    }
}
