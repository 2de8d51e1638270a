using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Risk.Lifecycle;

internal static class ModelPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
