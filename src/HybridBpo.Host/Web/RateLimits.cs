using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using HybridBpo.Host.SignIn;

namespace HybridBpo.Host.Web;

/// <summary>How often one address, or one network of IPv6, may try to sign in, or open public pages.</summary>
internal static class RateLimits
{
    public const string Public = "public";

    public static void Add(IServiceCollection services, IConfiguration configuration) => services.AddRateLimiter(o =>
    {
        o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        o.AddPolicy(SignInEndpoints.RateLimit, c => PerMinute(c, configuration.GetValue("RateLimits:SignInPerMinute", 30)));
        o.AddPolicy(Public, c => PerMinute(c, configuration.GetValue("RateLimits:PublicPerMinute", 60)));
    });

    /// <summary>Who counts as one: an IPv4 address; of IPv6 the /64, all of whose addresses one household or server has.</summary>
    internal static string Place(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static RateLimitPartition<string> PerMinute(HttpContext context, int permits) =>
        RateLimitPartition.GetSlidingWindowLimiter(Place(context.Connection.RemoteIpAddress), _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        });
}
