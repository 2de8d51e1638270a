using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;

namespace HybridBpo.Host.Web;

/// <summary>Style sheets, scripts and fonts: packed, kept for a year when asked for by their hash, asked again otherwise.</summary>
internal static class StaticFiles
{
    // Nothing that is made for somebody is packed: beside a secret, what somebody else put there would give it away by the length (BREACH).
    private static readonly string[] Packed = ["text/css", "text/javascript", "image/svg+xml"];

    public static void Add(IServiceCollection services) => services
        .AddResponseCompression(o => (o.EnableForHttps, o.MimeTypes) = (true, Packed))
        .Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);

    public static void Use(WebApplication app) => app
        .UseWhen(http => app.Environment.WebRootFileProvider.GetFileInfo(http.Request.Path).Exists, files => files.UseResponseCompression())
        .UseStaticFiles(new StaticFileOptions { OnPrepareResponse = Keep });

    private static void Keep(StaticFileResponseContext file)
    {
        var byHash = file.Context.Request.Query.ContainsKey("v") || file.File.Name.EndsWith(".woff2", StringComparison.Ordinal);
        file.Context.Response.Headers.CacheControl = byHash ? "public, max-age=31536000, immutable" : "public, no-cache";
    }
}
