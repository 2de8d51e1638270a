using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace HybridBpo.Host.Web;

/// <summary>Style sheets, scripts and fonts: packed, kept for a year when asked for by their hash, asked again otherwise.</summary>
internal static class StaticFiles
{
    // Pages are never packed: beside a secret of theirs, what somebody else put into them would give it away by the length (BREACH).
    private static readonly string[] Packed = ["text/css", "text/javascript", "image/svg+xml"];

    public static void Add(IServiceCollection services) => services
        .AddResponseCompression(o => (o.EnableForHttps, o.MimeTypes) = (true, Packed))
        .Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);

    public static void Use(IApplicationBuilder app) => app.UseResponseCompression().UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = file =>
        {
            var byHash = file.Context.Request.Query.ContainsKey("v") || file.File.Name.EndsWith(".woff2", StringComparison.Ordinal);
            file.Context.Response.Headers.CacheControl = byHash ? "public, max-age=31536000, immutable" : "public, no-cache";
        },
    });
}
