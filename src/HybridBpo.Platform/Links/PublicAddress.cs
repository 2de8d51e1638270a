using System.Net;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>The address under which people reach the public pages: what every link in a mail begins with.</summary>
/// <param name="Url">From <c>PublicUrl</c>; unless said, the first of <c>PublicUrls</c>, where the public pages listen.</param>
/// <param name="Reach">Who can open it: see <see cref="PublicReach"/>.</param>
internal sealed record PublicAddress(string Url, PublicReach Reach)
{
    /// <summary>Reads <c>PublicUrl</c> and <c>PublicUrls</c>.</summary>
    public static PublicAddress Read(IConfiguration configuration)
    {
        var named = configuration["PublicUrl"]?.Trim();
        var text = (string.IsNullOrEmpty(named) ? FirstListener(configuration["PublicUrls"]) : named).TrimEnd('/');
        var reach = !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") ? PublicReach.Nobody
            : string.IsNullOrEmpty(named) || IsHere(uri.Host) ? PublicReach.ThisMachine : PublicReach.Anybody;
        return new PublicAddress(text, reach);
    }

    /// <summary>Does this host name or address mean the machine itself?</summary>
    public static bool IsHere(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));

    // A listener on all addresses is no address to open; on this machine loopback is.
    private static string FirstListener(string? urls)
    {
        var first = urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault()
            ?? "http://127.0.0.1:5081";
        foreach (var all in new[] { "://*", "://+", "://0.0.0.0", "://[::]" })
            first = first.Replace(all, "://127.0.0.1", StringComparison.Ordinal);
        return first;
    }
}

/// <summary>Who can open a link.</summary>
internal enum PublicReach
{
    /// <summary>It is no http or https address.</summary>
    Nobody,

    /// <summary>Only a browser on this machine.</summary>
    ThisMachine,

    /// <summary>Whoever gets the mail, as far as can be told from here.</summary>
    Anybody,
}
