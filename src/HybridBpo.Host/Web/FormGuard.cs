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
            if (!Guards(context) || await IsFromOurPageAsync(context))
            {
                await next(context);
                return;
            }
            const string words = "The form was too old or came from elsewhere, so nothing was recorded. Load the page again and send it once more.";
            await Problems.Answer(context, StatusCodes.Status400BadRequest, "FormTooOld", words).ExecuteAsync(context);
        });
    }

    private static bool Guards(HttpContext context)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method)) return false;
        return context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: false };
    }

    private static Task<bool> IsFromOurPageAsync(HttpContext context) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is { } done
            ? Task.FromResult(done.IsValid)
            : context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);
}
