using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Nudges;

internal static class OptOutPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
