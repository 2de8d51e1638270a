using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Platform;

/// <summary>A refusal as programs read it (RFC 9457).</summary>
public sealed record ProblemJson(
    string Type, string Title, int Status, [property: Description("What, why, and what to do.")] string Detail,
    [property: Description("Stable: programs may rely on it.")] string Code,
    [property: Description("Read it out to an administrator; the log has the same.")] string Reference);

/// <summary>Marks what only asks: it changes nothing, so it needs no Idempotency-Key.</summary>
public sealed record AsksOnly;

/// <summary>What the OpenAPI document shows as an example.</summary>
/// <param name="Body">A body that is taken.</param>
/// <param name="Answer">What may be answered.</param>
public sealed record ApiExample(string Body, string Answer);

/// <summary>What the OpenAPI document says of an endpoint.</summary>
public static class ApiDescription
{
    /// <summary>Name of the document.</summary>
    public const string Name = "v1";

    private const string Json = "application/json", Problem = "application/problem+json";

    /// <summary>Describes an endpoint that takes a body.</summary>
    public static RouteHandlerBuilder Describe<TBody, TAnswer>(
        this RouteHandlerBuilder endpoint, string id, string summary, int status, int[] refusals, string tag = "Cases")
        where TBody : notnull => endpoint.Accepts<TBody>(Json).Describe<TAnswer>(id, summary, status, refusals, tag);

    /// <summary>Describes an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="id">Id of the operation.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="status">When it is done.</param>
    /// <param name="refusals">Statuses of refusals, beside those of every endpoint.</param>
    /// <param name="tag">What it is about.</param>
    public static RouteHandlerBuilder Describe<TAnswer>(
        this RouteHandlerBuilder endpoint, string id, string summary, int status, int[] refusals, string tag = "Cases")
    {
        endpoint.WithName(id).WithSummary(summary).WithGroupName(Name).WithTags(tag).Produces<TAnswer>(status, Json);
        foreach (var refusal in (int[])[.. refusals, 401, 403, 429])
        {
            endpoint.Produces<ProblemJson>(refusal, Problem);
        }

        return endpoint;
    }
}
