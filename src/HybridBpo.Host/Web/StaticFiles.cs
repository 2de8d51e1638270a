namespace HybridBpo.Host.Web;

/// <summary>Style sheets, scripts and fonts: kept for a year when asked for by their hash, asked again otherwise.</summary>
internal static class StaticFiles
{
    public static void Use(IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = file =>
        {
            var byHash = file.Context.Request.Query.ContainsKey("v") || file.File.Name.EndsWith(".woff2", StringComparison.Ordinal);
            file.Context.Response.Headers.CacheControl = byHash ? "public, max-age=31536000, immutable" : "public, no-cache";
        },
    });
}
