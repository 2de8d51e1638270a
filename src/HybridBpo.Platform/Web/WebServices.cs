using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HybridBpo.Platform;

/// <summary>Registers what pages need.</summary>
public static class WebServices
{
    /// <summary>The form field and header that carry the antiforgery token.</summary>
    public const string TokenField = "__RequestVerificationToken", TokenHeader = "RequestVerificationToken";

    /// <summary>Adds page rendering, assets, side bar and antiforgery.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<Assets>();
        services.AddSingleton<Navigation>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddAntiforgery(o =>
        {
            o.FormFieldName = TokenField;
            o.HeaderName = TokenHeader;
            o.Cookie.Name = "hb-form";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Lax; // a link from an e-mail must not replace the token of other open pages
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.SuppressXFrameOptionsHeader = true; // frame-ancestors and X-Frame-Options are set for every answer
        });
        return services;
    }

    /// <summary>The token that a form of this request must send back.</summary>
    public static string FormToken(this HttpContext context) =>
        context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context).RequestToken!;
}
