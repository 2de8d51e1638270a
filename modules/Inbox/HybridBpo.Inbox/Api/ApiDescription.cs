using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Inbox.Api;

/// What the OpenAPI document says of an endpoint.
internal static class ApiDescription
{
    public const string Name = "v1";

    private const string Json = "application/json", Problem = "application/problem+json";

    public static RouteHandlerBuilder Describe<TBody, TAnswer>(
        this RouteHandlerBuilder endpoint, string id, string summary, int status, int[] refusals)
        where TBody : notnull => endpoint.Accepts<TBody>(Json).Describe<TAnswer>(id, summary, status, refusals);

    public static RouteHandlerBuilder Describe<TAnswer>(this RouteHandlerBuilder endpoint, string id, string summary, int status, int[] refusals)
    {
        endpoint.WithName(id).WithSummary(summary).WithGroupName(Name).WithTags("Cases").Produces<TAnswer>(status, Json);
        foreach (var refusal in (int[])[.. refusals, 401, 403, 429])
        {
            endpoint.Produces<ProblemJson>(refusal, Problem);
        }

        return endpoint;
    }
}
