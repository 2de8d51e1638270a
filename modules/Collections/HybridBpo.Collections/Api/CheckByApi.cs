using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Api;

/// <summary>A dialer asks before each call.</summary>
internal static class CheckByApi
{
    private const int Bytes = 16 * 1024;

    public static void Map(IEndpointRouteBuilder staff) => staff.MapPost($"{Problems.Api}/contact-checks", RunAsync)
        .RequiresKey(ApiScopes.CheckContacts).ShowsPeople(Looks.Exported)
        .Describe<ContactCheckAsk, ContactCheckAnswer>("checkContact", "May this call be made now?", 200, [400, 404, 409, 413, 415, 422], "Contacts")
        .WithMetadata(new AsksOnly(), new ApiExample(ContactCheckExamples.Body, ContactCheckExamples.Answer));

    private static async Task<IResult> RunAsync(HttpContext context, ContactChecks checks)
    {
        var access = context.GetAccess();
        if (!(await ApiBody.ReadAsync(context, Bytes)).Is(out var body, out var refusal)
            || !body.As<ContactCheckAsk>().Is(out var ask, out refusal)
            || !ApiClients.Of(access, ask.Client).Is(out var client, out refusal))
            return refusal.ToHttp(context);
        var answered = await checks.RunAsync(
            access, client, ask, person => context.ShowsOne(client, "contact-check", null, person), context.RequestAborted);
        return answered.Is(out var answer, out refusal) ? Results.Json(answer, ApiBody.Json) : refusal.ToHttp(context);
    }
}
