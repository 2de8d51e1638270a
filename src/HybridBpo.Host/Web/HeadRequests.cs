using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Host.Web;

/// <summary>HEAD is answered wherever GET is, as mail scanners and monitors expect; the server leaves the body out by itself.</summary>
internal static class HeadRequests
{
    public static TBuilder AnswersHead<TBuilder>(this TBuilder group)
        where TBuilder : IEndpointConventionBuilder
    {
        group.Finally(endpoint =>
        {
            for (var i = 0; i < endpoint.Metadata.Count; i++)
            {
                if (endpoint.Metadata[i] is HttpMethodMetadata { HttpMethods: var methods } && methods.Contains(HttpMethods.Get))
                    endpoint.Metadata[i] = new HttpMethodMetadata(methods.Union([HttpMethods.Head]));
            }
        });
        return group;
    }
}
