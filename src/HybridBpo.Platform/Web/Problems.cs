using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Platform;

/// <summary>
/// How a "no" reaches the one who asked: JSON for programs, a fragment for htmx, a page for people. Each with a reference to read out.
/// </summary>
public static class Problems
{
    /// <summary>What programs with an API key ask lies under this path.</summary>
    public const string Api = "/api/v1";

    /// <summary>The answer to a refused request.</summary>
    public static IResult ToHttp(this Refusal refusal, HttpContext context) =>
        Answer(context, refusal.Status, refusal.Code, refusal.Message, refusal.Heading);

    /// <summary>The answer for a status, a stable code and a sentence.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">What scripts may rely on.</param>
    /// <param name="message">What people read: what, why, and from when or how else.</param>
    /// <param name="heading">The head of the page; what the status means when null.</param>
    public static IResult Answer(HttpContext context, int status, string code, string message, string? heading = null)
    {
        var reference = Reference(context);
        if (context.Request.Path.StartsWithSegments(Api)) return Problem(heading ?? HeadingOf(status), status, code, message, reference);
        if (WantsJson(context.Request)) return Results.Json(new { code, message, reference }, statusCode: status);
        if (!context.IsHtmx())
        {
            var page = new { Heading = heading ?? HeadingOf(status), Code = code, Message = message, Reference = reference };
            return Pages.Render<Web.ProblemPage>(context, page, status);
        }
        context.Response.Headers["HX-Retarget"] = "#hb-flash";
        context.Response.Headers["HX-Reswap"] = "innerHTML show:none";
        return Pages.Render<Web.Problem>(context, new { Status = status, Code = code, Message = message, Reference = reference }, status);
    }

    // RFC 9457; what to do stands in the detail.
    private static IResult Problem(string title, int status, string code, string detail, string reference) => Results.Json(
        new { type = "about:blank", title, status, detail, code, reference }, statusCode: status, contentType: "application/problem+json");

    internal static string HeadingOf(int status) => status switch
    {
        400 => "We could not read that",
        401 => "Sign in first",
        403 => "This is not open to you",
        404 => "We cannot find that",
        405 or 415 => "This page is not asked in this way",
        409 => "That is not possible as things stand",
        413 => "That is too large",
        422 => "That cannot be taken as it is",
        429 => "Too many tries",
        503 => "Not available right now",
        _ => "Something broke on our side",
    };

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
