using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridBpo.Platform;

/// <summary>Answers with Razor components rendered on the server.</summary>
public static class Pages
{
    /// <summary>A whole page or, for htmx, a fragment.</summary>
    /// <typeparam name="TComponent">The component.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="parameters">An object whose properties are the component's parameters, or null.</param>
    /// <param name="status">The HTTP status.</param>
    public static IResult Render<TComponent>(HttpContext context, object? parameters = null, int status = StatusCodes.Status200OK)
        where TComponent : IComponent
    {
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Response.Headers.Pragma = "no-cache";
        return new RazorComponentResult<TComponent>(parameters ?? new { }) { StatusCode = status, PreventStreamingRendering = true };
    }

    /// <summary>After a form: go and look at <paramref name="path"/>, with a sentence that says what was done.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">A path of this app.</param>
    /// <param name="said">What the person reads on the page that comes, or null.</param>
    public static IResult SeeOther(HttpContext context, string path, string? said = null)
    {
        if (said is not null) Flash.Say(context, said);
        if (context.IsHtmx())
        {
            context.Response.Headers["HX-Location"] = path;
            return Results.NoContent();
        }
        context.Response.Headers.Location = path;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>Was the request made by htmx, which wants a fragment?</summary>
    public static bool IsHtmx(this HttpContext context) => context.Request.Headers["HX-Request"] == "true";

    /// <summary>A path of this app that the form asked to come back to, or <paramref name="otherwise"/>. Never another host's address.</summary>
    public static string BackTo(string? asked, string otherwise) =>
        asked is ['/', not ('/' or '\\'), ..] && !asked.Any(char.IsControl) ? asked : otherwise;
}
