using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Inbox.Tests.House;

internal static class Services
{
    public static IEnumerable<T> GetServicesOf<T>(this IServiceProvider provider) => provider.GetServices<T>();
}
