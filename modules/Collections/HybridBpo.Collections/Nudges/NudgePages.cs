using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Nudges;

internal static class NudgePages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
