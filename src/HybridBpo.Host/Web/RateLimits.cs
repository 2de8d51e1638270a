using System.Threading.RateLimiting;
using HybridBpo.Host.SignIn;

namespace HybridBpo.Host.Web;

/// <summary>How often one address may try to sign in, or open public pages.</summary>
internal static class RateLimits
{
    public const string Public = "public";

    public static void Add(IServiceCollection services, IConfiguration configuration) => services.AddRateLimiter(o =>
    {
        o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        o.AddPolicy(SignInEndpoints.RateLimit, c => PerMinute(c, configuration.GetValue("RateLimits:SignInPerMinute", 30)));
        o.AddPolicy(Public, c => PerMinute(c, configuration.GetValue("RateLimits:PublicPerMinute", 60)));
    });

    private static RateLimitPartition<string> PerMinute(HttpContext context, int permits) =>
        RateLimitPartition.GetSlidingWindowLimiter($"{context.Connection.RemoteIpAddress}", _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        });
}
