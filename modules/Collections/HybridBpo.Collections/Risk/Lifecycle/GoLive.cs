using System.Text.Json;
using HybridBpo.Collections.Risk.Features;
using HybridBpo.Collections.Risk.Portfolio;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>Asks for a model's go-live. Somebody else decides, in the inbox.</summary>
internal sealed class GoLive(EventStore store, ModelRegistry registry, Clients clients, TimeProvider time)
{
    public const string CaseKind = "models.go-live", Yes = "go-live", No = "keep";

    public static readonly IReadOnlyList<CaseOption> Reasons =
    [
        new("better", "Better on later months"), new("calibrated", "Well calibrated"), new("not-better", "Not better than what we have"),
        new("calibration", "Badly calibrated"), new("too-little", "Too little data"), new("other", "Other", NeedsNote: true),
    ];

    public async Task<Result<Guid>> AskAsync(Access access, string client, string name, int version, Guid commandId, CancellationToken ct)
    {
        if (!access.May(Act.AskGoLive)) return new Forbidden("Only an analyst asks for a go-live.");
        if (await registry.FindAsync(access, client, name, version, ct) is not { } row || await clients.GetAsync(access, client, ct) is not { } of)
            return new NotFound("There is no such model.");
        var obstacle = await ObstacleAsync(access, row, ct);
        var live = await registry.LiveAsync(access, client, ct);
        var (now, id) = (time.GetUtcNow(), Ids.For(client, "go-live", $"{name}/{version}"));
        return await store.DecideAsync<Model, Guid>(
            access, client, Model.IdOf(client, name, version), commandId, state => Decide(state, obstacle, id, access.Actor.Id),
            (session, asked) =>
            {
                session.Queue($"""
                    update collections.models set state = 'asked', case_id = {asked}, asked_by = {access.Actor.Id}
                    where client_id = {client} and name = {name} and version = {version}
                    """);
                session.Send(CaseMessages.Open, Case(row, of, live, asked, access));
            }, ct);
    }

    /// <summary>Why the model can never go live, such as columns that the portfolio cannot build; null when it can. Pages show it before anybody
    /// asks.</summary>
    public async Task<Refusal?> ObstacleAsync(Access access, ModelRow row, CancellationToken ct)
    {
        var prohibited = row.Columns.Where(FeatureNames.IsProhibited).ToList();
        var missing = row.Columns.Where(c => !FeatureNames.Known.Contains(c)).ToList();
        if (missing.Count > 0) return new ColumnsNotInPortfolio(missing, prohibited);
        if (prohibited.Count > 0) return new ProhibitedBasis(prohibited);
        return (await registry.OpenAsync(access, row, ct)).Is(out var model, out var unread) ? model.Check(PortfolioSplit.Columns([])) : unread;
    }

    internal static Result<Decision<Guid>> Decide(Model? model, Refusal? obstacle, Guid caseId, string by) =>
        model is null ? new NotFound("There is no such model.")
        : model.State != "trained" ? new ModelNotFree($"The model is {model.State} already.")
        : obstacle is not null ? obstacle
        : new Decision<Guid>(caseId, new GoLiveAsked(caseId, by));

    private static OpenCase Case(ModelRow row, Client client, ModelRow? live, Guid id, Access access)
    {
        var evidence = new GoLiveEvidence(
            client.Name, row.Name, row.Version, row.SourceText, row.Results, live?.Label, live?.Results.Model, access.Actor.Name, row.TrainedAt,
                row.Columns);
        CaseChoice[] choices =
        [
            new(Yes, "Let it score from now on", "Let it go live", false, false,
                "Scores every account of this client; people still decide every case.", []),
            new(No, live is null ? "Go on without a score" : $"Keep {live.Label}", "Refuse the go-live", false, false, "", []),
        ];
        var subject = Model.IdOf(row.ClientId, row.Name, row.Version);
        var shown = new Evidence(1, JsonSerializer.Serialize(evidence, ModelRegistry.Json), $"{row.Label} {client.Name}");
        return new OpenCase(
            id, client.ClientId, CaseKind, $"May {row.Label} score {client.Name}’s accounts?", row.Label, subject, 0, null, shown,
            new CaseForm([], choices, Reasons), null, [access.Actor.Id, row.TrainedBy], $"Go-live of {row.Label}");
    }
}

internal sealed record GoLiveEvidence(
    string Client, string Name, int Version, string Source, ModelResults Results, string? Live, ResultLine? LiveFigures, string AskedBy,
        DateTimeOffset TrainedAt,
    IReadOnlyList<string> Columns);

/// <param name="Columns">What the portfolio cannot build.</param>
/// <param name="Prohibited">Those columns of the model on which no decision about credit may stand.</param>
internal sealed record ColumnsNotInPortfolio(IReadOnlyList<string> Columns, IReadOnlyList<string> Prohibited) : Invalid(
    $"The portfolio cannot build these columns of the model: {ColumnNames.Some(Columns)}."
    + (Prohibited.Count > 0 ? $" And no decision about credit may stand on {ColumnNames.Some(Prohibited)}." : "")
    + " Train on the portfolio’s own history instead, or on a file that has the portfolio’s columns alone.");

internal sealed record ProhibitedBasis(IReadOnlyList<string> Columns)
    : Invalid($"The model uses what no decision about credit may stand on: {ColumnNames.Some(Columns)}. Train again without it.");

internal sealed record ModelNotFree(string Message) : Conflict(Message);

internal static class ColumnNames
{
    private const int Most = 30;

    public static string Some(IReadOnlyList<string> columns) =>
        string.Join(", ", columns.Take(Most)) + (columns.Count > Most ? $" and {columns.Count - Most} more" : "");

    /// <summary>In plain words where the portfolio knows the column; otherwise the name that the file gave it.</summary>
    public static string Plain(string column) => FeatureNames.All.FirstOrDefault(f => f.Code == column)?.Label ?? column;
}
