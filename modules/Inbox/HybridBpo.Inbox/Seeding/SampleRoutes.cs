using HybridBpo.Inbox.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Seeding;

/// Supervisors and compliance officers make cases whose answer is known, and end them.
internal static class SampleRoutes
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Samples, async (HttpContext context, SampleScreens screens) =>
        {
            var (view, people) = await screens.BuildAsync(context.GetAccess(), context.RequestAborted);
            context.ShowsMany("queue", people);
            return Pages.Render<SamplesPage>(context, new { View = view });
        }).Requires(Act.MakeSeeds).ShowsPeople();
        staff.MapGet($"{Paths.Samples}/new/{{client}}/{{id:guid}}", (HttpContext context, SampleBook book, SampleScreens screens, string client,
            Guid id) => FormAsync(context, book, screens, client, id, null, null)).Requires(Act.MakeSeeds).ShowsPeople();
        staff.MapPost($"{Paths.Samples}/new/{{client}}/{{id:guid}}", MakeAsync).Requires(Act.MakeSeeds).ShowsPeople();
        staff.MapPost($"{Paths.Samples}/{{client}}/{{id:guid}}/end", async (HttpContext context, SampleBook book, string client, Guid id) =>
        {
            if (!await book.EndAsync(context.GetAccess(), client, id, context.RequestAborted))
            {
                return new NotFound("There is no such sample, or it has ended.").ToHttp(context);
            }

            Flash.Say(context, "It comes to nobody any more. Whoever has it answers it.");
            return CaseActs.SeeOther(context, Paths.Samples);
        }).Requires(Act.MakeSeeds).ShowsNobody();
    }

    private static async Task<IResult> FormAsync(
        HttpContext context, SampleBook book, SampleScreens screens, string client, Guid id, NewSample? typed, Refusal? refusal)
    {
        if (await book.SourceAsync(context.GetAccess(), client, id, context.RequestAborted) is not var (source, state))
        {
            return new CaseNotFound().ToHttp(context);
        }

        context.ShowsOne(client, "case", id, source.SubjectId);
        var view = await screens.FormAsync(context.GetAccess(), source, state, typed, refusal?.Message, context.RequestAborted);
        return Pages.Render<NewSamplePage>(context, new { View = view },
            refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> MakeAsync(HttpContext context, SampleBook book, SampleScreens screens, string client, Guid id)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var facts = form["label"].Zip(form["value"], form["source"])
            .Select(fact => new NewFact((fact.First ?? "").Trim(), (fact.Second ?? "").Trim(),
                fact.Third?.Trim() is { Length: > 0 } source ? source : null))
            .Where(fact => fact.Label.Length > 0 || fact.Value.Length > 0).ToList();
        var ask = new NewSample(form["purpose"].ToString(), form["question"].ToString(), form["reference"].ToString(), facts,
            form["because"].ToString(), form["proposed"].ToString(), form["truth"].ToString(), form["why"].ToString(),
            form["attested"] == "yes", form["name"].ToString());
        if (!Guid.TryParse(form["command"], out var command))
        {
            return await FormAsync(context, book, screens, client, id, ask, new InputNotReadable("The form"));
        }

        var made = await book.MakeAsync(context.GetAccess(), client, id, command, ask, context.RequestAborted);
        if (made.Refusal is { } refusal)
        {
            return await FormAsync(context, book, screens, client, id, ask, refusal);
        }

        Flash.Say(context, "Made. Nobody is told which case it is until they have answered it.");
        return CaseActs.SeeOther(context, Paths.Samples);
    }
}
