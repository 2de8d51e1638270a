using System.Globalization;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Inbox.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Practising;

/// New staff practise; supervisors see when somebody is ready.
internal static class PracticeRoutes
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Practice, async (HttpContext context, Practice practice) =>
        {
            var (access, ct) = (context.GetAccess(), context.RequestAborted);
            var mine = (await practice.ProgressAsync(access, access.Actor.Id, ct)).FirstOrDefault();
            return Pages.Render<PracticePage>(context, new
            {
                Answered = mine?.Answered ?? 0,
                Right = mine?.Right ?? 0,
                IsReady = mine is { IsReady: true },
                More = await practice.NextAsync(access, ct) is not null,
            });
        }).Requires(Act.ReadInbox).ShowsNobody();
        staff.MapPost($"{Paths.Practice}/next", async (HttpContext context, Practice practice) =>
            CaseActs.SeeOther(context, await practice.NextAsync(context.GetAccess(), context.RequestAborted) is { } sample
                ? $"{Paths.Practice}/{sample.ClientId}/{sample.SampleId}" : Paths.Practice)).Requires(Act.ReadInbox).ShowsNobody();
        staff.MapGet($"{Paths.Practice}/{{client}}/{{id:guid}}", (
            HttpContext context, Practice practice, CaseKinds kinds, Clients clients, TimeProvider time, string client, Guid id) =>
            ShowAsync(context, practice, kinds, clients, time, client, id, null)).Requires(Act.ReadInbox).ShowsNobody();
        staff.MapPost($"{Paths.Practice}/{{client}}/{{id:guid}}", async (
            HttpContext context, Practice practice, CaseKinds kinds, Clients clients, TimeProvider time, string client, Guid id) =>
        {
            var (access, ct) = (context.GetAccess(), context.RequestAborted);
            var form = await context.Request.ReadFormAsync(ct);
            if (await practice.FindAsync(access, client, id, ct) is not { } sample)
            {
                return new NoSuchPractice().ToHttp(context);
            }

            return (await practice.AnswerAsync(access, sample, form["choice"].ToString(), ct)).Refusal is { } refusal
                ? await ShowAsync(context, practice, kinds, clients, time, client, id, refusal)
                : CaseActs.SeeOther(context, $"{Paths.Practice}/{client}/{id}");
        }).Requires(Act.ReadInbox).ShowsNobody();
        staff.MapGet(Paths.Trainees, async (HttpContext context, Practice practice, IPeople people) =>
        {
            var (access, ct) = (context.GetAccess(), context.RequestAborted);
            var all = await practice.ProgressAsync(access, null, ct);
            var names = await people.NamesAsync(all.Select(one => one.UserId), ct);
            return Pages.Render<TraineesPage>(context, new
            {
                Rows = (IReadOnlyList<TraineeView>)[.. all.Select(one => new TraineeView(
                    names.GetValueOrDefault(one.UserId, "Somebody"), one.Answered,
                    one.Last < Progress.Counted ? Oversight.OversightWords.TooFew : $"{one.LastRight} of {one.Last}", one.IsReady,
                    one.LastAt.ToString("d MMM yyyy", CultureInfo.InvariantCulture)))],
            });
        }).Requires(Act.ReadSupervision).ShowsNobody();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, Practice practice, CaseKinds kinds, Clients clients, TimeProvider time, string client, Guid id, Refusal? refused)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (await practice.FindAsync(access, client, id, ct) is not { } sample)
        {
            return new NoSuchPractice().ToHttp(context);
        }

        var given = await practice.AnswerOfAsync(access, sample, ct);
        var choices = sample.FormOf().Choices;
        string Label(string code) => choices.FirstOrDefault(choice => choice.Code == code)?.Label ?? code;
        var made = sample.MadeCase is { } kept ? kinds.SampleOf(sample.Kind)?.On(kept, time.GetUtcNow()) ?? kept : null;
        // Before the answer nothing of what is right, or of the machine, is in the page.
        var view = new PracticeView(
            $"{Paths.Practice}/{client}/{id}", (await clients.GetAsync(access, client, ct))?.Name ?? client,
            kinds.LabelOf(sample.Kind), sample.Question, sample.Reference, sample.SampleId, client, kinds.Find(sample.Kind)?.Evidence,
            made?.Evidence.Json ?? sample.Evidence, made?.Evidence.Version ?? Api.ApiFacts.Version,
            [.. choices.Select(choice => new OptionView(choice.Code, choice.Label, false))], given is null ? "" : Label(given.Choice),
            given is { IsRight: true }, given is null ? "" : Label(sample.Truth), given is null ? "" : Label(sample.Proposed),
            given is not null && sample.MachineRight, given is null ? "" : sample.Why, refused?.Message,
            given is not null && made is { ComesTo: not null } && kinds.Find(sample.Kind)?.Proposal is { } component
                ? new FindingsView(component, made.Evidence.Json, made.Proposal.Json) : null);
        return Pages.Render<PracticeCasePage>(context, new { View = view }, refused?.Status ?? StatusCodes.Status200OK);
    }
}
