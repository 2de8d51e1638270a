using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Inbox.Api;

/// What every request that changes something goes through: whose client, which body, asked before?
internal static class ApiActs
{
    private const string Header = "Idempotency-Key";
    private const int LongestKey = 200;

    /// Does it once. Refusals are not kept: the same request may be taken later. Keeps: is its answer told again as it was? What says more than ids
    /// and states is not kept, so that no erasure has to look for it here: the act is carried out again, without a second effect.
    public static async Task<IResult> OnceAsync(
        HttpContext context, string client, ApiBody body, int status, Func<Guid, Task<Result<object>>> act, bool keeps = true)
    {
        var key = context.Request.Headers[Header].ToString();
        if (key.Length is 0 or > LongestKey)
        {
            return new IdempotencyKeyMissing().ToHttp(context);
        }

        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var requests = context.RequestServices.GetRequiredService<ApiRequests>();
        var claim = await requests.ClaimAsync(access, client, key, body.Hash, ct);
        if (!claim.IsSame)
        {
            return new IdempotencyKeyReused().ToHttp(context);
        }

        if (claim.Status is not null)
        {
            context.Response.Headers["Idempotency-Replayed"] = "true";
        }

        var text = claim.Answer;
        if (text is null)
        {
            if (!(await act(claim.RequestId)).Is(out var answer, out var refusal))
            {
                return refusal.ToHttp(context);
            }

            text = JsonSerializer.Serialize(answer, ApiBody.Json);
            claim = await requests.AnswerAsync(access, client, claim.RequestId, status, keeps ? text : null, ct);
        }

        return Results.Text(claim.Answer ?? text, "application/json", statusCode: claim.Status);
    }

    public static Result<string> ClientOf(Access access, string? named) => ApiClients.Of(access, named);
}
