using HybridBpo.Inbox.Opening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Api;

/// New facts at the other program make its case stale.
internal sealed class WithdrawByApi(CaseDesk desk, ReadByApi read, TimeProvider time)
{
    private const int Bytes = 4 * 1024;

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/cases/{id:guid}/withdraw", (HttpContext context, WithdrawByApi withdraw, Guid id) => withdraw.RunAsync(context, id))
        .RequiresKey(ApiScopes.OpenCases).ShowsPeople(Looks.Exported)
        .Describe<StaleCase, CaseJson>("withdrawCase", "Withdraw a case as stale", 200, [400, 404, 409, 413, 415, 422]);

    private async Task<IResult> RunAsync(HttpContext context, Guid id)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (!(await ApiBody.ReadAsync(context, Bytes)).Is(out var body, out var refusal) || !body.As<StaleCase>().Is(out var ask, out refusal))
        {
            return refusal.ToHttp(context);
        }

        if (await read.FindAsync(context, id) is not { } found)
        {
            return new CaseNotYours().ToHttp(context);
        }

        if (!ApiKinds.Code().IsMatch(ask.Reason))
        {
            return new CaseNotFit("reason", "must be small letters, digits and hyphens").ToHttp(context);
        }

        return await ApiActs.OnceAsync(context, found.Client, body, StatusCodes.Status200OK, async requestId =>
        {
            var withdrawn = await desk.RunAsync(access, found.Client, id, Ids.For(found.Client, "api-withdraw", $"{requestId}"),
                state => WithdrawTheCase.Decide(new(id, found.Client, ask.Reason), state, time.GetUtcNow()), null, ct);
            return withdrawn.Refusal is DecisionIsLeaving ? new OutcomeLeaves()
                : withdrawn.Refusal is { } no ? no
                : await read.FindAsync(context, id) is { State: ApiStates.Withdrawn } now ? now
                : (Result<object>)new OutcomeExists();
        }, keeps: false);
    }
}
