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
        var kept = Guid.TryParse(form["kept"], out var earlier) ? earlier : (Guid?)null;
        var file = form.Files["file"];
        if (file is null && kept is null) return Page(context, client, "file", new OrderIncomplete("Choose a CSV file."));
        var run = RunId(client, access, form, file is null ? "" : await TrainingFile.HashAsync(file, ct));
        // Named after a run of this client: no other file of the house has such an id.
        var fileId = Ids.For(client, "training-file", (file is null ? kept!.Value : run).ToString("N"));
        var order = new TrainOrder(
            run, client, Text(form, "name"), fileId, "", Text(form, "label"), Text(form, "positive") is { Length: > 0 } p ? p : null,
            Columns(form, "drop", "drop"), access.Actor.Id, null, Columns(form, "categorical", "categories"), HoldOutOf(form));
        var stays = file is null ? kept : null;
        if (order.Problem() is { } problem) return Page(context, client, "file", problem, stays);
        var texts = file is null ? Unnamed(form, order) : await TrainingFile.TextColumnsAsync(file, order, ct);
        if (texts.Count > TrainOrder.MostColumns)
            return Page(context, client, "file", new OrderIncomplete(
                $"{texts.Count:N0} of its columns hold texts; at most {TrainOrder.MostColumns} can be named. Remove those that are no categories."));
        if (!(file is null ? await FindAsync(files, access, client, fileId, ct) : await files.KeepAsync(access, client, fileId, file, ct))
            .Is(out var stored, out var refusal))
            return Page(context, client, "file", refusal);
        return texts.Count > 0
            ? Page(context, client, "file", new TextsUnnamed(texts), stays ?? run, texts)
            : Answer(context, client, "file", await training.StartAsync(access, order with { FileName = stored.Name }, ct));
    }

    private static async Task<Result<StoredFile>> FindAsync(TrainingFile files, Access access, string client, Guid id, CancellationToken ct) =>
        await files.FindAsync(access, client, id, ct) is { } stored ? stored : new OrderIncomplete("The file is no longer kept.");

    // Of the texts that were asked about, those that are still named nowhere.
    private static string[] Unnamed(IFormCollection form, TrainOrder order) =>
        [.. Asked(form).Except([.. order.Categories, .. order.Drop, order.Label, Risk.HoldOut.Parse(order.HoldOut)!.Column ?? ""])];

    private static IEnumerable<string> Asked(IFormCollection form) => form["textColumn"].OfType<string>();

    private static IResult Answer(HttpContext context, string client, string part, Result<Guid> started) =>
        started.Is(out var run, out var refusal) ? Pages.SeeOther(context, $"/models/runs/{client}/{run}") : Page(context, client, part, refusal);

    private static IResult Page(
        HttpContext context, string client, string? part, Refusal? refusal, Guid? kept = null, IReadOnlyList<string>? texts = null) =>
        Pages.Render<NewModelPage>(
            context,
            new
            {
                Client = client,
                Part = part,
                Problem = refusal?.Message,
                Kept = kept,
                Texts = texts ?? (kept is null ? [] : [.. Asked(context.Request.Form)]),
            },
            refusal?.Status ?? 200);

    // The command that came with the page, and what was typed: sent twice it is one run, sent with a change it is another.
    private static Guid RunId(string client, Access access, IFormCollection form, string fileHash) => Ids.For(
        client, "training-run",
        string.Join('\n', form.Where(f => f.Key != WebServices.TokenField).OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => $"{f.Key}={f.Value}")
            .Append(access.Actor.Id).Append(fileHash)));

    private static string HoldOutOf(IFormCollection form) =>
        Text(form, "holdOut") == "time" ? $"time:{Text(form, "dateColumn")}:{Text(form, "from")}" : "hash";

    // What was typed, and the texts that were asked about when that was the answer.
    private static string[] Columns(IFormCollection form, string field, string answer) =>
        [.. Text(form, field).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(form["texts"] == answer ? Asked(form) : []).Distinct()];

    private static string Text(IFormCollection form, string field) => form[field].ToString().Trim();
}
