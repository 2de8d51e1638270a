using YamlDotNet.Serialization;

namespace HybridBpo.Hro.Screening;

/// <summary>The frame of a page that stands by itself: own stylesheet, no script, nothing fetched.</summary>
internal static class Page
{
    private static readonly Lazy<string> Css = new(() =>
        new Deserializer().Deserialize<Dictionary<string, string>>(Resources.Read("report.yaml"))["css"]);

    private static readonly Html Brand = Html.Trusted(
        """<span class="brand"><svg viewBox="0 0 18 18" aria-hidden="true"><path d="M9 1a8 8 0 0 0 0 16z" fill="currentColor"/>"""
        + """<path d="M9 1.9a7.1 7.1 0 0 1 0 14.2" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="2.1 2.1"/>"""
        + "</svg>HybridBpo</span>");

    public static string Of(string title, Html body) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <title>{title} · HybridBpo</title>
        <style>
        {Html.Trusted(Css.Value)}</style>
        </head>
        <body>
        <main class="paper">
        <div class="top">{Brand}<span class="meta">Confidential, for the hiring team</span></div>
        {body}
        </main>
        </body>
        </html>

        """).ToString();
}
