using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Import;

internal static class ImportPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
