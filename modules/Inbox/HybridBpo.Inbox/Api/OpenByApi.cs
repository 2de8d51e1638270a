using System.Text.Json;
using HybridBpo.Inbox.Opening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Api;

/// Another program asks for a person's decision, on one case or on up to 500 at once.
internal sealed class OpenByApi(OpenManyCases many, ApiKinds kinds, Database database, TimeProvider time)
{
    public const int MostAtOnce = 500;

    private const int BytesOfOne = 256 * 1024, BytesOfMany = 8 * 1024 * 1024;

    private sealed record Bulk(IReadOnlyList<JsonElement> Cases, string? Client = null);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/cases", (HttpContext context, OpenByApi open) => open.OneAsync(context)).RequiresKey(ApiScopes.OpenCases).ShowsNobody()
            .Describe<NewCase, OpenedJson>("openCase", "Open a case", 201, [400, 409, 413, 415, 422]);
        api.MapPost("/cases/bulk", (HttpContext context, OpenByApi open) => open.ManyAsync(context)).RequiresKey(ApiScopes.OpenCases).ShowsNobody()
            .AllowUpload(BytesOfMany).Describe<NewCases, OpenedManyJson>("openCases", "Open up to 500 cases, answered one by one", 200,
                [400, 413, 415, 422]);
    }

    private async Task<IResult> OneAsync(HttpContext context)
    {
        var access = context.GetAccess();
        if (!(await ApiBody.ReadAsync(context, BytesOfOne)).Is(out var body, out var refusal)
            || !body.As<NewCase>().Is(out var ask, out refusal)
            || !ApiActs.ClientOf(access, ask.Client).Is(out var client, out refusal)
            || (refusal = NewCaseChecks.Check(ask, client, default, kinds, time.GetUtcNow()).Refusal) is not null)
        {
            return refusal.ToHttp(context);
        }

        return await ApiActs.OnceAsync(context, client, body, StatusCodes.Status201Created, async requestId =>
        {
            var opened = (await OpenAsync(access, client, requestId, [ask], context.RequestAborted))[0];
            return opened.Is(out var id, out var no) ? new OpenedJson(id, ApiStates.Open) : no;
        });
    }

    private async Task<IResult> ManyAsync(HttpContext context)
    {
        var access = context.GetAccess();
        if (!(await ApiBody.ReadAsync(context, BytesOfMany)).Is(out var body, out var refusal)
            || !body.As<Bulk>().Is(out var bulk, out refusal)
            || !ApiActs.ClientOf(access, bulk.Client).Is(out var client, out refusal)
            || (refusal = bulk.Cases.Count is 0 or > MostAtOnce ? new CaseNotFit("cases", $"must be 1 to {MostAtOnce}") : null) is not null)
        {
            return refusal.ToHttp(context);
        }

        return await ApiActs.OnceAsync(context, client, body, StatusCodes.Status200OK, async requestId =>
        {
            var asks = bulk.Cases.Select(ApiBody.As<NewCase>).ToList();
            var answers = await OpenAsync(access, client, requestId, asks, context.RequestAborted);
            var items = answers.Select((answer, i) => answer.Is(out var id, out var no)
                ? new OpenedItemJson(i, id, ApiStates.Open, null, null)
                : new OpenedItemJson(i, null, "refused", no.Code, no.Message)).ToList();
            return new OpenedManyJson(items.Count(item => item.Id is not null), items.Count(item => item.Id is null), items);
        });
    }

    private Task<IReadOnlyList<Result<Guid>>> OpenAsync(
        Access access, string client, Guid requestId, IReadOnlyList<NewCase> asks, CancellationToken ct) =>
        OpenAsync(access, client, requestId, [.. asks.Select(ask => (Result<NewCase>)ask)], ct);

    /// The ids follow from the request's: opening them again opens nothing.
    private async Task<IReadOnlyList<Result<Guid>>> OpenAsync(
        Access access, string client, Guid requestId, IReadOnlyList<Result<NewCase>> asks, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var cases = asks.Select((given, i) => !given.Is(out var ask, out var unreadable) ? unreadable
            : ask.Client is { } named && named != client ? new ClientNotYours()
            : NewCaseChecks.Check(ask, client, Ids.For(client, "api-case", $"{requestId}:{i}"), kinds, now)).ToList();
        var fit = cases.Where(made => made.Refusal is null).Select(made => made.Value).ToList();
        var opened = (fit.Count == 0 ? [] : await many.OpenAsync(access, client, fit, ct)).Zip(fit)
            .ToDictionary(pair => pair.Second.CaseId, pair => pair.First);
        // Not opened now: a repeat, and the case is there; or its subject was erased.
        var there = (await database.QueryAsync<Guid>(access, $"""
            select case_id from inbox.cases where client_id = {client} and case_id = any ({opened.Keys.ToArray()})
            """, ct)).ToHashSet();
        return [.. cases.Select(made => !made.Is(out var ask, out var refusal) ? refusal
            : opened[ask.CaseId].Refusal is { } no ? no
            : there.Contains(ask.CaseId) ? (Result<Guid>)ask.CaseId
            : new SubjectErased())];
    }
}
