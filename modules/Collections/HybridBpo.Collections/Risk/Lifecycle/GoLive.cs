using System.Text.Json;
using HybridBpo.Collections.Risk.Features;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>Asks for a model's go-live. Somebody else decides, in the inbox.</summary>
internal sealed class GoLive(EventStore store, ModelRegistry registry, Clients clients, TimeProvider time)
{
    public const string CaseKind = "models.go-live";

    public async Task<Result<Guid>> AskAsync(Access access, string client, string name, int version, Guid commandId, CancellationToken ct)
    {
        if (!access.May(Act.AskGoLive)) return new Forbidden("Only an analyst asks for a go-live.");
        if (await registry.FindAsync(access, client, name, version, ct) is not { } row || await clients.GetAsync(access, client, ct) is not { } of)
            return new NotFound("There is no such model.");
        var live = await registry.LiveAsync(access, client, ct);
        var (now, id) = (time.GetUtcNow(), Ids.For(client, "go-live", $"{name}/{version}"));
        return await store.DecideAsync<Model, Guid>(
            access, client, Model.IdOf(client, name, version), commandId, state => Decide(state, row, id, access.Actor.Id),
            (session, asked) =>
            {
                session.Queue($"""
                    update collections.models set state = 'asked', case_id = {asked}, asked_by = {access.Actor.Id}
                    where client_id = {client} and name = {name} and version = {version}
                    """);
                session.Send(CaseMessages.Open, Case(row, of, live, asked, access, now));
            }, ct);
    }

    /// <summary>A model can go live when the portfolio can build all its columns, none of which is a prohibited basis.</summary>
    internal static Result<Decision<Guid>> Decide(Model? model, ModelRow row, Guid caseId, string by)
    {
        if (model is null) return new NotFound("There is no such model.");
        if (model.State != "trained") return new ModelNotFree($"The model is {model.State} already.");
        var prohibited = row.Columns.Where(FeatureNames.IsProhibited).ToList();
        if (prohibited.Count > 0) return new ProhibitedBasis(prohibited);
        var missing = row.Columns.Where(c => !FeatureNames.Known.Contains(c)).ToList();
        return missing.Count > 0 ? new ColumnsNotInPortfolio(missing) : new Decision<Guid>(caseId, new GoLiveAsked(caseId, by));
    }

    private static OpenCase Case(ModelRow row, Client client, ModelRow? live, Guid id, Access access, DateTimeOffset now)
    {
        var evidence = new GoLiveEvidence(
            client.Name, row.Name, row.Version, row.SourceText, row.Results, live?.Label, live?.Results.Model, access.Actor.Name, row.TrainedAt,
                row.Columns);
        CaseChoice[] choices =
        [
            new("go-live", "Let it score from now on", "Let it go live", false, false,
                "Scores every account of this client; people still decide every case.", []),
            new("keep", live is null ? "Go on without a score" : $"Keep {live.Label}", "Refuse the go-live", false, false, "", []),
        ];
        CaseOption[] reasons =
        [
            new("better", "Better on later months"), new("calibrated", "Well calibrated"), new("not-better", "Not better than what we have"),
            new("calibration", "Badly calibrated"), new("too-little", "Too little data"), new("other", "Other"),
        ];
        return new OpenCase(
            id, client.ClientId, CaseKind, $"May {row.Label} score {client.Name}’s accounts?", row.Label,
                Model.IdOf(row.ClientId, row.Name, row.Version), 0, now.AddDays(3),
            new Evidence(1, JsonSerializer.Serialize(evidence, ModelRegistry.Json), $"{row.Label} {client.Name}"),
                new CaseForm([], choices, reasons), null, [access.Actor.Id, row.TrainedBy]);
    }
}

internal sealed record GoLiveEvidence(
    string Client, string Name, int Version, string Source, ModelResults Results, string? Live, ResultLine? LiveFigures, string AskedBy,
        DateTimeOffset TrainedAt,
    IReadOnlyList<string> Columns);

internal sealed record ColumnsNotInPortfolio(IReadOnlyList<string> Columns)
    : Invalid(
        $"The portfolio cannot build these columns of the model: {string.Join(", ", Columns)}. Train on the portfolio’s own history instead.");

internal sealed record ProhibitedBasis(IReadOnlyList<string> Columns)
    : Invalid($"The model uses what no decision about credit may stand on: {string.Join(", ", Columns)}. Train again without it.");

internal sealed record ModelNotFree(string Message) : Conflict(Message);

/// <summary>Applies the decision on a go-live.</summary>
internal sealed class GoLiveOutcome(EventStore store, Database database, TimeProvider time) : IOutcomeHandler
{
    public string Kind => GoLive.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var access = Access.System("go-live", outcome.Client);
        var row = await database.SingleOrDefaultAsync<ModelRow>(
            access, $"select {Sql.Raw(ModelRow.Fields)} from collections.models where client_id = {outcome.Client} and case_id = {outcome.CaseId}",
                ct);
        if (row is null) return new NotFound("There is no model for this case.");
        var old = await database.SingleOrDefaultAsync<ModelRow>(
            access, $"select {Sql.Raw(ModelRow.Fields)} from collections.models where client_id = {outcome.Client} and state = 'live'", ct);
        var now = time.GetUtcNow();
        return await store.DecideAsync<Model, Done>(
            access, outcome.Client, Model.IdOf(outcome.Client, row.Name, row.Version), outcome.DecisionId, model => Decide(model, outcome),
            (session, _) =>
            {
                if (outcome.Choice != "go-live")
                {
                    session.Queue($"""
                        update collections.models set state = 'refused', ended_at = {now} where client_id = {row.ClientId} and name = {row.Name}
                          and version = {row.Version}
                        """);
                    return;
                }

                if (old is not null) session.Append(Model.IdOf(old.ClientId, old.Name, old.Version), new ModelRetired(
                    $"replaced-by-{row.Name}-{row.Version}"));
                session.Queue($"""
                    update collections.models set state = 'retired', ended_at = {now} where client_id = {row.ClientId} and state = 'live'
                    """);
                session.Queue($"""
                    update collections.models set state = 'live', live_at = {now} where client_id = {row.ClientId} and name = {row.Name}
                      and version = {row.Version}
                    """);
                session.Send(Scoring.ScorePortfolio.MessageKind, new Scoring.ScoreOrder(row.ClientId));
            }, ct);
    }

    internal static Result<Decision<Done>> Decide(Model? model, Outcome outcome) =>
        model is null ? new NotFound("There is no such model.")
        : outcome.DecidedBy == model.AskedBy || outcome.DecidedBy == model.TrainedBy ? new DecidedByTheAsker("Who trained or asked does not decide.")
        : outcome.Choice == "go-live" ? new Decision<Done>(Done.Yes, new ModelPromoted(outcome.DecisionId, outcome.DecidedBy, outcome.Reason))
        : new Decision<Done>(Done.Yes, new GoLiveRefused(outcome.DecisionId, outcome.DecidedBy, outcome.Reason));
}

internal sealed record DecidedByTheAsker(string Message) : Forbidden(Message);
