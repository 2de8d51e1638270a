namespace HybridBpo.Host.SignIn;

/// <summary>The client that lists are narrowed to: a choice of the browser, counted only while the person is assigned to it.</summary>
internal static class ClientChoice
{
    public const string Cookie = "hb-client";

    public static string? Read(HttpContext context, IEnumerable<string> assigned) =>
        context.Request.Cookies[Cookie] is { } code && assigned.Contains(code) ? code : null;

    public static void Write(HttpContext context, string? code)
    {
        if (string.IsNullOrEmpty(code)) context.Response.Cookies.Delete(Cookie);
        else
            context.Response.Cookies.Append(Cookie, code, new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            });
    }
}
