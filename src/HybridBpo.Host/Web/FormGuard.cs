using Microsoft.AspNetCore.Antiforgery;

namespace HybridBpo.Host.Web;

/// <summary>Every request that changes something brings the antiforgery token of the page it came from, unless its endpoint says otherwise.</summary>
internal static class FormGuard
{
    public static void Use(IApplicationBuilder app)
    {
        app.UseAntiforgery();
        app.Use(next => async context =>
        {
            if (!Guards(context) || await TroubleAsync(context) is not { } trouble)
            {
                await next(context);
                return;
            }
            var (status, code, words) = IsTooLarge(trouble)
                ? (StatusCodes.Status413PayloadTooLarge, "TooLarge", Failures.TooLarge)
                : (StatusCodes.Status400BadRequest, "FormTooOld",
                    "The form was too old or came from elsewhere, so nothing was recorded. Load the page again and send it once more.");
            await Problems.Answer(context, status, code, words).ExecuteAsync(context);
        });
    }

    private static bool Guards(HttpContext context)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method)) return false;
        // Nobody's browser sends a key along by itself.
        if (context.FindViewer()?.Access.Actor.Kind == Actor.ApiKey) return false;
        return context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: false };
    }

    private static async Task<Exception?> TroubleAsync(HttpContext context)
    {
        try
        {
            if (context.Features.Get<IAntiforgeryValidationFeature>() is not { } done)
                await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
            else if (done.Error is { } error)
                return error;
            // Read here, too, when the token came in a header: the endpoint's own reading would call a form that is too large a bad one.
            if (context.Request.HasFormContentType) await context.Request.ReadFormAsync(context.RequestAborted);
            return null;
        }
        catch (Exception trouble) when (trouble is AntiforgeryValidationException or BadHttpRequestException or InvalidDataException)
        {
            return trouble;
        }
    }

    /// <summary>Was the body, a part of it or the number of fields beyond the limit?</summary>
    public static bool IsTooLarge(Exception? trouble) =>
        trouble is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
        || trouble is InvalidDataException && trouble.Message.Contains("exceeded", StringComparison.Ordinal)
        || trouble?.InnerException is { } inner && IsTooLarge(inner);
}
