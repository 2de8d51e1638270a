using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Nudges.Attesting;

internal static class FactPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
