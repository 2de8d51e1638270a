using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>The two forms that order a training. The same form sent twice orders one.</summary>
internal static class TrainingForms
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet("/models/new", (HttpContext context, string? client) =>
            context.FindViewer() is { } viewer && (client ?? viewer.Chosen ?? viewer.Access.Clients.FirstOrDefault()) is { } code
                && viewer.Access.Sees(code)
                ? Page(context, code, null, null)
                : new NotFound("There is no such client.").ToHttp(context)).Requires(Act.TrainModels).ShowsNobody();
        staff.MapPost("/models/new/{client}/history", OnHistoryAsync).Requires(Act.TrainModels).ShowsNobody();
        staff.MapPost("/models/new/{client}/file", OnFileAsync).Requires(Act.TrainModels).ShowsNobody().AllowUpload(TrainingFile.MostBytes);
    }

    private static async Task<IResult> OnHistoryAsync(
        HttpContext context, TrainModel training, string client, IFormCollection form, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (!access.Sees(client)) return new NotFound("There is no such client.").ToHttp(context);
        if (!DateOnly.TryParseExact(form["cutOff"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var cutOff))
            return Page(context, client, "history", new OrderIncomplete("Give the cut-off as a day, YYYY-MM-DD."));
        var run = RunId(client, access, form, "");
        var order = new TrainOrder(run, client, Text(form, "name"), null, "", "", null, [], access.Actor.Id, cutOff);
        return Answer(context, client, "history", await training.StartAsync(access, order, ct));
    }

    private static async Task<IResult> OnFileAsync(
        HttpContext context, TrainModel training, TrainingFile files, string client, IFormCollection form, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (!access.Sees(client)) return new NotFound("There is no such client.").ToHttp(context);
        if (form.Files["file"] is not { } file) return Page(context, client, "file", new OrderIncomplete("Choose a CSV file."));
        var run = RunId(client, access, form, await TrainingFile.HashAsync(file, ct));
        var fileId = Ids.For(client, "training-file", run.ToString("N"));
        var order = new TrainOrder(
            run, client, Text(form, "name"), fileId, "", Text(form, "label"), Text(form, "positive") is { Length: > 0 } p ? p : null,
                Columns(form, "drop"),
            access.Actor.Id, null, Columns(form, "categorical"), HoldOutOf(form));
        if (order.Problem() is { } problem) return Page(context, client, "file", problem);
        if (!(await files.KeepAsync(access, client, fileId, file, ct)).Is(out var kept, out var refusal)) return Page(
            context, client, "file", refusal);
        return Answer(context, client, "file", await training.StartAsync(access, order with { FileName = kept.Name }, ct));
    }

    private static IResult Answer(HttpContext context, string client, string part, Result<Guid> started) =>
        started.Is(out var run, out var refusal) ? Pages.SeeOther(context, $"/models/runs/{client}/{run}") : Page(context, client, part, refusal);

    private static IResult Page(HttpContext context, string client, string? part, Refusal? refusal) =>
        Pages.Render<NewModelPage>(context, new { Client = client, Part = part, Problem = refusal?.Message }, refusal?.Status ?? 200);

    // The command that came with the page, and what was typed: sent twice it is one run, sent with a change it is another.
    private static Guid RunId(string client, Access access, IFormCollection form, string fileHash) => Ids.For(
        client, "training-run",
        string.Join('\n', form.Where(f => f.Key != WebServices.TokenField).OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => $"{f.Key}={f.Value}")
            .Append(access.Actor.Id).Append(fileHash)));

    private static string HoldOutOf(IFormCollection form) =>
        Text(form, "holdOut") == "time" ? $"time:{Text(form, "dateColumn")}:{Text(form, "from")}" : "hash";

    private static string[] Columns(IFormCollection form, string field) =>
        [.. Text(form, field).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    private static string Text(IFormCollection form, string field) => form[field].ToString().Trim();
}
