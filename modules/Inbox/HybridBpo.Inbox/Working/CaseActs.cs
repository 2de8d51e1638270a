using HybridBpo.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Inbox.Working;

/// Shows the page of a case after a refusal, with the sentence that says why.
internal delegate Task<IResult> ShowCase(HttpContext context, string client, Guid caseId, Refusal refused, CancellationToken ct);

/// What somebody sent from the page of a case. Command: made with the page, so that a form sent twice has one effect.
internal sealed record CaseAct(HttpContext Context, Access Access, string Client, Guid CaseId, string Name, IFormCollection Form)
{
    private const int MaxFields = 200;

    public string Me => Access.Actor.Id;

    /// The id that the page made, for this person and act alone: nobody gets the answer to somebody else's command.
    public Guid Command => Ids.For(Client, $"inbox.{Name}", $"{CaseId}:{Me}:{Form["command"]}");

    public bool HasCommand => Guid.TryParse(Form["command"], out _);

    public long? Token => long.TryParse(Form["token"], out var token) ? token : null;

    public string Text(string name) => Form[name].ToString();

    public IReadOnlyList<string> Texts(string name) => [.. Form[name].OfType<string>()];

    public T Get<T>()
        where T : notnull => Context.RequestServices.GetRequiredService<T>();

    public async Task<Refusal?> DoAsync<T>(Func<Case, DateTimeOffset, Result<Decision<T>>> decide, CancellationToken ct) =>
        (await Get<CaseDesk>().ActAsync(Access, Client, CaseId, Command, decide, null, ct)).Refusal;

    /// What only the holder may do. The lease is renewed first, so that neither the case nor the person whom it is about can be in other hands when
    /// it is recorded. Impossible: why the module could not carry it out; what the case itself refuses is said first.
    public async Task<Refusal?> AsHolderAsync<T>(
        Func<Case, DateTimeOffset, Result<Decision<T>>> decide, Refusal? impossible, Action<EventSession, T>? also, CancellationToken ct)
    {
        var kept = await Get<CaseLeases>().RenewAsync(Access, Client, CaseId, Token ?? 0, ct) is not null;
        var row = kept ? null : await Get<CaseRows>().FindAsync(Access, Client, CaseId, ct);
        Refusal? lost = kept ? null : row?.Holder == Me && row.Token == Token ? new SubjectHeldBySomeoneElse() : new CaseHeldBySomeoneElse();
        return (await Get<CaseDesk>().ActAsync(Access, Client, CaseId, Command, (state, now) =>
        {
            var decided = decide(state, now);
            return decided.Refusal is null && (lost ?? impossible) is { } refusal ? refusal : decided;
        }, also, ct)).Refusal;
    }

    /// Values of the fields of one choice: "f.offer-plan.amount", money as typed to minor units.
    public IReadOnlyDictionary<string, string> Fields(CaseChoice? choice) => (choice?.Fields ?? [])
        .Select(field => (field, text: Text($"f.{choice!.Code}.{field.Name}")))
        .Where(value => value.text.Trim().Length > 0)
        .ToDictionary(value => value.field.Name, value => value.field.Type == "money" ? Amounts.ToMinor(value.text, value.field.Unit) : value.text);

    public IReadOnlyDictionary<string, string> Answers() => Form.Keys.Where(key => key.StartsWith("a.", StringComparison.Ordinal)).Take(MaxFields)
        .Where(key => Text(key).Length > 0).ToDictionary(key => key[2..], Text);

    /// What the forms of a case hold, without the keys that make them work.
    public IReadOnlyDictionary<string, string[]> Draft() => Form
        .Where(pair => pair.Key is not ("command" or "token" or "decision" or WebServices.TokenField))
        .Take(MaxFields)
        .ToDictionary(pair => pair.Key, pair => pair.Value.OfType<string>().ToArray());

    /// The same without what was chosen: words and figures that nobody should have to type again.
    public IReadOnlyDictionary<string, string[]> Typed() => Draft()
        .Where(pair => pair.Key == "note" || IsFigure(pair.Key))
        .ToDictionary();

    /// The same without the note, which went down with the judgement.
    public IReadOnlyDictionary<string, string[]> Figures() => Draft().Where(pair => IsFigure(pair.Key)).ToDictionary();

    private static bool IsFigure(string field) => field.StartsWith("f.", StringComparison.Ordinal);
}

internal static class CaseActs
{
    /// Maps POST /inbox/cases/{client}/{id}/{act}: does it, then shows the case; when it is refused, shows the case with the reason.
    public static RouteHandlerBuilder MapCaseAct(
        this IEndpointRouteBuilder staff,
        string act,
        Func<CaseAct, CancellationToken, Task<Refusal?>> run,
        string? then = null,
        string? said = null) =>
        staff.MapPost(Paths.ActOnCase(act), async (HttpContext context, string client, Guid id, ShowCase show, Drafts drafts) =>
        {
            var ct = context.RequestAborted;
            if (!context.Request.HasFormContentType)
            {
                return new InputNotReadable("The form").ToHttp(context);
            }

            var ask = new CaseAct(context, context.GetAccess(), client, id, act, await context.Request.ReadFormAsync(ct));
            var refused = ask.HasCommand || act == "take" ? await run(ask, ct) : new InputNotReadable("The form");
            if (refused is not { } refusal)
            {
                // The next form, and a decision made anew after it was undone or refused: what was typed is there, and nothing is chosen.
                if (act == "judge")
                {
                    await drafts.SaveAsync(ask.Access, client, id, ask.Figures(), ask.Token, ct);
                }
                else if (act == "decide")
                {
                    await drafts.KeepTypedAsync(ask.Access, client, id, ask.Typed(), ct);
                }

                if (said is not null)
                {
                    Flash.Say(context, said);
                }

                return SeeOther(context, then ?? Paths.Case(client, id));
            }

            if (refusal is NotFound)
            {
                return refusal.ToHttp(context);
            }

            if (act is "judge" or "decide")
            {
                await drafts.SaveAsync(ask.Access, client, id, ask.Draft(), ask.Token, ct);
            }

            return await show(context, client, id, refusal, ct);
        }).Requires(Act.ReadInbox).ShowsPeople();

    /// A real redirect also for htmx: it fetches the page that comes and takes its content over.
    public static IResult SeeOther(HttpContext context, string path)
    {
        context.Response.Headers.Location = path;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
