using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>The analyst's pages: models, training, figures, downloads, and asking for go-live.</summary>
internal static class ModelPages
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet("/models", (HttpContext context) => Pages.Render<ModelsPage>(context)).Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/models/runs", (HttpContext context, int? running) =>
            Pages.Render<RunList>(context, new { Before = running ?? 0 })).Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/models/runs/{client}/{id:guid}", RunAsync).Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/models/{client}/{name}/{version:int}", ShowAsync).Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/models/{client}/{name}/{version:int}/model.json", ModelFileAsync).Requires(Act.ReadModels).ShowsNobody();
        staff.MapGet("/models/{client}/{name}/{version:int}/card.md", CardAsync).Requires(Act.ReadModels).ShowsNobody();
        staff.MapPost("/models/{client}/{name}/{version:int}/ask-go-live", AskAsync).Requires(Act.AskGoLive).ShowsNobody();
        TrainingForms.Map(staff);
    }

    private static async Task<IResult> RunAsync(HttpContext context, TrainingRuns runs, string client, Guid id, CancellationToken ct) =>
        await runs.FindAsync(context.GetAccess(), client, id, ct) is null ? new NotFound("There is no such training.").ToHttp(context)
        : context.IsHtmx() ? Pages.Render<ModelRun>(context, new { Client = client, Id = id })
        : Pages.Render<RunPage>(context, new { Client = client, Id = id });

    private static async Task<IResult> ShowAsync(
        HttpContext context, ModelRegistry registry, string client, string name, int version, CancellationToken ct) =>
        await registry.FindAsync(context.GetAccess(), client, name, version, ct) is null ? NoModel(context)
            : Page(context, client, name, version, null);

    private static async Task<IResult> AskAsync(
        HttpContext context, GoLive goLive, string client, string name, int version, IFormCollection form, CancellationToken ct)
    {
        var access = context.GetAccess();
        var command = Ids.For(client, "ask-go-live", $"{name}/{version}:{access.Actor.Id}:{form["command"]}");
        return (await goLive.AskAsync(access, client, name, version, command, ct)).Is(out _, out var refusal)
            ? Pages.SeeOther(context, $"/models/{client}/{name}/{version}",
                "The question is in the inbox. Somebody who neither trained nor asked decides.")
            : refusal is NotFound ? refusal.ToHttp(context) : Page(context, client, name, version, refusal);
    }

    private static async Task<IResult> ModelFileAsync(
        HttpContext context, ModelRegistry registry, string client, string name, int version, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await registry.FindAsync(access, client, name, version, ct) is not { } row) return NoModel(context);
        return (await registry.OpenAsync(access, row, ct)).Is(out var model, out var refusal)
            ? Results.File(model.ToBytes(), "application/json", string.Create(CultureInfo.InvariantCulture, $"{client}-{name}-{version}.json"))
            : refusal.ToHttp(context);
    }

    private static async Task<IResult> CardAsync(
        HttpContext context, ModelRegistry registry, string client, string name, int version, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await registry.FindAsync(access, client, name, version, ct) is not { } row) return NoModel(context);
        if (!(await registry.OpenAsync(access, row, ct)).Is(out var model, out var refusal)) return refusal.ToHttp(context);
        return model.Trees.Attributes.GetValueOrDefault(KeepModel.Card) is { } card
            ? Results.File(Encoding.UTF8.GetBytes(card), "text/markdown; charset=utf-8",
                string.Create(CultureInfo.InvariantCulture, $"{client}-{name}-{version}.md"))
            : new NotFound("This model came without a card.").ToHttp(context);
    }

    private static IResult Page(HttpContext context, string client, string name, int version, Refusal? refusal) =>
        Pages.Render<ModelPage>(context, new { Client = client, Name = name, Version = version, Problem = refusal?.Message }, refusal?.Status ?? 200);

    private static IResult NoModel(HttpContext context) => new NotFound("There is no such model.").ToHttp(context);
}
