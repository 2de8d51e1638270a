using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Accounts;

internal static class AccountPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
    }
}
