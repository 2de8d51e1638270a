using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform;

/// <summary>One sentence carried over a redirect, in an encrypted cookie that the next page takes away.</summary>
public static class Flash
{
    private const string Cookie = "hb-flash";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    /// <summary>The next page shows this sentence.</summary>
    public static void Say(HttpContext context, string sentence) =>
        context.Response.Cookies.Append(Cookie, Protector(context).Protect(sentence, Life), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Life,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });

    /// <summary>The sentence that waits for this page, or null; it is shown once.</summary>
    public static string? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } carried || context.Response.HasStarted) return null;
        context.Response.Cookies.Delete(Cookie);
        try
        {
            return Protector(context).Unprotect(carried);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null; // too old, or not ours
        }
    }

    private static ITimeLimitedDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("HybridBpo.Flash").ToTimeLimitedDataProtector();
}
