using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>Train, look at figures, ask for go-live.</summary>
internal static class ModelPages
{
    private const long MostBytes = 100L << 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/models").Requires(Act.ReadModels);
        models.MapGet("", (HttpContext context) => Pages.Render<ModelsPage>(context));
        models.MapGet("/runs/{client}/{id:guid}", RunAsync);
        models.MapGet("/{client}/{name}/{version:int}",
            (HttpContext context, ModelRegistry registry, string client, string name, int version, CancellationToken ct) =>
            ShowAsync(context, registry, client, name, version, null, ct));
        models.MapGet("/{client}/{name}/{version:int}/model.json", DownloadAsync);
        routes.MapPost("/models/train", TrainAsync).Requires(Act.TrainModels).AllowUpload(MostBytes);
        routes.MapPost("/models/{client}/{name}/{version:int}/ask-go-live", AskAsync).Requires(Act.AskGoLive);
    }

    private static async Task<IResult> TrainAsync(HttpContext context, TrainModel training, FileStore files, TimeProvider time, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var access = context.FindViewer()!.Access;
        var client = form["client"].ToString();
        if (!access.Sees(client) || !Guid.TryParse(form["run"], out var run)) return new NotFound("There is no such client.").ToHttp(context);
        Guid? fileId = null;
        var name = "";
        if (form.Files.GetFile("file") is { } file)
        {
            (fileId, name) = (Ids.For(client, "training-file", run.ToString("N")), Path.GetFileName(file.FileName.Replace('\\', '/')));
            await using var content = file.OpenReadStream();
            var kept = await files.PutAsync(access, new NewFile(
                fileId.Value, client, fileId.Value, name, "text/csv", MostBytes, time.GetUtcNow().AddDays(30)), content, ct);
            if (kept.Refusal is { } full and not FileExists) return Pages.Render<ModelsPage>(context, new { Error = full.Message }, full.Status);
        }

        var drop = form["drop"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var positive = form["positive"].ToString().Trim();
        var order = new TrainOrder(
            run, client, form["name"].ToString().Trim(), fileId, name, form["label"].ToString().Trim(), positive.Length > 0 ? positive : null, drop,
                access.Actor.Id);
        var started = await training.StartAsync(access, order, ct);
        return started.Refusal is { } refusal ? Pages.Render<ModelsPage>(context, new { Error = refusal.Message }, refusal.Status)
            : Pages.SeeOther(context, $"/models/runs/{client}/{run}");
    }

    private static async Task<IResult> RunAsync(HttpContext context, TrainModel training, string client, Guid id, CancellationToken ct) =>
        await training.RunAsync(context.GetAccess(), client, id, ct) is null ? new NotFound("There is no such training.").ToHttp(context)
        : context.IsHtmx() ? Pages.Render<ModelRun>(context, new { Client = client, Id = id })
        : Pages.Render<RunPage>(context, new { Client = client, Id = id });

    private static async Task<IResult> ShowAsync(
        HttpContext context, ModelRegistry registry, string client, string name, int version, Refusal? refusal, CancellationToken ct) =>
        await registry.FindAsync(context.GetAccess(), client, name, version, ct) is null
            ? new NotFound("There is no such model.").ToHttp(context)
            : Pages.Render<ModelPage>(context, new { Client = client, Name = name, Version = version, Error = refusal?.Message }, refusal?.Status
                ?? 200);

    private static async Task<IResult> AskAsync(
        HttpContext context, GoLive goLive, ModelRegistry registry, string client, string name, int version, [FromForm] Guid command,
            CancellationToken ct)
    {
        var asked = await goLive.AskAsync(context.GetAccess(), client, name, version, command, ct);
        return asked.Refusal is { } refusal
            ? await ShowAsync(context, registry, client, name, version, refusal, ct)
            : Pages.SeeOther(context, $"/models/{client}/{name}/{version}",
                "The question is in the inbox. Somebody who neither trained nor asked decides.");
    }

    private static async Task<IResult> DownloadAsync(
        HttpContext context, ModelRegistry registry, string client, string name, int version, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await registry.FindAsync(access, client, name, version, ct) is not { } row) return new NotFound("There is no such model.")
            .ToHttp(context);
        var model = await registry.OpenAsync(access, row, ct);
        return model.Refusal is { } refusal ? refusal.ToHttp(context)
            : Results.File(model.Value.ToBytes(), "application/json", $"{name}-{version}.json");
    }
}
